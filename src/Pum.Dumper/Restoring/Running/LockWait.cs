using System.Data;
using Pum.Dumper.Connections;

namespace Pum.Dumper.Restoring.Running;

/// <summary>A session of ours that waits for another session's lock.</summary>
/// <param name="Id">Tells this wait from every other.</param>
/// <param name="Lock">What it waits for, in words.</param>
/// <param name="Holder">Who holds that, in words.</param>
internal sealed record LockWait(string Id, string Lock, string Holder)
{
    /// <summary>
    /// All waits of the sessions with that <c>application_name</c>, a row each. Workers that wait for each other do not count. Only its own
    /// role and <c>pg_read_all_stats</c> see what a session does; every role sees its number, user and program.
    /// </summary>
    public static string Query(string applicationName) => $"""
        SELECT DISTINCT ON (waiting.pid)
               waiting.pid || ' ' || l::pg_catalog.text AS wait,
               pg_catalog.translate(CASE l.locktype WHEN 'relation' THEN 'a lock on ' || l.relation::pg_catalog.regclass ELSE 'a lock of type ' || l.locktype END, E'\r\n\t', '   ') AS lock,
               CASE WHEN other.pid IS NULL THEN 'a prepared transaction' ELSE pg_catalog.format('session %s (%s)', other.pid, pg_catalog.concat_ws(', ',
                   nullif(other.application_name, ''), nullif(other.backend_type, 'client backend'), 'user ' || other.usename,
                   other.state || pg_catalog.to_char(other.xact_start AT TIME ZONE 'UTC', '" since "YYYY-MM-DD HH24:MI:SS" UTC"'))) END AS holder
        FROM pg_catalog.pg_stat_activity waiting
        JOIN pg_catalog.pg_locks l ON l.pid = waiting.pid AND NOT l.granted
        CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.pg_blocking_pids(waiting.pid)) AS blocking (pid)
        LEFT JOIN pg_catalog.pg_stat_activity other ON other.pid = blocking.pid
        WHERE waiting.application_name = {Sql.Literal(applicationName)} AND other.application_name IS DISTINCT FROM {Sql.Literal(applicationName)}
        ORDER BY waiting.pid, other.wait_event_type IS NOT DISTINCT FROM 'Lock', blocking.pid
        """;

    /// <summary>Reads a row.</summary>
    public static LockWait Read(IDataRecord row) => new(row.GetString(0), row.GetString(1), row.GetString(2));
}
