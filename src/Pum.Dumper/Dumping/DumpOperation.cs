using Pum.Dumper.Failures;

namespace Pum.Dumper.Dumping;

/// <summary>Dumps a database.</summary>
public static class DumpOperation
{
    /// <summary>Dumps a database to a file, whole or not at all.</summary>
    /// <exception cref="PgDumpFailedException">Whatever went wrong; what stood at the file before is untouched.</exception>
    public static Task<DumpResult> RunAsync(DumpRequest request, IReporter reporter, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
