using System.Collections.Immutable;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring.Checks;

/// <summary>Finds a pooler between us and the server that lends each transaction another of the server's processes.</summary>
/// <remarks>
/// A restore needs sessions: its locks, its settings and the role that it takes on belong to one, and what is lent out next would have the
/// settings still. pg_dump needs none, for all that it does is one transaction.
/// </remarks>
internal static class PoolerCheck
{
    /// <summary>How often both sessions ask: other clients may have a hand in who is served by whom.</summary>
    private const int Rounds = 3;

    /// <summary>
    /// How long the second session is waited for. A pooler that lends processes out has one at once, the first session's; one that has none left
    /// but that holds sessions.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Finds out by whom a session is served: PUM3008.</summary>
    /// <param name="session">A session that asked something before.</param>
    /// <param name="servedBy">The process that answered it then.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<ImmutableArray<PumFailure>> FindAsync(Session session, int servedBy, CancellationToken cancellationToken)
    {
        // A server tells its client at the start which process serves it; what stands between tells numbers of its own.
        if (session.ProcessId == servedBy || !await IsLentAsync(session, servedBy, cancellationToken))
            return [];
        return [SessionFailures.NoSession(session.Display)];
    }

    /// <summary>Finds out before a role is taken on, which would stay with the process that is lent out next: PUM3008.</summary>
    /// <exception cref="PumFailureException">Those of connecting.</exception>
    public static async Task<ImmutableArray<PumFailure>> FindBeforeRoleAsync(Connection connection, ToolFailureContext failure, CancellationToken cancellationToken)
    {
        await using var session = await OpenAsync(connection with { Role = null }, failure, cancellationToken);
        return await FindAsync(session, await ServedByAsync(session, cancellationToken), cancellationToken);
    }

    private static async Task<Session> OpenAsync(Connection connection, ToolFailureContext failure, CancellationToken cancellationToken)
    {
        try
        {
            return await Session.OpenAsync(connection, failure, cancellationToken);
        }
        catch (PumFailureException exception) when (exception.SqlState == SqlStates.InvalidCatalogName)
        {
            return await MaintenanceDatabase.OpenAsync(connection, failure, cancellationToken);
        }
    }

    private static async Task<bool> IsLentAsync(Session session, int servedBy, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await using var other = await session.OpenAnotherAsync(patience.Token);
            for (var round = 1; round <= Rounds; round++)
            {
                // A process that serves one session serves no other.
                if (await ServedByAsync(other, patience.Token) == servedBy)
                    return true;
                // Another number of questions each time: a pooler may lend its processes out in turn.
                for (var question = 0; question < round; question++)
                {
                    if (await ServedByAsync(session, cancellationToken) != servedBy)
                        return true;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or PumFailureException && !cancellationToken.IsCancellationRequested)
        {
            // It was not served beside the first.
        }

        return false;
    }

    private static Task<int> ServedByAsync(Session session, CancellationToken cancellationToken) =>
        session.QueryAsync("SELECT pg_catalog.pg_backend_pid()", row => row.GetInt32(0), cancellationToken);
}
