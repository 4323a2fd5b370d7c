using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Seeding;

/// <summary>Records the day on which a template was last used, once a day: those that nobody uses for a week are dropped.</summary>
internal static class TemplateUse
{
    /// <summary>How long a template stays that nobody uses.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    /// <summary>
    /// How long after the beginning of its last day of use its spares stay: each new build of the tests may leave a template behind that
    /// nobody will use again, and spares take twice its room.
    /// </summary>
    public static readonly TimeSpan SparesKeptFor = TimeSpan.FromDays(2);

    /// <summary>Records it. A clone that is being made locks the comment; another process of today records it then.</summary>
    public static async Task RecordAsync(Session session, string name, TemplateStamp stamp, IReporter reporter)
    {
        var now = TemplateStamp.New(stamp.DatabaseOid, stamp.Key);
        // A later day than tomorrow comes from a wrong clock, and would keep the template until then.
        if (stamp.LastUsed >= now.LastUsed && stamp.LastUsed <= now.LastUsed.AddDays(1))
            return;
        try
        {
            await session.ExecuteAsync(
                $"BEGIN; SET LOCAL lock_timeout = '1s'; COMMENT ON DATABASE {Sql.Identifier(name)} IS {Sql.Literal(now.Format())}; COMMIT",
                CancellationToken.None);
        }
        catch (PumFailureException exception) when (session.IsOpen)
        {
            await session.ExecuteAsync("ROLLBACK", CancellationToken.None);
            reporter.Message(ReportImportance.Low, $"The last use of {name} was not recorded: {exception.Failure.Message}");
        }
    }
}
