using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pum.Dumper.Connections;

namespace Pum.Dumper.Databases;

/// <summary>Advisory locks of a session, which end with it, however it ends.</summary>
internal static class AdvisoryLock
{
    /// <summary>A key for what has a name.</summary>
    public static long KeyOf(string subject, string name) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"Pum.Dumper\n{subject}\n{name}")));

    /// <summary>Takes a lock, waiting for it.</summary>
    public static Task TakeAsync(Session session, long key, CancellationToken cancellationToken) =>
        session.ExecuteAsync($"SELECT pg_catalog.pg_advisory_lock({Number(key)})", cancellationToken);

    /// <summary>Takes a lock that no session holds.</summary>
    public static Task<bool> TryTakeAsync(Session session, long key, CancellationToken cancellationToken) =>
        session.QueryAsync($"SELECT pg_catalog.pg_try_advisory_lock({Number(key)})", row => row.GetBoolean(0), cancellationToken);

    /// <summary>Gives a lock back.</summary>
    public static Task ReleaseAsync(Session session, long key, CancellationToken cancellationToken) =>
        session.ExecuteAsync($"SELECT pg_catalog.pg_advisory_unlock({Number(key)})", cancellationToken);

    /// <summary>Whether the session itself holds a lock.</summary>
    public static Task<bool> IsHeldAsync(Session session, long key, CancellationToken cancellationToken) => session.QueryAsync(
        $"""
        SELECT EXISTS (SELECT FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND pid = pg_catalog.pg_backend_pid()
                          AND (classid::pg_catalog.int8 << 32 | objid::pg_catalog.int8) = {Number(key)})
        """,
        row => row.GetBoolean(0),
        cancellationToken);

    /// <summary>
    /// The keys of the locks that sessions hold, in any database, which may have a role in force. Every role can hold any lock, and so can
    /// a prepared transaction, which has no session.
    /// </summary>
    public static async Task<ImmutableHashSet<long>> HeldKeysAsync(Session session, uint role, CancellationToken cancellationToken) =>
    [
        .. await session.QueryRowsAsync(
            string.Create(CultureInfo.InvariantCulture, $"""
                SELECT l.classid::pg_catalog.int8 << 32 | l.objid::pg_catalog.int8
                  FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
                 WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND pg_catalog.pg_has_role(a.usesysid, {role}, 'MEMBER')
                """),
            row => row.GetInt64(0),
            cancellationToken),
    ];

    /// <summary>
    /// Who holds a lock in the database of the session: a prepared transaction has no process. <see langword="null"/> where nobody does any
    /// more.
    /// </summary>
    public static async Task<LockHolder?> FindHolderAsync(Session session, long key, CancellationToken cancellationToken)
    {
        var holders = await session.QueryRowsAsync(
            $"""
            SELECT a.pid, coalesce(a.application_name, ''), coalesce(a.usename::pg_catalog.text, ''), a.usename IN (session_user, current_user)
              FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_database d ON d.oid = l.database
              LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
             WHERE (a.pid IS NOT NULL OR l.pid IS NULL) AND l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND d.datname = pg_catalog.current_database()
               AND (l.classid::pg_catalog.int8 << 32 | l.objid::pg_catalog.int8) = {Number(key)}
            """,
            row => new LockHolder(
                row.IsDBNull(0) ? null : row.GetInt32(0), row.GetString(1), row.GetString(2), !row.IsDBNull(3) && row.GetBoolean(3)),
            cancellationToken);
        return holders.FirstOrDefault();
    }

    /// <summary>The statement that ends the session that holds a lock; pg_locks shows a key of 64 bits as two halves.</summary>
    public static string EndHolder(uint databaseOid, long key) => string.Create(CultureInfo.InvariantCulture, $"""
        SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_locks
         WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND database = {databaseOid} AND (classid::pg_catalog.int8 << 32 | objid::pg_catalog.int8) = {Number(key)}
        """);

    // The smallest number is one that the parser takes for an operator on a number too large.
    private static string Number(long key) => "'" + key.ToString(CultureInfo.InvariantCulture) + "'::bigint";
}
