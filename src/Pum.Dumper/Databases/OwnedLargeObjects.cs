using System.Collections.Immutable;
using System.Globalization;
using Pum.Dumper.Connections;

namespace Pum.Dumper.Databases;

/// <summary>The large objects that belong to the role in force: there may be millions, so they are asked for a page at a time.</summary>
internal static class OwnedLargeObjects
{
    /// <summary>The next ones.</summary>
    /// <param name="session">A session in the database.</param>
    /// <param name="after">The OID of the last one so far; 0 begins.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task<ImmutableArray<uint>> ListAsync(Session session, uint after, int most, CancellationToken cancellationToken) =>
        session.QueryRowsAsync(
        string.Create(CultureInfo.InvariantCulture, $"""
            SELECT m.oid::bigint FROM pg_catalog.pg_largeobject_metadata m
             WHERE m.lomowner = (SELECT a.oid FROM pg_catalog.pg_roles a WHERE a.rolname = current_user) AND m.oid > {after}
             ORDER BY m.oid LIMIT {most}
            """),
        row => (uint)row.GetInt64(0),
        cancellationToken);
}
