using System.Collections.Immutable;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Filters;

/// <summary>A pattern of a filter, under the name of the parameter that holds it.</summary>
internal sealed record NamedPattern(string Parameter, NameKind Kind, NamePattern Pattern)
{
    /// <summary>All patterns of a filter.</summary>
    public static ImmutableArray<NamedPattern> Of(ObjectFilter filter) =>
    [
        .. Each(nameof(filter.Schemas), NameKind.Schema, filter.Schemas),
        .. Each(nameof(filter.ExcludeSchemas), NameKind.Schema, filter.ExcludeSchemas),
        .. Each(nameof(filter.Tables), NameKind.Relation, filter.Tables),
        .. Each(nameof(filter.ExcludeTables), NameKind.Relation, filter.ExcludeTables),
        .. Each(nameof(filter.ExcludeTableData), NameKind.Relation, filter.ExcludeTableData),
        .. Each(nameof(filter.ExcludeExtensions), NameKind.Extension, filter.ExcludeExtensions),
    ];

    /// <summary>
    /// All patterns of a filter on an archive. A table may be qualified by the name of the database too, as for pg_dump; a schema may not.
    /// </summary>
    /// <param name="filter">The filter.</param>
    /// <param name="database">The database that was dumped.</param>
    /// <exception cref="PumFailureException">PUM1001: all patterns of which that is not true.</exception>
    public static ImmutableArray<NamedPattern> Of(ObjectFilter filter, string database)
    {
        var patterns = Of(filter);
        var failures = patterns
            .Where(named => !named.MayBeIn(database))
            .Select(named => FilterFailures.TooManyNames(named.Parameter, named.Pattern.Text, named.Expected(database)))
            .ToImmutableArray();
        return failures.IsEmpty ? patterns : throw new PumFailureException(failures);
    }

    private string Expected(string database) =>
        Kind == NameKind.Relation ? $"table, schema.table or {database}.schema.table" : "a name without dots";

    private bool MayBeIn(string database) => Pattern.Parts.Length switch
    {
        1 => true,
        2 => Kind == NameKind.Relation,
        3 => Kind == NameKind.Relation && Pattern.Parts[0].Literal == database,
        _ => false,
    };

    /// <summary>Reports patterns that match nothing: an error for a plain name where names are strict, else a warning.</summary>
    /// <param name="unmatched">The patterns.</param>
    /// <param name="strict">Whether names are strict.</param>
    /// <param name="failure">Makes the failure; says whether it is to be an error.</param>
    /// <param name="reporter">Where the warnings go.</param>
    /// <exception cref="PumFailureException">All errors together.</exception>
    public static void Report(
        IReadOnlyCollection<NamedPattern> unmatched, bool strict, Func<NamedPattern, bool, PumFailure> failure, IReporter reporter)
    {
        var errors = unmatched.Where(named => strict && !named.Pattern.HasWildcards).Select(named => failure(named, true))
            .ToImmutableArray();
        if (!errors.IsEmpty)
            throw new PumFailureException(errors);
        foreach (var named in unmatched)
            reporter.Warning(failure(named, false));
    }

    private static IEnumerable<NamedPattern> Each(string parameter, NameKind kind, ImmutableArray<string> patterns) =>
        patterns.Select(pattern => new NamedPattern(parameter, kind, NamePattern.Parse(pattern)));
}
