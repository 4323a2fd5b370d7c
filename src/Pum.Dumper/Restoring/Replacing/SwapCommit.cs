using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.Restoring.Replacing;

/// <summary>The COMMIT of a swap: where its answer is lost, the OIDs say what is so.</summary>
/// <param name="Context">What every step knows; its connection leads to the target.</param>
/// <param name="NewOid">The OID of the database that is to have the target's name.</param>
internal sealed record SwapCommit(RestoreContext Context, uint NewOid)
{
    /// <summary>How long the server is asked for the outcome when it has gone away over the COMMIT: it may be restarting.</summary>
    private static readonly TimeSpan RecoveryPatience = TimeSpan.FromSeconds(30);

    private string Target => Context.Connection.Database;

    /// <summary>Commits.</summary>
    /// <exception cref="PumFailureException">PUM5012: it did not happen, or the outcome is unknown.</exception>
    public async Task RunAsync(Session session)
    {
        try
        {
            await session.ExecuteAsync("COMMIT", CancellationToken.None);
        }
        catch (PumFailureException exception)
        {
            Context.Reporter.Message(
                ReportImportance.Normal,
                $"The answer to COMMIT was lost, so the server is asked for the outcome: {exception.Failure.Message}");
            if (await IsDoneAsync(exception) is false)
                throw new PumFailureException(ReplaceFailures.NotSwapped(Target, exception.Failure), exception);
        }
    }

    private async Task<bool> IsDoneAsync(PumFailureException lost)
    {
        try
        {
            using var timeout = new CancellationTokenSource(RecoveryPatience);
            await using var session = await ServerWait.UntilReachedAsync(
                () => Context.OpenMaintenanceAsync(timeout.Token), RecoveryPatience, Context.Reporter, timeout.Token);
            // The session that was to commit holds this lock until it is gone and its work is decided.
            await TargetTurn.TakeForSwapAsync(Context, session, timeout.Token);
            return await DatabaseOid.FindAsync(session, Target, timeout.Token) == NewOid;
        }
        catch (Exception exception) when (exception is PumFailureException or OperationCanceledException)
        {
            throw new PumFailureException(ReplaceFailures.MaybeSwapped(Target, NewOid, lost.Failure), exception);
        }
    }
}
