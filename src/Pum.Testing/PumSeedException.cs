using Pum.Dumper.Failures;

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
        $"{Failure}{(_definedIn is null ? "" : $" (seed '{Seed}', defined in {_definedIn})")}";
}
