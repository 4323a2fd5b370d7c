using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.Restoring.Running;

namespace Pum.Dumper.Restoring.Replacing;

/// <summary>
/// One session at a time for a target. A turn ends with its session. Any role may hold its lock, so the wait is watched like every other.
/// </summary>
internal static class TargetTurn
{
    /// <summary>Waits for the turn to create the target, which lasts as long as the restore.</summary>
    /// <exception cref="PumFailureException">PUM5008.</exception>
    public static Task TakeForCreationAsync(RestoreContext context, Session session, CancellationToken cancellationToken) =>
        TakeAsync("creation", context, session, cancellationToken);

    /// <summary>Waits for the turn to give another database the target's name, which lasts for a moment.</summary>
    /// <exception cref="PumFailureException">PUM5008.</exception>
    public static Task TakeForSwapAsync(RestoreContext context, Session session, CancellationToken cancellationToken) =>
        TakeAsync("target", context, session, cancellationToken);

    private static async Task TakeAsync(
        string purpose, RestoreContext context, Session session, CancellationToken cancellationToken)
    {
        // A session in the target itself might wait for the very same lock.
        var maintenance = await session.QueryAsync(
            "SELECT pg_catalog.current_database()::pg_catalog.text", row => row.GetString(0), cancellationToken);
        await LockWatch.WhileAsync(
            context with { Connection = context.Connection.WithDatabase(maintenance) }, TakeLockAsync, cancellationToken);

        async Task<bool> TakeLockAsync(CancellationToken stop)
        {
            await AdvisoryLock.TakeAsync(session, AdvisoryLock.KeyOf(purpose, context.Connection.Database), stop);
            return true;
        }
    }
}
