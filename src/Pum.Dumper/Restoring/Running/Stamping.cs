using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.Restoring.Running;

/// <summary>Stamps an existing database that holds nothing but what restores of ours put there.</summary>
internal static class Stamping
{
    private const string Missing = "The database was not stamped, so replacing it will need ConfirmReplace:";

    /// <summary>
    /// Writes the stamp below the comment; a role that may not comment leaves none. The restore is done: neither a lock on the database's
    /// catalogue entry nor a cancellation makes it fail or delays it. Restores take turns, so that none replaces a stamp that accounts for
    /// what it has not seen.
    /// </summary>
    public static async Task RunAsync(RestoreContext context, DumpHash hash, CancellationToken cancellationToken)
    {
        try
        {
            var sha256 = await hash.GetAsync(cancellationToken);
            await using var session = await SessionOpening.OpenAsync(context.Connection, context.Failure(), cancellationToken);
            await session.ExecuteAsync("SET lock_timeout = '2s'", cancellationToken);
            await AdvisoryLock.TakeAsync(session, AdvisoryLock.KeyOf("stamp", context.Connection.Database), cancellationToken);
            var facts = await DatabaseFacts.InspectAsync(session, cancellationToken);
            if (facts.Oid != context.Target.Database?.Oid)
            {
                context.Reporter.Message(ReportImportance.Low, $"{Missing} another database has its name now.");
                return;
            }

            var (content, isForeign) = await InspectAsync(context, session, cancellationToken);
            if (isForeign)
            {
                context.Reporter.Message(ReportImportance.Low, $"{Missing} it still holds objects from before that no restore made.");
                return;
            }

            if (IsMixed(context, content))
            {
                context.Reporter.Message(
                    ReportImportance.Low,
                    $"{Missing} its objects were not all made in one transaction, so another session may have made some of them.");
                return;
            }

            if (facts.NewStamp(sha256, content.Mark) is not { } stamp)
            {
                context.Reporter.Message(
                    ReportImportance.Low,
                    $"{Missing} the role may not execute pg_control_system(), by which a stamp tells this server from others.");
                return;
            }

            var comment = facts.Comment with { Stamp = stamp };
            await session.ExecuteAsync(
                $"COMMENT ON DATABASE {Sql.Identifier(context.Connection.Database)} IS {Sql.Literal(comment.Format()!)}",
                cancellationToken);
        }
        catch (PumFailureException exception)
        {
            context.Reporter.Message(ReportImportance.Low, $"{Missing} {exception.Failure.Message}");
        }
        catch (OperationCanceledException)
        {
            context.Reporter.Message(ReportImportance.Low, $"{Missing} it was stopped after the restore.");
        }
    }

    /// <summary>
    /// What it holds now, and whether something is among it that was there before and that no restore made. Only a restore with Clean, in
    /// one transaction and confirmed by name, drops such objects and makes its own in their place. Large objects, and objects with an OID
    /// among those of the restored ones, cannot be told from these.
    /// </summary>
    private static async Task<(DatabaseContent Content, bool IsForeign)> InspectAsync(
        RestoreContext context, Session session, CancellationToken cancellationToken)
    {
        var before = context.Target;
        // One snapshot for both looks, or a session that drops an object in between would hide another one.
        return await session.RollingBackAsync("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", async () =>
        {
            var content = await DatabaseContent.InspectAsync(session, before.Content.Mark, cancellationToken);
            if (!before.HoldsForeignContent)
                return (content, false);
            var mayBeGone = context is { OneTransaction: true, Request: { Clean: true, DataOnly: false } }
                && !before.HoldsForeignLargeObjects && before.Content.Excess == 0;
            return (content, !mayBeGone
                || (await DatabaseContent.InspectAsync(session, before.Content.Accounted, cancellationToken)).Above > content.Above);
        }, cancellationToken);
    }

    /// <summary>
    /// Whether another session may have added objects since the target was inspected: only one transaction wrote what a restore in one
    /// transaction made. The objects of a restore in many transactions cannot be told from others.
    /// </summary>
    private static bool IsMixed(RestoreContext context, DatabaseContent content) =>
        content.Excess > 0 || (context.OneTransaction && content.Transactions > (context.Request.DataOnly ? 0 : 1));
}
