using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Testing;

/// <summary>
/// No database is available: the seed is unknown or its dump is missing, no server was given or reached, the restore or the preparation
/// failed. <see cref="PumFailureException.Code"/> tells which, and the message says what to do.
/// </summary>
public sealed class PumSeedException : PumFailureException
{
    private readonly string? _definedIn;

    // Test platforms print the message of every inner exception, and that of a failure says the same once more.
    internal PumSeedException(string seed, string? definedIn, PumFailureException reason)
        : base(reason.Failures, CauseOf(reason)) => (Seed, _definedIn) = (seed, definedIn);

    /// <summary>The name of the seed.</summary>
    public string Seed { get; }

    /// <summary>For each failure its code, what happened and what to do; then the file that defines the seed.</summary>
    public override string Message =>
        $"{string.Join('\n', Failures.Select(failure => WorkflowCommands.Disarm($"{failure}")))}{(_definedIn is null ? "" : $" (seed '{Seed}', defined in {_definedIn})")}";

    private static Exception? CauseOf(Exception? exception)
    {
        while (exception is PumFailureException)
            exception = exception.InnerException;
        return exception;
    }
}
