using System.Collections.Immutable;
using Pum.Dumper.Archives;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>Finds rights that the role lacks in an existing target, as far as they are known so far.</summary>
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

    private static bool Creates(ArchiveEntry entry) =>
        entry.Description is "TABLE" or "VIEW" or "MATERIALIZED VIEW" or "FOREIGN TABLE" or "SEQUENCE" or "FUNCTION" or "PROCEDURE" or "AGGREGATE" or "TYPE" or "DOMAIN";
}
