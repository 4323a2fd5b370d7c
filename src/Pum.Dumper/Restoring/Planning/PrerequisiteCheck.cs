using System.Collections.Immutable;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>Asks the server for the prerequisites of an archive, each kind at once.</summary>
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
        // The content of the user's own template is unknown until a database has been made from it.
        var asked = context is { IsNew: true, Request.BaseTemplate: not RestoreRequest.PlainTemplate }
            ? prerequisites.RemoveAll(prerequisite => prerequisite.Kind is PrerequisiteKind.Extension or PrerequisiteKind.ForeignServer)
            : prerequisites;
        if (asked.IsEmpty)
            return [];
        var failures = ImmutableArray.CreateBuilder<PumFailure>();
        foreach (var kind in asked.GroupBy(prerequisite => prerequisite.Kind))
        {
            var lacking = await AskAsync(
                new(kind.Key, [.. kind.Select(prerequisite => prerequisite.Name).Distinct()], context), session, cancellationToken);
            failures.AddRange(lacking.GroupBy(found => found.IsThere, found => found.Name).Select(names =>
                Failure(kind.Key, names.Key, [.. kind.Where(prerequisite => names.Contains(prerequisite.Name))], context)));
        }

        return failures.ToImmutable();
    }

    /// <summary>
    /// Those that are lacking, as far as the server can say: <c>pg_available_extensions</c> reads every control file that there is, and one
    /// damaged file is an error. What is unknown shows in the restore, which undoes itself.
    /// </summary>
    private static async Task<ImmutableArray<(string Name, bool IsThere)>> AskAsync(
        PrerequisiteQuery query, Session session, CancellationToken cancellationToken)
    {
        try
        {
            return await session.QueryRowsAsync(query.Text, row => (row.GetString(0), row.GetBoolean(1)), cancellationToken);
        }
        catch (PumFailureException exception) when (!SqlStates.EndsSession(exception.SqlState))
        {
            query.Context.Reporter.Message(
                ReportImportance.Low,
                $"Cannot check before the restore whether what it needs exists ({query.Kind}): {exception.Failure.Message}");
            return [];
        }
    }

    private static PumFailure Failure(PrerequisiteKind kind, bool isThere, ImmutableArray<Prerequisite> lacking, RestoreContext context)
    {
        var (file, role) = (context.Request.File, context.Roles.InForce);
        var objects = new LackingObjects(
            [.. lacking.Select(prerequisite => prerequisite.Name).Distinct(StringComparer.Ordinal)],
            Sql.Identifier(lacking[0].Name),
            [.. lacking.Select(prerequisite => $"{prerequisite.Name}: {prerequisite.NeededBy}")]);
        return (kind, isThere) switch
        {
            (PrerequisiteKind.Role, _) => PrerequisiteFailures.RolesMissing(objects, ParametersFor(lacking), file),
            (PrerequisiteKind.Tablespace, false) => PrerequisiteFailures.TablespacesMissing(objects, file),
            (PrerequisiteKind.Tablespace, true) => PrerequisiteFailures.TablespacesDenied(objects, role, file),
            (PrerequisiteKind.ForeignServer, _) => PrerequisiteFailures.ServersMissing(objects, context.IsNew, file),
            (PrerequisiteKind.EventTrigger, _) => PrerequisiteFailures.EventTriggersDenied(objects, file),
            (_, false) => PrerequisiteFailures.ExtensionsMissing(objects, file),
            _ => PrerequisiteFailures.ExtensionsDenied(objects, role, context.IsNew, file),
        };
    }

    /// <summary>The parameters without which nothing is lacking; none where something is needed whatever they say.</summary>
    private static ImmutableArray<string> ParametersFor(ImmutableArray<Prerequisite> lacking) =>
        lacking.All(prerequisite => prerequisite.Parameter is not null)
            ? [.. lacking.Select(prerequisite => prerequisite.Parameter!).Distinct()]
            : [];
}
