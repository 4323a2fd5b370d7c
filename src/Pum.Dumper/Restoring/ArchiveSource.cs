using System.Collections.Immutable;
using Pum.Dumper.Archives;
using Pum.Dumper.ClientTools;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
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
    /// <exception cref="Failures.PumFailureException">PUM1001, PUM5002, PUM5003, PUM5013.</exception>
    public static ArchiveSource Read(DumpFile file, RestoreRequest request, IReporter reporter, CancellationToken cancellationToken)
    {
        var additional = AdditionalOptions.Parse(request.AdditionalOptions, OwnedOptions.PgRestore);
        var archive = Archive.Read(file);
        archive.Verify(cancellationToken: cancellationToken);
        return new(archive, ArchiveFilter.Of(archive, request, reporter), additional);
    }

    /// <inheritdoc/>
    public override async Task CheckAsync(RestoreContext context, CancellationToken cancellationToken)
    {
        // A target that is to be made is asked in its turn: what it is made from may have what the filter leaves out.
        if (!context.IsNew)
        {
            var selection = ArchiveSelection.For((await FilterAsync(context, cancellationToken)).Kept, context.Target);
            if (context.OneTransaction)
                ArchiveCheck.Run(selection.Kept, context.Request);
        }
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
        if (!context.Request.IgnoreErrors)
            CheckFeatures(selection, context);
        return (running, token) => new ArchiveRestore(running, Archive, selection, Additional).RunAsync(token);
    }

    /// <summary>What an older server is known to refuse is said before it does, all of it at once.</summary>
    private void CheckFeatures(ArchiveSelection selection, RestoreContext context)
    {
        var failures = selection.Kept
            .Select(entry => (Entry: entry, Feature: NewerFeature.In(entry, context.Target.Server)))
            .Where(found => found.Feature is not null)
            .Select(found => RestoreFailures.NewerFeature(context.Request.File, Archive.Header.ServerVersion, context.Target.Server, EntryDisplay.Of(found.Entry), found.Feature!.What, found.Feature.Since))
            .ToImmutableArray();
        if (!failures.IsEmpty)
            throw new PumFailureException(failures);
    }

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
