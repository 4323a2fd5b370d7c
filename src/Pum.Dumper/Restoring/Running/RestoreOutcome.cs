namespace Pum.Dumper.Restoring.Running;

/// <summary>How a tool's run ended.</summary>
/// <param name="Client">The version of the tool.</param>
/// <param name="IgnoredErrors">How many errors were ignored.</param>
/// <param name="Content">What was restored.</param>
internal sealed record RestoreOutcome(PostgresVersion Client, int IgnoredErrors, RestoredContent Content);
