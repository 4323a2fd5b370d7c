using Pum.Dumper.Failures;
using Pum.Dumper.Seeding;

namespace Pum.Testing;

/// <summary>
/// No database could be had: the seed is unknown or its dump is missing, no server was given or reached, the restore or the preparation
/// failed. <see cref="PumFailureException.Code"/> tells which, and the message says what to do.
/// </summary>
public sealed class PumSeedException : PumFailureException
{
    private readonly string? _definedIn;

    internal PumSeedException(string seed, string? definedIn, PumFailureException reason)
        : base(reason.Failures, reason) => (Seed, _definedIn) = (seed, definedIn);

    /// <summary>The name of the seed.</summary>
    public string Seed { get; }

    /// <summary>The code, what happened, what to do, and the file that defines the seed.</summary>
    public override string Message =>
        $"{Failure}{Advice}{(_definedIn is null ? "" : $" (seed '{Seed}', defined in {_definedIn})")}";

    // In the words of tests, where the engine leaves that to its callers.
    private string Advice => Failure.CallersAdvice == CallersAdvice.GiveConnection
        ? $" For tests, put a connection string into the environment variable {SeedConnection.Variable}, or give the item PumSeed a Service or a ConnectionStringVariable."
        : "";
}
