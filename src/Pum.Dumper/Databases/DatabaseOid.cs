using Pum.Dumper.Connections;

namespace Pum.Dumper.Databases;

/// <summary>Which database has a name: names change places, OIDs do not.</summary>
internal static class DatabaseOid
{
    /// <summary>The OID of the database of a name, or <see langword="null"/> where there is none.</summary>
    public static async Task<uint?> FindAsync(Session session, string name, CancellationToken cancellationToken)
    {
        var oids = await session.QueryRowsAsync(
            $"SELECT oid::pg_catalog.int8 FROM pg_catalog.pg_database WHERE datname = {Sql.Literal(name)}",
            row => (uint)row.GetInt64(0),
            cancellationToken);
        return oids.IsEmpty ? null : oids[0];
    }
}
