using System.Collections.Immutable;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.Restoring.Replacing;

/// <summary>
/// Refreshes the materialized views that are given to an owner. The restore filled them with the rights of its session; REFRESH uses those
/// of the owner, who may not be allowed to read all of that. So they are emptied before and filled afterwards.
/// </summary>
/// <param name="Session">A session in the database.</param>
/// <param name="Reporter">Hears which are left empty.</param>
/// <param name="Owner">The owner.</param>
internal sealed record MaterializedViewRefresh(Session Session, IReporter Reporter, string Owner)
{
    /// <summary>
    /// Empties those among the objects that hold rows. All of them: one may read another through a function, which the catalog does not
    /// tell.
    /// </summary>
    /// <param name="given">The objects.</param>
    /// <param name="target">What the database is like.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Those that are to be filled again.</returns>
    public async Task<ImmutableArray<MaterializedView>> EmptyAsync(
        IEnumerable<(uint Catalog, uint Oid)> given, Target target, CancellationToken cancellationToken)
    {
        var keys = given.ToHashSet();
        var views = (await MaterializedView.ListPopulatedAsync(Session, cancellationToken)).RemoveAll(view => !keys.Contains(view.Key));
        foreach (var view in views)
        {
            await Session.ExecuteAsync($"REFRESH MATERIALIZED VIEW {view.Name} WITH NO DATA", cancellationToken);
            if (view.ForgetStatistics(target.IsSuperuser, target.Server.Major) is { } statements)
                await Session.ExecuteAsync(statements, cancellationToken);
        }
        return views;
    }

    /// <summary>Fills them, with the rights of the owner.</summary>
    public async Task FillAllAsync(ImmutableArray<MaterializedView> views, CancellationToken cancellationToken)
    {
        // One may have to wait for another, for the same reason.
        var empty = views;
        int before;
        do
        {
            before = empty.Length;
            empty = await FillAsync(empty, cancellationToken);
        }
        while (!empty.IsEmpty && empty.Length < before);
        if (!empty.IsEmpty)
            Reporter.Warning(ReplaceFailures.NotFilled(Owner, [.. empty.Select(view => view.Name)]));
    }

    private async Task<ImmutableArray<MaterializedView>> FillAsync(
        ImmutableArray<MaterializedView> views, CancellationToken cancellationToken)
    {
        var empty = ImmutableArray.CreateBuilder<MaterializedView>();
        foreach (var view in views)
        {
            try
            {
                await Session.ExecuteAsync($"REFRESH MATERIALIZED VIEW {view.Name}", cancellationToken);
            }
            catch (PumFailureException exception) when (exception.SqlState is not null && !SqlStates.EndsSession(exception.SqlState))
            {
                Reporter.Message(ReportImportance.Low, exception.Failure.Message);
                empty.Add(view);
            }
        }
        return empty.ToImmutable();
    }
}
