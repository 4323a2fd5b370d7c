using System.Collections.Immutable;
using Pum.Dumper.Archives;
using Pum.Dumper.ClientTools;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Filters;
using Pum.Dumper.Restoring.Extensions;
using Pum.Dumper.Restoring.Selection;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>An archive: custom, directory or tar.</summary>
/// <param name="Archive">The archive.</param>
/// <param name="Contents">How its entries hang together.</param>
/// <param name="Patterns">What the user selects of it and leaves out; none for everything.</param>
/// <param name="Additional">The user's options for pg_restore.</param>
internal sealed record ArchiveSource(
    Archive Archive, ArchiveContents Contents, ImmutableArray<NamedPattern> Patterns, ImmutableArray<string> Additional)
    : RestoreSource
{
    /// <inheritdoc/>
    public override DumpFormat Format => Archive.Header.Format;

    /// <inheritdoc/>
    public override PostgresVersion? Server => Archive.Header.Server;

    /// <inheritdoc/>
    public override DatabaseProperties Properties =>
        Archive.Entries.FirstOrDefault(entry => entry.Description == "DATABASE") is { } database
            ? DatabaseProperties.FromCreateDatabase(database.Statements.Definition)
            : DatabaseProperties.Unknown;

    /// <inheritdoc/>
    public override string? Encoding => Archive.Encoding;

    /// <summary>Reads the table of contents, walks the data and reads the patterns of the filter.</summary>
    /// <exception cref="PumFailureException">PUM1001, PUM5002, PUM5003.</exception>
    public static RestoreSource Read(
        DumpFile file, RestoreRequest request, ImmutableArray<string> additional, CancellationToken cancellationToken)
    {
        var archive = Archive.Read(file, cancellationToken);
        archive.Verify(cancellationToken: cancellationToken);
        return new ArchiveSource(
            archive, new(archive.Entries), NamedPattern.Of(request.Filter, archive.Header.DatabaseName), additional);
    }

    /// <inheritdoc/>
    public override ImmutableArray<PumFailure> FindInDump(
        RestoreRequest request, bool isNew, ImmutableArray<InstalledTool> installed) =>
        ToolChoice.FindTooOld(installed, Archive.Header);

    /// <inheritdoc/>
    public override async Task<ContentPlan?> PlanAsync(
        RestoreContext context, ToolCache tools, TargetInspection inspection, Findings found, CancellationToken cancellationToken)
    {
        var filter = Patterns.IsEmpty ? null : await found.TryAsync(() => FilterAsync(context, inspection.Session, cancellationToken));
        if (filter is null && !Patterns.IsEmpty)
            return null;
        if (await found.TryAsync(() => SelectAsync(filter, context, inspection.Session, cancellationToken)) is not { } filtered)
            return null;
        var selection = ArchiveSelection.For(filtered.Kept, context.Target, inspection.Installed, context.Request);
        var picked = await found.TryAsync(() => ToolChoice.PickAsync(tools, Archive.Header, selection, context, cancellationToken));
        var rows = picked is null || context.IsNew
            ? RepeatedRows.None
            : await ArchivePlan.FindRowsAsync(Archive, Contents, selection, picked, context, inspection.Session, cancellationToken);
        selection = selection.Without(rows);
        if (context.OneTransaction)
            found.Add(await ArchiveCheck.FindAsync(selection.Kept, context.Request, inspection.Session, cancellationToken));
        // The user's own options may leave out whatever would fail; what the restore could not undo was checked all the same.
        if (!context.Request.IgnoreErrors && Additional.IsEmpty)
        {
            found.Add(FindFeatures(selection, context));
            found.Add(RightsCheck.Find(selection.Kept, context));
            found.Add(RightsCheck.FindRows(rows, context));
            found.Add(await PrerequisiteCheck.FindAsync(
                PrerequisiteReader.Read(selection.Kept, context.Request), inspection.OfRestoresRole, context, cancellationToken));
        }

        return picked is null ? null : new ArchivePlan(
            Archive,
            Contents,
            filter,
            tools,
            picked,
            ContentPlan.ModeOf(context.Request, context.IsNew),
            JobsFor(context, picked),
            Additional,
            filtered,
            selection);
    }

    // psql has one session, and pg_restore reads a tar archive in one pass. A deadlock between workers is an error too, and would be
    // ignored with the others.
    private int JobsFor(RestoreContext context, ChosenTools picked) =>
        Format == DumpFormat.Tar || picked.Psql is not null
            ? 1
            : context.Request.Jobs ?? (context.OneTransaction || context.Request.IgnoreErrors ? 1 : Environment.ProcessorCount);

    /// <summary>The filter, once the server has said which names match.</summary>
    private async Task<ArchiveFilter> FilterAsync(RestoreContext context, Session session, CancellationToken cancellationToken)
    {
        var request = context.Request;
        var matched = await NameQuery.AskAsync(Patterns, Contents.Names, session, cancellationToken);
        return ArchiveFilter.Of(
            Contents,
            PatternSet.Of(Patterns, matched),
            new(request.File, request.Filter.StrictNames, request.ExcludeDependents, request.IgnoreErrors),
            context.Reporter);
    }

    /// <summary>
    /// What is restored. A target that is to be made completes that: what it is made from may have what the filter leaves out, so that for
    /// now only what is restored in any case counts.
    /// </summary>
    private async Task<FilteredEntries> SelectAsync(
        ArchiveFilter? filter, RestoreContext context, Session session, CancellationToken cancellationToken) =>
        filter is null ? new(Archive.Entries, LeftOut: [], Wanting: [])
        : context.IsNew ? new(filter.KeptInAnyCase(), LeftOut: [], Wanting: [])
        : await ArchivePlan.SelectAsync(filter, context, session, cancellationToken);

    /// <summary>What an older server is known to refuse is said before it does, all of it at once.</summary>
    private IEnumerable<PumFailure> FindFeatures(ArchiveSelection selection, RestoreContext context) =>
        Archive.Header.Server is not { } dumped ? [] : selection.Kept
        .Select(entry => (Entry: entry, Feature: NewerFeature.In(entry, dumped, context.Target.Server)))
        .Where(found => found.Feature is not null)
        .Select(found => RestoreFailures.NewerFeature(
            context.Request.File,
            Archive.Header.ServerVersion,
            context.Target.Server,
            EntryDisplay.Of(found.Entry),
            found.Feature!.What,
            found.Feature.Since));
}
