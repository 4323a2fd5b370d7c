using Pum.Dumper.Archives;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring;

namespace Pum.Dumper.Seeding;

/// <summary>A file of SQL, run as a plain dump is restored: in one transaction.</summary>
/// <param name="File">Its full path.</param>
/// <param name="Source">The file that it is a copy of, for a failure to name; <see langword="null"/> where it is none.</param>
internal sealed record ScriptPreparation(string File, string? Source = null) : Preparation
{
    /// <inheritdoc/>
    public override async Task<string> KeyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await DumpDigest.OfAsync(File, cancellationToken)).Sha256;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PumFailureException(ArchiveFailures.Unreadable(File, exception.Message), exception);
        }
    }

    /// <inheritdoc/>
    public override async Task RunAsync(
        SeedDefinition seed,
        string key,
        Connection connection,
        IReporter reporter,
        HostEnvironment environment,
        CancellationToken cancellationToken)
    {
        try
        {
            await RestoreOperation.RunAsync(
                new()
                {
                    Caller = seed.Caller,
                    Connection = seed.Connection with { Database = connection.Database },
                    File = File,
                    ExpectedSha256 = key,
                    BaseDirectory = seed.BaseDirectory,
                    ToolPath = seed.ToolPath,
                },
                reporter,
                environment,
                cancellationToken);
        }
        catch (PumFailureException exception) when (System.IO.File.Exists(Source))
        {
            throw new PumFailureException([.. exception.Failures.Select(AtSource)], exception);
        }
    }

    /// <summary>The failure with the file that people edit in the place of its copy.</summary>
    private PumFailure AtSource(PumFailure failure) => failure.Location is { } location && location.File == File
        ? failure with { Location = location with { File = Source! } }
        : failure;
}
