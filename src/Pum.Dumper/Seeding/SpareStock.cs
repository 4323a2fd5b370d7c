using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Seeding;

/// <summary>Hands spares out, and makes those that are missing, one process at a time for a template.</summary>
/// <param name="spares">What is on the server.</param>
/// <param name="locks">The locks of this process.</param>
/// <param name="queue">Where they are made.</param>
/// <param name="reporter">Where it is said that one could not be made.</param>
internal sealed class SpareStock(Spares spares, NameLocks locks, WorkQueue queue, IReporter reporter)
{
    /// <summary>Gives a spare a name, whose lock this process then holds; <see langword="null"/> where there is no spare.</summary>
    public async Task<uint?> TryClaimAsync(Template template, string name, DateTime? keptUntil)
    {
        if (!await locks.TryTakeAsync(name))
            return null;
        uint? oid = null;
        try
        {
            oid = await spares.TryClaimAsync(template, name, keptUntil);
            return oid;
        }
        finally
        {
            if (oid is null)
                await locks.ReleaseAsync(name, reporter);
        }
    }

    /// <summary>Makes one that somebody waits for.</summary>
    public Task MakeAsync(Template template) => queue.RunAsync(WorkOrder.Clone, () => spares.MakeAsync(template));

    /// <summary>Makes those that are missing when nothing else is to be done.</summary>
    public Task RefillLaterAsync(Template template) => queue.RunAsync(WorkOrder.Spare, () => RefillAsync(template));

    /// <summary>Makes those that are missing.</summary>
    public async Task FillAsync(Template template)
    {
        while (await TryMakeAsync(template))
        {
            // One more.
        }
    }

    private async Task RefillAsync(Template template)
    {
        try
        {
            // Each by itself, so that what a test waits for comes in between.
            if (!queue.IsEnding && await TryMakeAsync(template))
                _ = RefillLaterAsync(template);
        }
        catch (PumFailureException exception)
        {
            reporter.Message(ReportImportance.Low, $"No spare was made of {template.Name}: {exception.Failure.Message}");
        }
    }

    /// <summary>Makes a spare where one is missing and no other process makes them.</summary>
    private async Task<bool> TryMakeAsync(Template template)
    {
        var turn = SeedNames.SparesOf(template.Name);
        if (template.Spares == 0 || !await locks.TryTakeAsync(turn))
            return false;
        try
        {
            if (await spares.CountAsync(template) >= template.Spares)
                return false;
            await spares.MakeAsync(template);
            return true;
        }
        finally
        {
            await locks.ReleaseAsync(turn, reporter);
        }
    }
}
