namespace Pum.Dumper.Failures;

/// <summary>A dump failed, whatever the code; what stood at the dump's file before is untouched.</summary>
public sealed class PgDumpFailedException : PumFailureException
{
    internal PgDumpFailedException(PumFailureException cause) : base(cause.Failures, cause) { }
}
