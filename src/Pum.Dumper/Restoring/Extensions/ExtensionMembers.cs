using System.Collections.Immutable;
using Pum.Dumper.Connections;
using Pum.Dumper.Filters;

namespace Pum.Dumper.Restoring.Extensions;

/// <summary>Tables and sequences that belong to extensions of a database.</summary>
internal static class ExtensionMembers
{
    private const string Query = """
        SELECT n.nspname::pg_catalog.text, c.relname::pg_catalog.text, e.extname::pg_catalog.text
          FROM pg_catalog.pg_depend d
          JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
          JOIN pg_catalog.pg_class c ON c.oid = d.objid
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
           AND d.deptype = 'e' AND c.relkind IN ('r', 'p', 'S')
        """;

    /// <summary>Asks the server: the extension of each.</summary>
    public static async Task<ImmutableDictionary<RelationName, string>> InspectAsync(Session session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryRowsAsync(
            Query, row => (Name: new RelationName(row.GetString(0), row.GetString(1)), Extension: row.GetString(2)), cancellationToken);
        return rows.ToImmutableDictionary(row => row.Name, row => row.Extension);
    }
}
