using System.Collections.Immutable;
using Pum.Dumper.Archives;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring.Extensions;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>Finds rights that the role lacks in the target, and rows that it cannot write there, as far as they are known so far.</summary>
internal static class RightsCheck
{
    /// <summary>What an archive needs: PUM5005.</summary>
    public static IEnumerable<PumFailure> Find(ImmutableArray<ArchiveEntry> kept, RestoreContext context)
    {
        if (context.IsNew || context.Request.DataOnly)
            yield break;
        var schemas = kept.Where(entry => entry.Description == "SCHEMA").Select(entry => entry.Tag)
            .ToImmutableArray();
        if (!schemas.IsEmpty && !context.Target.MayCreateSchemas)
            yield return PrerequisiteFailures.MayNotCreateSchemas(context.Roles.InForce, context.Connection.Database, schemas);
        if (!context.Target.MayCreateInPublic && kept.Any(entry => entry.Namespace == "public" && Creates(entry)))
            yield return PrerequisiteFailures.MayNotCreateInPublic(context.Roles.InForce, context.Connection.Database);
    }

    /// <summary>
    /// Rows of an extension that the target has: those that only the extension's owner may write (PUM5005), and those of which some are
    /// there (PUM5004).
    /// </summary>
    public static IEnumerable<PumFailure> FindRows(RepeatedRows rows, RestoreContext context) =>
    [
        .. FindDenied(rows, context),
        .. rows.Mixed.IsEmpty ? [] : (PumFailure[])[RestoreFailures.RowsExist(NamesOf(rows.Mixed), context.Request.File)],
    ];

    private static ImmutableArray<string> NamesOf(ImmutableArray<ArchiveEntry> rows) => [.. rows.Select(entry => $"{entry.Namespace}.{entry.Tag}")];

    private static IEnumerable<PumFailure> FindDenied(RepeatedRows rows, RestoreContext context)
    {
        if (rows.Denied.IsEmpty)
            return [];
        var names = NamesOf(rows.Denied);
        var first = rows.Denied[0];
        var right = first.Description == "SEQUENCE SET" ? "UPDATE ON SEQUENCE" : "INSERT ON";
        return
        [
            PrerequisiteFailures.MayNotWriteRows(
                context.Roles.InForce,
                names,
                $"GRANT {right} {Sql.Identifier(first.Namespace ?? "")}.{Sql.Identifier(first.Tag)} TO …",
                context.Request.File),
        ];
    }

    private static bool Creates(ArchiveEntry entry) =>
        entry.Description is "TABLE" or "VIEW" or "MATERIALIZED VIEW" or "FOREIGN TABLE" or "SEQUENCE" or "FUNCTION" or "PROCEDURE" or "AGGREGATE" or "TYPE" or "DOMAIN";
}
