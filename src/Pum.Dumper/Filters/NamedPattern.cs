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

    /// <summary>Reports patterns that match nothing: an error for a plain name where names are strict, else a warning.</summary>
    /// <param name="unmatched">The patterns.</param>
    /// <param name="strict">Whether names are strict.</param>
    /// <param name="failure">Makes the failure; says whether it is to be an error.</param>
    /// <param name="reporter">Where the warnings go.</param>
    /// <exception cref="PumFailureException">All errors together.</exception>
    public static void Report(IReadOnlyCollection<NamedPattern> unmatched, bool strict, Func<NamedPattern, bool, PumFailure> failure, IReporter reporter)
    {
        var errors = unmatched.Where(named => strict && !named.Pattern.HasWildcards).Select(named => failure(named, true)).ToImmutableArray();
        if (!errors.IsEmpty)
            throw new PumFailureException(errors);
        foreach (var named in unmatched)
            reporter.Warning(failure(named, false));
    }

    private static IEnumerable<NamedPattern> Each(string parameter, NameKind kind, ImmutableArray<string> patterns) =>
        patterns.Select(pattern => new NamedPattern(parameter, kind, NamePattern.Parse(pattern)));
}
