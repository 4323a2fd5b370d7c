using Pum.Dumper.Archives;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring;

namespace Pum.Dumper.Seeding;

/// <summary>A file of SQL, run as a plain dump is restored: in one transaction.</summary>
/// <param name="File">Its full path.</param>
internal sealed record ScriptPreparation(string File) : Preparation
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
    public override Task RunAsync(
        SeedDefinition seed,
        string key,
        Connection connection,
        IReporter reporter,
        HostEnvironment environment,
        CancellationToken cancellationToken) =>
        RestoreOperation.RunAsync(
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
