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
            : database == "postgres" ? "the server's database for maintenance"
            : database is "template0" or "template1" ? "what the server makes databases from"
            : ScratchName.Parse(database) is not null ? "the name of a scratch database"
            : null;
        return because is null ? null : ReplaceFailures.NeverReplaced(database, because);
    }

    /// <summary>What the swap will change, known before it happens: a warning, PUM5005.</summary>
    public static IEnumerable<PumFailure> FindLosses(Connection connection, DatabaseFacts facts)
    {
        if (!facts.MayGiveToOwner)
            yield return ReplaceFailures.OwnerNotKept(connection.Database, facts.Owner, connection.RoleInForce);
    }

    /// <summary>Checks the target.</summary>
    /// <returns>The roles of a session that is not in the target, which may put another one in force.</returns>
    /// <exception cref="PumFailureException">PUM1001, PUM5005, PUM5007, PUM5008: all that was found.</exception>
    public static async Task<SessionRoles> RunAsync(RestoreContext context, Target target, CancellationToken cancellationToken)
    {
        var facts = target.Database!;
        await using var maintenance = await MaintenanceDatabase.OpenAsync(context.Connection, context.Failure(), cancellationToken);
        var use = await DatabaseUse.InspectPatientlyAsync(
            maintenance, facts.Oid, other => !context.Request.DisconnectUsers || !other.MayEnd, cancellationToken);
        var roles = await SessionRoles.InspectAsync(maintenance, cancellationToken);
        var failures = Find(context, target, roles, use).ToImmutableArray();
        return failures.IsEmpty ? roles : throw new PumFailureException(failures);
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
        if (!facts.HasOwnersRights)
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
