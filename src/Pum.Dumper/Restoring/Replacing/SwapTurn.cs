using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.Restoring.Running;

namespace Pum.Dumper.Restoring.Replacing;

/// <summary>One swap of a target at a time.</summary>
internal static class SwapTurn
{
    /// <summary>
    /// Waits for the turn, which ends with the session. Any role may hold the lock, so the wait is watched like every other.
    /// </summary>
    /// <exception cref="PumFailureException">PUM5008.</exception>
    public static async Task TakeAsync(RestoreContext context, Session session, CancellationToken cancellationToken)
    {
        // A session in the target itself might wait for the very same lock.
        var maintenance = await session.QueryAsync(
            "SELECT pg_catalog.current_database()::pg_catalog.text", row => row.GetString(0), cancellationToken);
        await LockWatch.WhileAsync(
            context with { Connection = context.Connection.WithDatabase(maintenance) }, TakeLockAsync, cancellationToken);

        async Task<bool> TakeLockAsync(CancellationToken stop)
        {
            await AdvisoryLock.TakeAsync(session, AdvisoryLock.KeyOf("target", context.Connection.Database), stop);
            return true;
        }
    }
}
