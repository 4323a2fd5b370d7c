using System.Collections.Immutable;
using Pum.Dumper.Archives;
using Pum.Dumper.Connections;
using Pum.Dumper.Restoring.Selection;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>
/// What a target was given before anything was restored into it, and what a dump merely repeats: the schema <c>public</c>, extensions, the
/// schemas that these live in, and schemas in which there is nothing (some are made by extensions, which do not own them) and whose owner
/// could do with the dump's objects as he likes anyway.
/// </summary>
/// <param name="Schemas">The schemas, by name; each with whether the role in force has its owner's rights.</param>
/// <param name="Extensions">The extensions, by name.</param>
internal sealed record InstalledObjects(ImmutableDictionary<string, bool> Schemas, ImmutableHashSet<string> Extensions)
{
    private const string Public = "public";

    private const string Query = $"""
        SELECT e.extname::pg_catalog.text, n.nspname::pg_catalog.text, pg_catalog.pg_has_role(n.nspowner, 'USAGE')
          FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
         WHERE n.oid >= 16384
        UNION ALL
        SELECT NULL, n.nspname::pg_catalog.text, pg_catalog.pg_has_role(n.nspowner, 'USAGE') FROM pg_catalog.pg_namespace n
         WHERE n.nspname = '{Public}'
            OR (NOT EXISTS (SELECT FROM pg_catalog.pg_depend
                             WHERE refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND refobjid = n.oid)
                AND (pg_catalog.pg_has_role(n.nspowner, 'USAGE')
                     OR EXISTS (SELECT FROM pg_catalog.pg_roles WHERE oid = n.nspowner AND rolsuper)
                     OR EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database() AND datdba = n.nspowner)))
        UNION ALL
        SELECT extname::pg_catalog.text, NULL, false FROM pg_catalog.pg_extension
        """;

    /// <summary>Those of a database that is not made yet, as far as every template has them.</summary>
    public static InstalledObjects OfEveryTemplate { get; } =
        new(ImmutableDictionary<string, bool>.Empty.Add(Public, false), ["plpgsql"]);

    /// <summary>Asks the server.</summary>
    /// <param name="session">A session in the target.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<InstalledObjects> InspectAsync(Session session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryRowsAsync(
            Query,
            row => (Extension: row.GetValue(0) as string, Schema: row.GetValue(1) as string, IsOwn: row.GetBoolean(2)),
            cancellationToken);
        return new(
            rows.Where(row => row.Schema is not null).DistinctBy(row => row.Schema)
                .ToImmutableDictionary(row => row.Schema!, row => row.IsOwn),
            [.. rows.Select(row => row.Extension).OfType<string>()]);
    }

    /// <summary>Whether the target has what an entry makes.</summary>
    public bool Has(ArchiveEntry entry) => entry.Description switch
    {
        "SCHEMA" => Schemas.ContainsKey(entry.Tag),
        "EXTENSION" => Extensions.Contains(entry.Tag),
        _ => false,
    };

    /// <summary>Whether an entry is a comment on a schema of somebody else's, which only its owner may write.</summary>
    public bool IsCommentOfOther(ArchiveEntry entry) =>
        entry.Description == "COMMENT" && ArchiveContents.SchemaOfTag(entry) is { } schema && Schemas.TryGetValue(schema, out var isOwn)
        && !isOwn;
}
