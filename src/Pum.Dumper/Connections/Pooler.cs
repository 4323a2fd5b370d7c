using Pum.Dumper.Failures;

namespace Pum.Dumper.Connections;

/// <summary>Finds a pooler between us and the server that may give each transaction another server process.</summary>
/// <remarks>
/// Our sessions have settings, locks and a role, which belong to a server process: the client that gets that process next would have
/// our settings too. pg_dump needs no session, because all that it does is one transaction.
/// </remarks>
internal static class Pooler
{
    private const string WhoServes = "SELECT pg_catalog.pg_backend_pid()";

    /// <summary>How often both sessions ask: other clients may influence which process serves whom.</summary>
    private const int Rounds = 3;

    /// <summary>
    /// How long the second session is waited for. A transaction-mode pooler can serve it at once, with the first one's process; a
    /// session-mode pooler that has no process left cannot.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Whether a session is served by processes that serve others in between.</summary>
    /// <param name="session">A session in which nothing was set.</param>
    /// <param name="openAnother">Opens one more to the same place, in which nothing is set either.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="PumFailureException">The session was lost.</exception>
    public static async Task<bool> LendsAsync(
        Session session, Func<CancellationToken, Task<Session>> openAnother, CancellationToken cancellationToken)
    {
        // A server tells its client at the start which process serves it; a pooler tells a number of its own.
        var servedBy = await ServedByAsync(session, cancellationToken);
        if (session.ProcessId == servedBy)
            return false;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        await using var other = await UnlessNotServedAsync(() => openAnother(patience.Token), cancellationToken);
        for (var round = 1; round <= Rounds; round++)
        {
            // A process that serves one session serves no other.
            if (other is not null
                && await UnlessNotServedAsync<int?>(async () => await ServedByAsync(other, patience.Token), cancellationToken) == servedBy)
                return true;
            // A different number of questions each time: a pooler may assign its processes in turn.
            for (var question = 0; question < round; question++)
            {
                if (await ServedByAsync(session, cancellationToken) != servedBy)
                    return true;
            }
        }

        return false;
    }

    /// <summary>The answer to the second session, or <see langword="null"/> if it is not served while the first is open.</summary>
    private static async Task<T?> UnlessNotServedAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask();
        }
        catch (Exception exception)
            when (exception is OperationCanceledException or PumFailureException && !cancellationToken.IsCancellationRequested)
        {
            return default;
        }
    }

    private static Task<int> ServedByAsync(Session session, CancellationToken cancellationToken) =>
        session.QueryAsync(WhoServes, row => row.GetInt32(0), cancellationToken);
}
