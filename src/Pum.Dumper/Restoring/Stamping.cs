using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring;

/// <summary>Stamps an existing database in which nothing stands but what restores of ours put there.</summary>
internal static class Stamping
{
    /// <summary>Writes the stamp below the comment; a role that may not comment leaves none. The restore is done, and cannot fail here.</summary>
    public static async Task RunAsync(RestoreContext context, DumpHash hash)
    {
        try
        {
            var sha256 = await hash.GetAsync();
            await using var session = await Session.OpenAsync(context.Connection, context.Failure("PumRestore"), CancellationToken.None);
            var facts = await DatabaseFacts.InspectAsync(session, CancellationToken.None);
            var comment = facts.Comment with { Stamp = new(facts.Oid, facts.SystemIdentifier, sha256) };
            await session.ExecuteAsync($"COMMENT ON DATABASE {Sql.Identifier(context.Connection.Database)} IS {Sql.Literal(comment.Format()!)}", CancellationToken.None);
        }
        catch (PumFailureException exception)
        {
            context.Reporter.Message(ReportImportance.Low, $"The database carries no stamp, so that replacing it will ask for ConfirmReplace: {exception.Failure.Message}");
        }
    }
}
