using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.Restoring.Running;

/// <summary>Runs the client tools of a plan.</summary>
internal static class RestoreRunner
{
    /// <summary>Restores it, for no longer than it may wait for locks.</summary>
    /// <exception cref="PumFailureException">It failed.</exception>
    public static Task<RestoreOutcome> RunAsync(RestoreContext context, ContentPlan plan, CancellationToken cancellationToken)
    {
        if (plan is ArchivePlan archive)
            Announce(archive, context);
        return LockWatch.WhileAsync(
            context,
            token => ConnectFailureDiagnosis.RunAsync(
                context.Connection,
                context.Failure(),
                () => LostClientDetection.RunAsync(
                    context.Connection, connection => RunToolAsync(context with { Connection = connection }, plan, token)),
                token),
            cancellationToken);
    }

    private static void Announce(ArchivePlan plan, RestoreContext context)
    {
        foreach (var dependent in plan.Filtered.LeftOut)
            context.Reporter.Message(ReportImportance.Normal, $"Left out too: {dependent}");
        foreach (var dependent in plan.Filtered.Wanting)
            context.Reporter.Message(ReportImportance.Normal, $"Not selected, and not in the target: {dependent}");
        var rows = context.Request.SchemaOnly ? [] : plan.Filtered.LeftOut.Where(dependent => dependent.HasRows);
        if (rows.Any())
            context.Reporter.Warning(FilterFailures.RowsLeftOut([.. rows.Select(dependent => dependent.ToString())], context.Request.File));
    }

    private static Task<RestoreOutcome> RunToolAsync(RestoreContext context, ContentPlan plan, CancellationToken cancellationToken) =>
        plan switch
        {
            ArchivePlan archive => new ArchiveRestore(context, archive).RunAsync(cancellationToken),
            ScriptPlan script => new ScriptRestore(context, script, context.Connection.Role).RunAsync(cancellationToken),
            _ => throw new InvalidOperationException(plan.GetType().Name),
        };
}
