using System.Reflection;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Seeding;

/// <summary>Code of the caller's, for instance migrations.</summary>
/// <param name="Key">What tells this code from any other, and from its own earlier versions.</param>
/// <param name="Code">The code; it gets a connection string for Npgsql.</param>
internal sealed record CodePreparation(string Key, Func<string, CancellationToken, Task> Code) : Preparation
{
    /// <inheritdoc/>
    public override Task<string> KeyAsync(CancellationToken cancellationToken) => Task.FromResult(Key);

    /// <inheritdoc/>
    public override async Task RunAsync(
        SeedDefinition seed,
        string key,
        Connection connection,
        IReporter reporter,
        HostEnvironment environment,
        CancellationToken cancellationToken)
    {
        reporter.Message(ReportImportance.Normal, $"{seed.Caller}: preparing {seed.Name}");
        try
        {
            await Code(CloneConnection.ForPreparation(connection), cancellationToken);
        }
#pragma warning disable CA1031 // The code is the caller's, and may throw anything: it becomes the failure of the seed.
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            var cause = exception is TargetInvocationException { InnerException: { } inner } ? inner : exception;
            throw new PumFailureException(
                SeedFailures.PreparationFailed(
                    seed.Name,
                    cause.GetType().Name,
                    connection.Redact(cause.Message),
                    cause.ToString().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                        .Select(connection.Redact)),
                Redactor.InnerOf(exception, connection.Redact));
        }
    }
}
