using System.Collections.Immutable;
using Pum.Dumper.Connections;
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

    private static async Task<bool> IsLentAsync(Session session, int servedBy, CancellationToken cancellationToken)
    {
        await using var other = await session.OpenAnotherAsync(cancellationToken);
        for (var round = 0; round < Rounds; round++)
        {
            // A process that serves one session serves no other.
            if (await ServedByAsync(other, cancellationToken) == servedBy || await ServedByAsync(session, cancellationToken) != servedBy)
                return true;
        }

        return false;
    }

    private static Task<int> ServedByAsync(Session session, CancellationToken cancellationToken) =>
        session.QueryAsync("SELECT pg_catalog.pg_backend_pid()", row => row.GetInt32(0), cancellationToken);
}
