using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Pum.Dumper.Connections;

namespace Pum.Dumper.Databases;

/// <summary>What keeps a database in use, so that it can be neither renamed nor dropped.</summary>
/// <param name="Sessions">Other sessions in it.</param>
/// <param name="Others">Prepared transactions, logical replication slots and subscriptions, for people.</param>
internal sealed record DatabaseUse(ImmutableArray<OtherSession> Sessions, ImmutableArray<string> Others)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Nothing tells when a session ends; a client that leaves is gone in milliseconds.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    // Every role sees the pid, the role and the application_name of a session; the rest is NULL without pg_read_all_stats. What has no role
    // is a worker of autovacuum, which the server ends by itself when a database is to be renamed. The role may be dropped with its session
    // there.
    private static string SessionQuery(uint oid) => string.Create(CultureInfo.InvariantCulture, $"""
        SELECT a.pid, coalesce(a.application_name, ''), coalesce(a.usename::pg_catalog.text, ''), coalesce(pg_catalog.host(a.client_addr), ''), coalesce(a.state, ''),
               coalesce((SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user), false)
               OR coalesce((pg_catalog.pg_has_role(a.usesysid, 'USAGE') OR pg_catalog.pg_has_role('pg_signal_backend', 'USAGE'))
                           AND NOT (SELECT rolsuper FROM pg_catalog.pg_roles WHERE oid = a.usesysid), false)
          FROM pg_catalog.pg_stat_activity a
         WHERE a.datid = {oid} AND a.pid <> pg_catalog.pg_backend_pid() AND a.usesysid IS NOT NULL
         ORDER BY a.pid
        """);

    // Every role may see the columns of pg_subscription that are used here.
    private static string OtherQuery(uint oid) => string.Create(CultureInfo.InvariantCulture, $"""
        SELECT 'prepared transaction ''' || gid || '''' FROM pg_catalog.pg_prepared_xacts p
          JOIN pg_catalog.pg_database d ON d.datname = p.database WHERE d.oid = {oid}
        UNION ALL SELECT 'logical replication slot ''' || slot_name || '''' FROM pg_catalog.pg_replication_slots WHERE datoid = {oid}
        UNION ALL SELECT 'subscription ''' || subname || '''' FROM pg_catalog.pg_subscription WHERE subdbid = {oid}
        """);

    /// <summary>Asks the server, from any of its databases.</summary>
    public static async Task<DatabaseUse> InspectAsync(Session session, uint oid, CancellationToken cancellationToken) => new(
        await session.QueryRowsAsync(
            SessionQuery(oid),
            row => new OtherSession(
                row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetBoolean(5)),
            cancellationToken),
        await session.QueryRowsAsync(OtherQuery(oid), row => row.GetString(0), cancellationToken));

    /// <summary>
    /// The same, but of the blocking sessions only those that stay: a client that runs a query and leaves is no obstacle.
    /// Asked from another database, for two that wait for each other would both stay.
    /// </summary>
    public static async Task<DatabaseUse> InspectPatientlyAsync(
        Session session, uint oid, Func<OtherSession, bool> standsInTheWay, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var first = await InspectAsync(session, oid, cancellationToken);
        var staying = first.Sessions.Where(standsInTheWay).ToImmutableArray();
        while (!staying.IsEmpty && clock.Elapsed < Patience)
        {
            await Task.Delay(PollInterval, cancellationToken);
            var now = await InspectAsync(session, oid, cancellationToken);
            staying = [.. now.Sessions.Where(other => staying.Any(earlier => earlier.ProcessId == other.ProcessId))];
        }

        return first with { Sessions = staying };
    }

    /// <summary>Ends the sessions that the role in force may end, and returns them.</summary>
    public static async Task<ImmutableArray<OtherSession>> EndSessionsAsync(Session session, uint oid, CancellationToken cancellationToken)
    {
        ImmutableArray<OtherSession> ended = [.. (await InspectAsync(session, oid, cancellationToken)).Sessions.Where(
            other => other.MayEnd)];
        foreach (var other in ended)
        {
            // By its database too: the number may have been reused for another session.
            await session.ExecuteAsync(
                string.Create(CultureInfo.InvariantCulture, $"SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE pid = {other.ProcessId} AND datid = {oid}"),
                cancellationToken);
        }

        return ended;
    }
}
