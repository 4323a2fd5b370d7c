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

    /// <summary>The entries that the target may have, which then are not missed.</summary>
    public ImmutableArray<ArchiveEntry> Needed() => _graph.NeededOf(_left);

    /// <summary>The entries that are restored whatever the target has.</summary>
    public ImmutableArray<ArchiveEntry> KeptInAnyCase()
    {
        var left = _left.ToHashSet();
        if (_options.ExcludeDependents)
            _graph.DependentsOf(_left, left, ImmutableHashSet<int>.Empty);
        return _contents.Entries.RemoveAll(entry => left.Contains(entry.DumpId));
    }

    /// <summary>Selects the entries.</summary>
    /// <param name="present">Entries that are left out, and that the target has all the same.</param>
    /// <exception cref="PumFailureException">PUM5011, PUM5013.</exception>
    public FilteredEntries Select(IEnumerable<ArchiveEntry> present)
    {
        var there = _graph.WithParts([.. present.Select(entry => entry.DumpId)]);
        var left = _left.ToHashSet();
        var excluded = _graph.DependentsOf(_excluded, left, there);
        if (!_options.ExcludeDependents && !excluded.IsEmpty)
            Report(FilterFailures.Dependents([.. excluded.Select(dependent => dependent.ToString())], _options.File));
        var unselected = _graph.DependentsOf([.. _left.Except(_excluded)], left, there);
        if (!_options.ExcludeDependents)
            return new([.. _contents.Entries.Where(entry => !_left.Contains(entry.DumpId))], LeftOut: [], Wanting: unselected);
        var kept = _contents.Entries.RemoveAll(entry => left.Contains(entry.DumpId));
        if (kept.All(EntryFilter.IsFrame))
            throw new PumFailureException(FilterFailures.NothingLeft(_options.File));
        return new(kept, LeftOut: [.. excluded, .. unselected], Wanting: []);
    }

    // pg_restore tries what needs something excluded, fails at it and goes on.
    private void Report(PumFailure dependents)
    {
        if (!_options.IgnoreErrors)
            throw new PumFailureException(dependents);
        _reporter.Warning(dependents);
    }
}
