using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring;

/// <summary>Restores a dump.</summary>
public static class RestoreOperation
{
    /// <summary>Restores a dump into a database: all of it, or nothing.</summary>
    /// <exception cref="PgRestoreFailedException">Whatever went wrong; the target is as it was before, unless errors were to be ignored.</exception>
    public static Task<RestoreResult> RunAsync(RestoreRequest request, IReporter reporter, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
