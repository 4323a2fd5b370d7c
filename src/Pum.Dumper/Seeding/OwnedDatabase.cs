using System.Collections.Immutable;
using System.Globalization;
using Pum.Dumper.Connections;

namespace Pum.Dumper.Seeding;

/// <summary>A database whose name begins as ours do and that belongs to the role in force.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Oid">Its OID.</param>
/// <param name="Comment">The comment on it.</param>
internal sealed record OwnedDatabase(string Name, uint Oid, string? Comment)
{
    /// <summary>All of them.</summary>
    public static Task<ImmutableArray<OwnedDatabase>> ListAsync(Session session, ServerFacts server) => session.QueryRowsAsync(
        string.Create(CultureInfo.InvariantCulture, $"SELECT d.datname::pg_catalog.text, d.oid::pg_catalog.int8, pg_catalog.shobj_description(d.oid, 'pg_database') FROM pg_catalog.pg_database d WHERE pg_catalog.left(d.datname::pg_catalog.text, {SeedNames.Prefix.Length}) = '{SeedNames.Prefix}' AND d.datdba = {server.RoleOid} ORDER BY 1"),
        row => new OwnedDatabase(row.GetString(0), (uint)row.GetInt64(1), row.IsDBNull(2) ? null : row.GetString(2)),
        CancellationToken.None);
}
