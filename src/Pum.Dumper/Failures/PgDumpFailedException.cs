namespace Pum.Dumper.Failures;

/// <summary>A dump failed, whatever the code; an existing file at the dump's place is untouched.</summary>
public sealed class PgDumpFailedException : PumFailureException
{
    internal PgDumpFailedException(PumFailureException cause) : base(cause.Failures, cause) { }
}
