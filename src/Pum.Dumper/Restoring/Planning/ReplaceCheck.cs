using System.Collections.Immutable;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>Finds everything that prevents replacing a database or its content, before anything is touched.</summary>
internal static class ReplaceCheck
{
    /// <summary>Checks that the content of a database may be replaced.</summary>
    public static IEnumerable<PumFailure> Replacing(Target target, string database, string? confirmed) =>
        Confirmation(target, database, confirmed, "ReplaceDatabase would replace");

    /// <summary>Checks that the content of a database may be dropped, as far as the dump holds the same objects.</summary>
    public static IEnumerable<PumFailure> Cleaning(Target target, string database, string? confirmed) =>
        Confirmation(target, database, confirmed, "Clean may drop");

    private static IEnumerable<PumFailure> Confirmation(Target target, string database, string? confirmed, string loss)
    {
        // A different name means that another database was intended, whatever this one holds.
        var mayBeLost = confirmed is null ? !target.HoldsForeignContent : confirmed == database;
        if (!target.Content.IsEmpty && !mayBeLost)
            yield return ReplaceFailures.NotConfirmed(database, loss, confirmed, target.ContentInWords);
    }

    /// <summary>What can be told from the name alone, without asking the server: PUM1001.</summary>
    public static PumFailure? FindByName(Connection connection)
    {
        var database = connection.Database;
        var because = database == MaintenanceDatabase.NameOf(connection) ? "the maintenance database, from which others are made and renamed"
            : database == "postgres" ? "the server's default maintenance database"
            : database is "template0" or "template1" ? "a template that the server makes databases from"
            : ScratchName.Parse(database) is not null ? "the name of a scratch database"
            : null;
        return because is null ? null : ReplaceFailures.NeverReplaced(database, because);
    }

    /// <summary>What the swap will change, known before it happens: a warning, PUM5005.</summary>
    public static IEnumerable<PumFailure> FindLosses(string database, DatabaseFacts facts, SessionRoles roles)
    {
        if (facts.OwnerToKeep is null)
            yield return ReplaceFailures.OwnerNotKept(database, facts.Owner, roles.InForce);
    }

    /// <summary>Checks the target, in which no session of ours is any more.</summary>
    /// <exception cref="PumFailureException">PUM1001, PUM5005, PUM5007, PUM5008: all that was found.</exception>
    public static async Task RunAsync(RestoreContext context, TargetInspection inspection, CancellationToken cancellationToken)
    {
        var target = inspection.Target;
        var use = await DatabaseUse.InspectPatientlyAsync(
            inspection.Maintenance!,
            target.Database!.Oid,
            other => !context.Request.DisconnectUsers || !other.MayEnd,
            cancellationToken);
        var failures = Find(context, target, inspection.Roles, use).ToImmutableArray();
        if (!failures.IsEmpty)
            throw new PumFailureException(failures);
    }

    private static IEnumerable<PumFailure> Find(RestoreContext context, Target target, SessionRoles roles, DatabaseUse use)
    {
        var (request, database, facts) = (context.Request, context.Connection.Database, target.Database!);
        if (facts.IsTemplate)
            yield return ReplaceFailures.NeverReplaced(database, "marked as a template");
        foreach (var failure in Replacing(target, database, request.ConfirmReplace))
            yield return failure;
        if (roles.Creator == DatabaseCreator.None)
            yield return ReplaceFailures.MayNotCreate(database, roles.InForce, roles.Login);
        if (!facts.Rights.HasOwnersRights)
            yield return ReplaceFailures.NotOwner(database, facts.Owner);
        if (!use.Sessions.IsEmpty)
        {
            ImmutableArray<string> sessions = [.. use.Sessions.Select(session => session.Display)];
            yield return request.DisconnectUsers
                ? ReplaceFailures.SessionsNotToBeEnded(database, sessions)
                : ReplaceFailures.SessionsInTheWay(database, sessions);
        }

        foreach (var other in use.Others)
            yield return ReplaceFailures.HeldBy(database, other);
    }
}
