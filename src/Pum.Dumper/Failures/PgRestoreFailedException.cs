namespace Pum.Dumper.Failures;

/// <summary>A restore failed, whatever the code; the target is as it was before, unless errors were to be ignored.</summary>
public sealed class PgRestoreFailedException : PumFailureException
{
    internal PgRestoreFailedException(PumFailureException cause) : base(cause.Failures, cause) { }
}
