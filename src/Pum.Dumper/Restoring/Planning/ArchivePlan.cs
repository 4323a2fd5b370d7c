using System.Collections.Immutable;
using Pum.Dumper.Archives;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring.Extensions;
using Pum.Dumper.Restoring.Selection;
using Pum.Dumper.Scripts;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>An archive goes through pg_restore, and where that cannot do it alone, as a script through psql.</summary>
/// <param name="Archive">The archive.</param>
/// <param name="Contents">How its entries hang together.</param>
/// <param name="Filter">What the user selects of it, or <see langword="null"/> for everything.</param>
/// <param name="Installed">The client tools that there are.</param>
/// <param name="Tools">The client tools that restore it.</param>
/// <param name="Mode">What an error does.</param>
/// <param name="Jobs">Parallel workers.</param>
/// <param name="Additional">The user's options for pg_restore.</param>
/// <param name="Filtered">What the filter takes, and what it leaves out or wants besides.</param>
/// <param name="Selection">Which of that is restored into this target.</param>
internal sealed record ArchivePlan(
    Archive Archive,
    ArchiveContents Contents,
    ArchiveFilter? Filter,
    ToolCache Installed,
    ChosenTools Tools,
    ScriptMode Mode,
    int Jobs,
    ImmutableArray<string> Additional,
    FilteredEntries Filtered,
    ArchiveSelection Selection)
    : ContentPlan(Mode, Jobs)
{
    /// <summary>The runs of pg_restore, where it restores the archive by itself.</summary>
    public ImmutableArray<ArchivePass> PassesFor(RestoreRequest request) =>
        ArchivePass.Of(Selection.Kept, Contents.OfExtensions.ToHashSet(), Jobs, inOneRun: request.Clean || Mode == ScriptMode.GoingOn);

    /// <summary>
    /// The plan for a new database, which alone can tell three things: what it has of its template, so that the filter may leave it out,
    /// what the role in force may do there, and in which language the server's messages come.
    /// </summary>
    /// <param name="context">What every step knows, with the new database as the target.</param>
    /// <param name="installed">What it has of its template.</param>
    /// <param name="session">A session in it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="PumFailureException">PUM2001, PUM5004, PUM5005, PUM5011, PUM5013.</exception>
    public async Task<ArchivePlan> CompleteAsync(
        RestoreContext context, InstalledObjects installed, Session session, CancellationToken cancellationToken)
    {
        var filtered = Filter is null ? Filtered : await SelectAsync(Filter, context, session, cancellationToken);
        var selection = ArchiveSelection.For(filtered.Kept, context.Target, installed, context.Request);
        var tools = await ToolChoice.PickAsync(Installed, Archive.Header, selection, context, cancellationToken);
        var rows = await FindRowsAsync(Archive, Contents, selection, tools, context, session, cancellationToken);
        if (!context.Request.IgnoreErrors && Additional.IsEmpty
            && RightsCheck.FindRows(rows, context).ToImmutableArray() is { IsEmpty: false } found)
            throw new PumFailureException(found);
        return this with
        {
            Filtered = filtered,
            Selection = selection.Without(rows),
            Tools = tools,
            Jobs = tools.Psql is null ? Jobs : 1,
        };
    }

    /// <summary>What a filter takes for a database that is there.</summary>
    /// <exception cref="PumFailureException">PUM5011, PUM5013.</exception>
    public static async Task<FilteredEntries> SelectAsync(
        ArchiveFilter filter, RestoreContext context, Session session, CancellationToken cancellationToken) => filter.Select(
        await PresentEntries.AmongAsync(filter.Needed(), session, cancellationToken),
        context.Request.SchemaOnly ? [] : await ExcludedRows.FindAsync(filter, session, context.Reporter, cancellationToken));

    /// <summary>What is known of extensions' rows in a database that is there.</summary>
    public static Task<RepeatedRows> FindRowsAsync(
        Archive archive,
        ArchiveContents contents,
        ArchiveSelection selection,
        ChosenTools tools,
        RestoreContext context,
        Session session,
        CancellationToken cancellationToken)
    {
        var ofExtensions = contents.OfExtensions.ToHashSet();
        return RepeatedRows.FindAsync(
            [.. selection.Kept.Where(entry => ofExtensions.Contains(entry) && RestoredEntries.Includes(entry, context.Request))],
            new(archive, tools.PgRestore, context.Environment.BaseDirectory),
            session,
            cancellationToken);
    }
}
