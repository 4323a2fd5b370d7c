using System.Collections.Immutable;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.Restoring.Running;

namespace Pum.Dumper.Restoring.Replacing;

/// <summary>
/// One <c>ALTER DATABASE … RENAME</c> in the transaction of a swap. It holds a lock that keeps newcomers out, and waits up to five seconds
/// for the sessions that are there: meanwhile another session finds those that it waits for, and ends those that it may. If they were ended
/// earlier, they might be back.
/// </summary>
/// <param name="Context">What every step knows; its connection leads to the target.</param>
/// <param name="Oid">The database.</param>
/// <param name="From">Its name.</param>
/// <param name="To">The name that it gets.</param>
internal sealed record DatabaseRename(RestoreContext Context, uint Oid, string From, string To)
{
    /// <summary>
    /// Twice as often as ALTER DATABASE itself, which looks every 100 milliseconds whether the others are gone (<c>CountOtherDBBackends</c>
    /// in <c>src/backend/storage/ipc/procarray.c</c>): most renames are done before the first look.
    /// </summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Whether the sessions in it are ended that the role in force may end.</summary>
    public required bool EndsSessions { get; init; }

    /// <summary>
    /// Whether it is the database that the creator made: its sessions are the creator's to end, others' those of the role in force.
    /// </summary>
    public bool IsOurs { get; init; }

    /// <summary>What is said of the sessions that stay.</summary>
    public required Func<string, ImmutableArray<string>, PumFailure> InUse { get; init; }

    /// <summary>Renames it.</summary>
    /// <exception cref="DatabaseLockedException">It waited longer than the transaction's <c>lock_timeout</c>.</exception>
    /// <exception cref="PumFailureException">PUM5008, and what the server says.</exception>
    public async Task RunAsync(Session session, CancellationToken cancellationToken)
    {
        var target = Context.Connection.Database;
        string? holder = null;
        try
        {
            var renaming = session.ExecuteAsync($"ALTER DATABASE {Sql.Identifier(From)} RENAME TO {Sql.Identifier(To)}", cancellationToken);
            await Task.WhenAll(renaming, BesideAsync(renaming));
        }
        catch (PumFailureException exception) when (exception.SqlState == SqlStates.LockNotAvailable)
        {
            throw new DatabaseLockedException(holder, exception);
        }
        catch (PumFailureException exception) when (exception.SqlState == SqlStates.ObjectInUse)
        {
            await session.ExecuteAsync("ROLLBACK", cancellationToken);
            var use = await DatabaseUse.InspectAsync(session, Oid, cancellationToken);
            throw new PumFailureException(InUse(target, [.. use.Sessions.Select(other => other.Display)]), exception);
        }

        async Task BesideAsync(Task renaming)
        {
            await Task.WhenAny(renaming, Task.Delay(PollInterval, cancellationToken));
            if (renaming.IsCompleted)
                return;
            try
            {
                await using var other = IsOurs
                    ? await Context.OpenCreatorAsync(cancellationToken)
                    : await Context.OpenMaintenanceAsync(cancellationToken);
                while (!renaming.IsCompleted)
                {
                    if (EndsSessions)
                        await EndAsync(other, cancellationToken);
                    var waits = await other.QueryRowsAsync(
                        LockWait.Query(Context.Connection.Values[ConnectionKeywords.ApplicationName]), LockWait.Read, cancellationToken);
                    holder = waits.Length > 0 ? waits[0].Holder : holder;
                    await Task.WhenAny(renaming, Task.Delay(PollInterval, cancellationToken));
                }
            }
            catch (PumFailureException exception)
            {
                // The outcome of the rename says enough.
                Context.Reporter.Message(ReportImportance.Low, $"The other sessions could not be listed: {exception.Failure.Message}");
            }
        }
    }

    private async Task EndAsync(Session other, CancellationToken cancellationToken)
    {
        foreach (var ended in await DatabaseUse.EndSessionsAsync(other, Oid, cancellationToken))
            Context.Reporter.Message(ReportImportance.Normal, $"Ended {ended.Display} in {From}");
    }
}
