using System.Collections.Immutable;
using Pum.Dumper.Archives;
using Pum.Dumper.Failures;
using Pum.Dumper.Filters;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Restoring.Selection;

/// <summary>A filter on an archive, before anything is known of the target.</summary>
internal sealed class ArchiveFilter
{
    private readonly ArchiveContents _contents;
    private readonly EntryGraph _graph;
    private readonly HashSet<int> _left;
    private readonly HashSet<int> _excluded;
    private readonly FilterOptions _options;
    private readonly IReporter _reporter;

    private ArchiveFilter(ArchiveContents contents, PatternSet patterns, FilterOptions options, IReporter reporter)
    {
        (_contents, _options, _reporter) = (contents, options, reporter);
        _graph = new(contents);
        _left = EntryFilter.LeftBy(contents, patterns, _graph);
        _excluded = EntryFilter.ExcludedBy(contents, patterns, _graph);
    }

    /// <summary>Makes one.</summary>
    /// <param name="contents">What the archive holds.</param>
    /// <param name="patterns">What the user selects and leaves out.</param>
    /// <param name="options">What is done about that which does not fit.</param>
    /// <param name="reporter">Where it is said what is no error.</param>
    /// <exception cref="PumFailureException">PUM5013.</exception>
    public static ArchiveFilter Of(ArchiveContents contents, PatternSet patterns, FilterOptions options, IReporter reporter)
    {
        NamedPattern.Report(
            patterns.Unmatched(contents),
            options.StrictNames,
            (named, isError) => FilterFailures.NameMatchesNothing(named.Parameter, named.Pattern.Text, options.File, isError),
            reporter);
        var filter = new ArchiveFilter(contents, patterns, options, reporter);
        if (contents.Entries.All(entry => EntryFilter.IsFrame(entry) || filter._left.Contains(entry.DumpId)))
            throw new PumFailureException(FilterFailures.NothingLeft(options.File));
        return filter;
    }

    /// <summary>The names of the archive's extensions.</summary>
    public IEnumerable<string> Extensions => _contents.Extensions;

    /// <summary>The entries of those that are kept, in the archive's order.</summary>
    public ImmutableArray<ArchiveEntry> KeptExtensions => [.. ExtensionsIn(entry => !_left.Contains(entry.DumpId))];

    /// <summary>
    /// Rows that are kept although they may belong to an extension that is excluded: the archive does not say whose they are.
    /// </summary>
    public ImmutableArray<ArchiveEntry> OfAnyExtension =>
        ExtensionsIn(entry => _excluded.Contains(entry.DumpId)).Any()
            ? [.. _contents.OfExtensions.Where(entry => !_left.Contains(entry.DumpId))]
            : [];

    /// <summary>Whether an extension is excluded.</summary>
    public bool IsExcluded(string extension) => ExtensionsIn(entry => entry.Tag == extension && _excluded.Contains(entry.DumpId)).Any();

    /// <summary>The table or sequence that an entry fills.</summary>
    public RelationName RelationOf(ArchiveEntry entry) => _contents.RelationOf(entry)!.Value;

    /// <summary>The entries that the target may have, which then are not missed.</summary>
    public ImmutableArray<ArchiveEntry> Needed() => _graph.NeededOf(_left);

    /// <summary>The entries that are restored whatever the target has.</summary>
    public ImmutableArray<ArchiveEntry> KeptInAnyCase()
    {
        var left = _left.ToHashSet();
        left.UnionWith(OfAnyExtension.Select(entry => entry.DumpId));
        if (_options.ExcludeDependents)
            _graph.DependentsOf(_left, left, ImmutableHashSet<int>.Empty);
        return _contents.Entries.RemoveAll(entry => left.Contains(entry.DumpId));
    }

    /// <summary>Selects the entries.</summary>
    /// <param name="present">Entries that are left out, and that the target has all the same.</param>
    /// <param name="rows">Rows that belong to an excluded extension.</param>
    /// <exception cref="PumFailureException">PUM5011, PUM5013.</exception>
    public FilteredEntries Select(IEnumerable<ArchiveEntry> present, IEnumerable<ArchiveEntry> rows)
    {
        var without = rows.Select(entry => entry.DumpId).ToHashSet();
        var there = _graph.WithParts([.. present.Select(entry => entry.DumpId)]);
        var left = _left.ToHashSet();
        var excluded = _graph.DependentsOf(_excluded, left, there);
        if (!_options.ExcludeDependents && !excluded.IsEmpty)
            Report(FilterFailures.Dependents([.. excluded.Select(dependent => dependent.ToString())], _options.File));
        var unselected = _graph.DependentsOf([.. _left.Except(_excluded)], left, there);
        if (!_options.ExcludeDependents)
            return new([.. Kept(_left)], LeftOut: [], Wanting: unselected);
        ImmutableArray<ArchiveEntry> kept = [.. Kept(left)];
        if (kept.All(EntryFilter.IsFrame))
            throw new PumFailureException(FilterFailures.NothingLeft(_options.File));
        return new(kept, LeftOut: [.. excluded, .. unselected], Wanting: []);

        IEnumerable<ArchiveEntry> Kept(HashSet<int> but) =>
            _contents.Entries.Where(entry => !but.Contains(entry.DumpId) && !without.Contains(entry.DumpId));
    }

    private IEnumerable<ArchiveEntry> ExtensionsIn(Func<ArchiveEntry, bool> which) =>
        _contents.Entries.Where(entry => entry.Description == "EXTENSION" && which(entry));

    // pg_restore tries what needs something excluded, fails at it and goes on.
    private void Report(PumFailure dependents)
    {
        if (!_options.IgnoreErrors)
            throw new PumFailureException(dependents);
        _reporter.Warning(dependents);
    }
}
