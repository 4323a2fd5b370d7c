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
            await using var session = await Session.OpenAsync(context.Connection, context.Failure(), cancellationToken);
            await session.ExecuteAsync("SET lock_timeout = '2s'", cancellationToken);
            await AdvisoryLock.TakeAsync(session, AdvisoryLock.KeyOf("stamp", context.Connection.Database), cancellationToken);
            var facts = await DatabaseFacts.InspectAsync(session, cancellationToken);
            if (facts.Oid != context.Target.Database?.Oid)
            {
                context.Reporter.Message(ReportImportance.Low, $"{Missing} another database has its name now.");
                return;
            }

            var content = await DatabaseContent.InspectAsync(session, context.Target.Content.Mark, cancellationToken);
            if (await HoldsForeignAsync(context.Target, content, session, cancellationToken))
            {
                context.Reporter.Message(ReportImportance.Low, $"{Missing} it holds what was there before, and no restore made that.");
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
    /// Whether something is there still that no restore made: this one may have dropped it. Large objects, and objects with an OID among
    /// those of the restored ones, cannot be told from these.
    /// </summary>
    /// <param name="before">What the target was like before the restore.</param>
    /// <param name="now">What it holds now, compared with all that it held before.</param>
    /// <param name="session">A session in it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private static async Task<bool> HoldsForeignAsync(
        Target before, DatabaseContent now, Session session, CancellationToken cancellationToken) =>
        before.HoldsForeignLargeObjects
            || before.Content.Excess > 0
            || (before.Content.Above > 0
                && (await DatabaseContent.InspectAsync(session, before.Content.Accounted, cancellationToken)).Above > now.Above);

    /// <summary>
    /// Whether another session may have added objects since the target was inspected: only one transaction wrote what a restore in one
    /// transaction made. The objects of a restore in many transactions cannot be told from others.
    /// </summary>
    private static bool IsMixed(RestoreContext context, DatabaseContent content) =>
        content.Excess > 0 || (context.OneTransaction && content.Transactions > (context.Request.DataOnly ? 0 : 1));
}
