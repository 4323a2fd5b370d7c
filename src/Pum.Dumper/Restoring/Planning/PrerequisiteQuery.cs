using System.Collections.Immutable;
using Pum.Dumper.Connections;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>
/// The question which prerequisites of one kind are lacking: a row for each, with its name and whether it is there and not for this role.
/// </summary>
/// <param name="Kind">The kind.</param>
/// <param name="Names">Their names.</param>
/// <param name="Context">What is known of the target.</param>
internal sealed record PrerequisiteQuery(PrerequisiteKind Kind, ImmutableArray<string> Names, RestoreContext Context)
{
    /// <summary>
    /// What registers extensions without files, from within a database (<see href="https://github.com/aws/pg_tle">pg_tle</see>).
    /// </summary>
    private const string Registry = "pg_tle";

    /// <summary>The SQL.</summary>
    public string Text => Kind switch
    {
        PrerequisiteKind.Role => $"""
            SELECT n, false FROM {From}
             WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname::pg_catalog.text = n)
            """,
        PrerequisiteKind.Tablespace => $"""
            SELECT n, t.oid IS NOT NULL FROM {From} LEFT JOIN pg_catalog.pg_tablespace t ON t.spcname::pg_catalog.text = n
             WHERE t.oid IS NULL OR NOT (t.oid IN ({OwnTablespace}) OR pg_catalog.has_tablespace_privilege(t.oid, 'CREATE'))
            """,
        PrerequisiteKind.EventTrigger => $"SELECT n, true FROM {From} WHERE {IsOrdinary}",
        // What a new database is made from has none.
        PrerequisiteKind.ForeignServer => $"""
            SELECT n, false FROM {From}
             WHERE {(Context.IsNew ? "true" : "NOT EXISTS (SELECT FROM pg_catalog.pg_foreign_server WHERE srvname::pg_catalog.text = n)")}
            """,
        _ => $"""
            SELECT n, a.name IS NOT NULL FROM {From} LEFT JOIN pg_catalog.pg_available_extensions a ON a.name::pg_catalog.text = n
             WHERE NOT {IsHere} AND CASE WHEN a.name IS NULL THEN NOT {MayBeRegistered} ELSE {IsDenied} END
            """,
    };

    private string From => $"pg_catalog.unnest(ARRAY[{string.Join(", ", Names.Select(Sql.Literal))}]::pg_catalog.text[]) AS n";

    /// <summary>
    /// The tablespace of the database itself, in which everybody may create (<c>DefineRelation</c> in
    /// <c>src/backend/commands/tablecmds.c</c>).
    /// </summary>
    private string OwnTablespace =>
        !Context.IsNew ? "SELECT dattablespace FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()"
        : Context.Target.Database?.TablespaceToKeep is { } tablespace ? $"SELECT oid FROM pg_catalog.pg_tablespace WHERE spcname = {Sql.Literal(tablespace)}"
        : $"SELECT dattablespace FROM pg_catalog.pg_database WHERE datname = {Sql.Literal(Context.Request.BaseTemplate)}";

    /// <summary>Every new database has plpgsql, for which pg_dump until 10 wrote an entry.</summary>
    private string IsHere =>
        Context.IsNew ? "n = 'plpgsql'" : "EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname::pg_catalog.text = n)";

    /// <summary>Whether pg_tle may have an extension that has no files: it is in the target, or comes with the archive.</summary>
    private string MayBeRegistered =>
        Names.Contains(Registry) ? $"n <> '{Registry}'"
        : Context.IsNew ? "false"
        : "EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'pgtle')";

    /// <summary>
    /// An extension that is not trusted takes a superuser (see
    /// <see href="https://www.postgresql.org/docs/current/extend-extensions.html#EXTEND-EXTENSIONS-FILES-TRUSTED">trusted</see>, from 13
    /// on).
    /// </summary>
    private string IsDenied => $"""
        {IsOrdinary}
        AND EXISTS (SELECT FROM pg_catalog.pg_available_extension_versions v
                     WHERE v.name = a.name AND v.version = a.default_version AND v.superuser
                       AND NOT (coalesce((pg_catalog.to_jsonb(v) ->> 'trusted')::boolean, false) AND {MayInstall}))
        """;

    /// <summary>
    /// Whether the role may not do what takes a superuser. A library that the server has loaded may allow it, as those of managed services
    /// do; such a library shows by its settings, and the restore then finds out.
    /// </summary>
    private static string IsOrdinary => """
        NOT (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_settings WHERE name LIKE '%.%')
        """;

    private string MayInstall => Context.IsNew ? "true" : "pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')";
}
