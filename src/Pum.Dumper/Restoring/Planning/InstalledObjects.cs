using System.Collections.Immutable;
using Pum.Dumper.Archives;
using Pum.Dumper.Connections;
using Pum.Dumper.Restoring.Selection;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>
/// What a target was given before anything was restored into it, and what a dump merely repeats: the schema <c>public</c>, extensions, the
/// schemas that these live in, and schemas in which there is nothing (some are made by extensions, which do not own them).
/// </summary>
/// <param name="Schemas">The schemas, by name.</param>
/// <param name="Extensions">The extensions, by name.</param>
internal sealed record InstalledObjects(ImmutableDictionary<string, InstalledSchema> Schemas, ImmutableHashSet<string> Extensions)
{
    private const string Public = "public";

    /// <remarks>
    /// Whoever owns a schema can make functions in it that objects restored into it then call. So the schema of an extension counts for a
    /// superuser only if it is a superuser's, and an empty one if it is a superuser's or belongs to the role in force.
    /// </remarks>
    private const string Query = $"""
        WITH schema AS (
            SELECT n.oid, n.nspname::pg_catalog.text AS name, pg_catalog.pg_has_role(n.nspowner, 'USAGE') AS is_own, r.rolname = current_user AS is_of_role,
                   r.rolsuper AS is_of_superuser, (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) AS for_superuser
              FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_roles r ON r.oid = n.nspowner
        )
        SELECT name, is_own, false FROM schema WHERE name = '{Public}'
        UNION ALL
        SELECT name, is_own, false FROM schema
         WHERE (is_of_superuser OR NOT for_superuser) AND oid IN (SELECT extnamespace FROM pg_catalog.pg_extension) AND oid >= '16384'::pg_catalog.oid
        UNION ALL
        SELECT name, is_own, true FROM schema
         WHERE (is_of_superuser OR is_of_role)
           AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend
                            WHERE refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND refobjid = schema.oid)
        """;

    /// <summary>Those of a database that is not made yet, as far as every template has them.</summary>
    public static InstalledObjects OfEveryTemplate { get; } =
        new(ImmutableDictionary<string, InstalledSchema>.Empty.Add(Public, new(IsOwn: false, IsMerelyEmpty: false)), ["plpgsql"]);

    /// <summary>Asks the server.</summary>
    /// <param name="session">A session in the target.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<InstalledObjects> InspectAsync(Session session, CancellationToken cancellationToken)
    {
        var schemas = await session.QueryRowsAsync(
            Query,
            row => (Name: row.GetString(0), Schema: new InstalledSchema(row.GetBoolean(1), row.GetBoolean(2))),
            cancellationToken);
        var extensions = await session.QueryRowsAsync(
            "SELECT extname::pg_catalog.text FROM pg_catalog.pg_extension", row => row.GetString(0), cancellationToken);
        return new(
            schemas.GroupBy(row => row.Name, row => row.Schema)
                .ToImmutableDictionary(found => found.Key, found => found.MinBy(schema => schema.IsMerelyEmpty)!),
            [.. extensions]);
    }

    /// <summary>Whether the target has what an entry makes, so that it need not be made and is not dropped first.</summary>
    public bool Has(ArchiveEntry entry, RestoreRequest request) => entry.Description switch
    {
        "SCHEMA" => Schemas.TryGetValue(entry.Tag, out var schema) && !(schema is { IsMerelyEmpty: true, IsOwn: true } && IsMadeAnew(request)),
        "EXTENSION" => Extensions.Contains(entry.Tag),
        _ => false,
    };

    /// <summary>Whether an entry is a comment on a schema of somebody else's, which only its owner may write.</summary>
    public bool IsCommentOfOther(ArchiveEntry entry) =>
        entry.Description == "COMMENT" && ArchiveContents.SchemaOfTag(entry) is { } name
        && Schemas.TryGetValue(name, out var schema) && !schema.IsOwn;

    /// <summary>Whether an empty schema of the role in force is to have the dump's owner and privileges.</summary>
    private static bool IsMadeAnew(RestoreRequest request) => request.Clean || request.NoOwner == false;
}
