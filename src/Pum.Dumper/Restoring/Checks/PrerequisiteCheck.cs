using System.Collections.Immutable;
using System.Data;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring.Checks;

/// <summary>Asks the server for all prerequisites of an archive at once.</summary>
internal static class PrerequisiteCheck
{
    /// <summary>Finds those that are missing (PUM5006), and those that are there and not for this role (PUM5005).</summary>
    /// <param name="prerequisites">What the archive needs.</param>
    /// <param name="session">A session on the server: in the target, unless that is new.</param>
    /// <param name="context">What is known of the target.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<ImmutableArray<PumFailure>> FindAsync(
        ImmutableArray<Prerequisite> prerequisites, Session session, RestoreContext context, CancellationToken cancellationToken)
    {
        // What a template of the user's own has in it is not known before a database was made from it.
        var asked = context is { IsNew: true, Request.BaseTemplate: not RestoreRequest.PlainTemplate }
            ? prerequisites.RemoveAll(prerequisite => prerequisite.Kind == PrerequisiteKind.Extension)
            : prerequisites;
        if (asked.IsEmpty)
            return [];
        var lacking = await session.QueryRowsAsync(Query(asked, context), Read, cancellationToken);
        return
        [
            .. lacking.GroupBy(found => (found.Kind, found.IsThere)).Select(group =>
                Failure(group.Key.Kind, group.Key.IsThere, [.. asked.Where(prerequisite => group.Any(found => found.Kind == prerequisite.Kind && found.Name == prerequisite.Name))], context)),
        ];
    }

    private static PumFailure Failure(PrerequisiteKind kind, bool isThere, ImmutableArray<Prerequisite> lacking, RestoreContext context)
    {
        var (file, role) = (context.Request.File, context.Connection.RoleInForce);
        var objects = new LackingObjects(
            [.. lacking.Select(prerequisite => prerequisite.Name).Distinct(StringComparer.Ordinal)],
            Sql.Identifier(lacking[0].Name),
            [.. lacking.Select(prerequisite => $"{prerequisite.Name}: {prerequisite.NeededBy}")]);
        return (kind, isThere) switch
        {
            (PrerequisiteKind.Role, _) => PrerequisiteFailures.RolesMissing(objects, ParametersFor(lacking), file),
            (PrerequisiteKind.Tablespace, false) => PrerequisiteFailures.TablespacesMissing(objects, file),
            (PrerequisiteKind.Tablespace, true) => PrerequisiteFailures.TablespacesDenied(objects, role, file),
            (_, false) => PrerequisiteFailures.ExtensionsMissing(objects, file),
            _ => PrerequisiteFailures.ExtensionsDenied(objects, role, context.IsNew, file),
        };
    }

    /// <summary>The parameters without which nothing is lacking; none where something is needed whatever they say.</summary>
    private static ImmutableArray<string> ParametersFor(ImmutableArray<Prerequisite> lacking) =>
        lacking.All(prerequisite => prerequisite.Parameter is not null) ? [.. lacking.Select(prerequisite => prerequisite.Parameter!).Distinct()] : [];

    /// <summary>
    /// One row for each that is lacking. An extension that is not trusted takes a superuser (see
    /// <see href="https://www.postgresql.org/docs/current/extend-extensions.html#EXTEND-EXTENSIONS-FILES-TRUSTED">trusted</see>, from 13 on),
    /// unless a library that the server has loaded allows it, as those of managed services do; such a library shows by its settings, and the
    /// restore then finds out.
    /// </summary>
    private static string Query(ImmutableArray<Prerequisite> prerequisites, RestoreContext context)
    {
        var isHere = context.IsNew ? "false" : "EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname::text = n)";
        var mayInstall = context.IsNew ? "true" : "pg_catalog.has_database_privilege(current_database(), 'CREATE')";
        return string.Join("\nUNION ALL\n", prerequisites.GroupBy(prerequisite => prerequisite.Kind).Select(group => group.Key switch
        {
            PrerequisiteKind.Role => $"""
                SELECT {(int)group.Key}, n, false FROM {Names(group)}
                 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname::text = n)
                """,
            PrerequisiteKind.Tablespace => $"""
                SELECT {(int)group.Key}, n, t.oid IS NOT NULL FROM {Names(group)} LEFT JOIN pg_catalog.pg_tablespace t ON t.spcname::text = n
                 WHERE t.oid IS NULL OR NOT pg_catalog.has_tablespace_privilege(t.oid, 'CREATE')
                """,
            _ => $"""
                SELECT {(int)group.Key}, n, a.name IS NOT NULL FROM {Names(group)} LEFT JOIN pg_catalog.pg_available_extensions a ON a.name::text = n
                 WHERE NOT {isHere} AND (a.name IS NULL OR (
                       NOT (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)
                       AND NOT EXISTS (SELECT FROM pg_catalog.pg_settings WHERE name LIKE '%.%')
                       AND EXISTS (SELECT FROM pg_catalog.pg_available_extension_versions v
                                    WHERE v.name = a.name AND v.version = a.default_version AND v.superuser
                                      AND NOT (coalesce((pg_catalog.to_jsonb(v) ->> 'trusted')::bool, false) AND {mayInstall}))))
                """,
        }));
    }

    private static string Names(IEnumerable<Prerequisite> prerequisites) =>
        $"pg_catalog.unnest(ARRAY[{string.Join(", ", prerequisites.Select(prerequisite => Sql.Literal(prerequisite.Name)).Distinct())}]::text[]) AS n";

    private static (PrerequisiteKind Kind, string Name, bool IsThere) Read(IDataRecord row) => ((PrerequisiteKind)row.GetInt32(0), row.GetString(1), row.GetBoolean(2));
}
