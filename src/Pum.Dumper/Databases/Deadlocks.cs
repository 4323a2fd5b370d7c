using System.Diagnostics;
using Pum.Dumper.Connections;

namespace Pum.Dumper.Databases;

/// <summary>
/// Deadlocks by the server's statistics: the error's text is in the server's language, and pg_restore prints no SQLSTATE. See
/// <see href="https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-DATABASE-VIEW">pg_stat_database</see>.
/// </summary>
internal static class Deadlocks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Sessions whose client has ended are gone in milliseconds, and nothing tells when.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Whether sessions of a database, which have ended or are about to, ran into one.</summary>
    public static async Task<bool> HappenedAsync(Session session, string database, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            // A session reports its deadlocks when it ends, and may still be about to.
            var (had, sessions) = await session.QueryAsync(
                $"SELECT coalesce(pg_catalog.max(deadlocks), 0) > 0, coalesce(pg_catalog.max(numbackends), 0) > 0 FROM pg_catalog.pg_stat_database WHERE datname = {Sql.Literal(database)}",
                row => (row.GetBoolean(0), row.GetBoolean(1)),
                cancellationToken);
            if (had || !sessions || clock.Elapsed > Patience)
                return had;
            await Task.Delay(PollInterval, cancellationToken);
        }
    }
}
