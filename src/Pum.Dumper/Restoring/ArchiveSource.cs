using System.Collections.Immutable;
using Pum.Dumper.Archives;
using Pum.Dumper.ClientTools;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring.Checks;
using Pum.Dumper.Restoring.Selection;

namespace Pum.Dumper.Restoring;

/// <summary>An archive: custom, directory or tar.</summary>
internal sealed record ArchiveSource(Archive Archive, ArchiveFilter? Filter, ImmutableArray<string> Additional) : RestoreSource
{
    /// <inheritdoc/>
    public override DumpFormat Format => Archive.Header.Format;

    /// <inheritdoc/>
    public override PostgresVersion? Server => Archive.Header.Server;

    /// <inheritdoc/>
    public override DatabaseProperties Properties =>
        Archive.Entries.FirstOrDefault(entry => entry.Description == "DATABASE") is { } database
            ? DatabaseProperties.FromCreateDatabase(database.Definition)
            : DatabaseProperties.Unknown;

    /// <summary>Reads the table of contents, walks the data and looks for the names of the filter.</summary>
    /// <exception cref="PumFailureException">PUM1001, PUM5002, PUM5003, PUM5013.</exception>
    public static RestoreSource Read(DumpFile file, RestoreRequest request, ImmutableArray<string> additional, IReporter reporter, CancellationToken cancellationToken)
    {
        var archive = Archive.Read(file, cancellationToken);
        archive.Verify(cancellationToken: cancellationToken);
        return new ArchiveSource(archive, ArchiveFilter.Of(archive, request.Filter, request.ExcludeDependents, request.File, reporter), additional);
    }

    /// <inheritdoc/>
    public override ImmutableArray<PumFailure> Find(RestoreRequest request, bool isNew, ImmutableArray<InstalledTool> installed) =>
        ArchiveTool.FindTooOld(installed, Archive.Header);

    /// <inheritdoc/>
    public override async Task FindOnTargetAsync(RestoreContext context, Session session, Findings found, CancellationToken cancellationToken)
    {
        if (await found.TryAsync(() => SelectAsync(context, session, cancellationToken)) is not { } selection)
            return;
        if (context.OneTransaction)
            found.Add(ArchiveCheck.Find(selection.Kept, context.Request));
        await found.TryAsync(() => ArchiveTool.FindAsync(context, Archive.Header, selection, cancellationToken));
        // The user's own options may leave out whatever would fail; what the restore could not undo was checked all the same.
        if (context.Request.IgnoreErrors || !Additional.IsEmpty)
            return;
        found.Add(FindFeatures(selection, context));
        found.Add(RightsCheck.Find(selection.Kept, context));
        found.Add(await PrerequisiteCheck.FindAsync(PrerequisiteReader.Read(selection.Kept, context.Request), session, context, cancellationToken));
    }

    /// <inheritdoc/>
    protected override async Task<Func<RestoreContext, CancellationToken, Task<RestoreRun>>> PrepareAsync(RestoreContext context, CancellationToken cancellationToken)
    {
        var filtered = await FilterAsync(context, cancellationToken);
        foreach (var dependent in filtered.LeftOut)
            context.Reporter.Message(ReportImportance.Normal, $"Left out too: {dependent}");
        foreach (var dependent in filtered.Wanting)
            context.Reporter.Message(ReportImportance.Normal, $"Not selected, and not in the target: {dependent}");
        var selection = ArchiveSelection.For(filtered.Kept, context.Target);
        return (running, token) => new ArchiveRestore(running, Archive, selection, Additional).RunAsync(token);
    }

    /// <summary>
    /// What is restored. A target that is to be made is asked in its turn: what it is made from may have what the filter leaves out, so that
    /// for now only what is restored in any case counts.
    /// </summary>
    private async Task<ArchiveSelection> SelectAsync(RestoreContext context, Session session, CancellationToken cancellationToken)
    {
        var kept = Filter is null ? Archive.Entries
            : context.IsNew ? Filter.KeptInAnyCase()
            : Filter.Select(await PresentEntries.AmongAsync(Filter.Needed(), session, cancellationToken)).Kept;
        return ArchiveSelection.For(kept, context.Target);
    }

    /// <summary>What an older server is known to refuse is said before it does, all of it at once.</summary>
    private IEnumerable<PumFailure> FindFeatures(ArchiveSelection selection, RestoreContext context) => Archive.Header.Server is not { } dumped ? [] : selection.Kept
        .Select(entry => (Entry: entry, Feature: NewerFeature.In(entry, dumped, context.Target.Server)))
        .Where(found => found.Feature is not null)
        .Select(found => RestoreFailures.NewerFeature(context.Request.File, Archive.Header.ServerVersion, context.Target.Server, EntryDisplay.Of(found.Entry), found.Feature!.What, found.Feature.Since));

    private async Task<FilteredEntries> FilterAsync(RestoreContext context, CancellationToken cancellationToken)
    {
        if (Filter is null)
            return new(Archive.Entries, LeftOut: [], Wanting: []);
        var needed = Filter.Needed();
        if (needed.IsEmpty)
            return Filter.Select(present: []);
        await using var session = await Session.OpenAsync(context.Connection, context.Failure("PumRestore"), cancellationToken);
        return Filter.Select(await PresentEntries.AmongAsync(needed, session, cancellationToken));
    }
}
