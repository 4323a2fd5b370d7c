using System.Buffers.Binary;
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

    /// <summary>The statement that ends the session that holds a lock; pg_locks shows a key of 64 bits as two halves.</summary>
    public static string EndHolder(uint databaseOid, long key) => string.Create(CultureInfo.InvariantCulture, $"""
        SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_locks
         WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND database = {databaseOid} AND (classid::pg_catalog.int8 << 32 | objid::pg_catalog.int8) = {Number(key)}
        """);

    // The smallest number is one that the parser takes for an operator on a number too large.
    private static string Number(long key) => "'" + key.ToString(CultureInfo.InvariantCulture) + "'::bigint";
}
