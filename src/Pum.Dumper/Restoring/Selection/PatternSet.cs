using System.Collections.Immutable;
using Pum.Dumper.Filters;

namespace Pum.Dumper.Restoring.Selection;

/// <summary>A filter's patterns, with the names that they match.</summary>
internal sealed record PatternSet(ImmutableArray<NameMatcher> All)
{
    /// <summary>Joins the patterns and the server's answer.</summary>
    public static PatternSet Of(ImmutableArray<NamedPattern> patterns, NameMatches matched) =>
        new([.. patterns.Select(named => new NameMatcher(named, matched))]);

    /// <summary>The patterns of one parameter.</summary>
    public ImmutableArray<NameMatcher> this[string parameter] => [.. All.Where(matcher => matcher.Named.Parameter == parameter)];

    /// <summary>The patterns that match nothing in an archive.</summary>
    public ImmutableArray<NamedPattern> Unmatched(ArchiveContents contents)
    {
        var (schemas, relations, extensions) = (contents.Schemas.ToList(), contents.Relations.ToList(), contents.Extensions.ToList());
        return [.. All.Where(matcher => !IsMatched(matcher)).Select(matcher => matcher.Named)];

        bool IsMatched(NameMatcher matcher) => matcher.Named.Kind switch
        {
            NameKind.Schema => schemas.Any(matcher.Matches),
            NameKind.Extension => extensions.Any(matcher.Matches),
            _ => relations.Any(matcher.Matches),
        };
    }
}
