using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Pum.Dumper.Filters;

namespace Pum.Dumper.Tests.Filters;

/// <summary>Answers in a server's place, for patterns of which .NET and PostgreSQL think alike.</summary>
internal static class TestMatches
{
    public static NameMatches Of(IEnumerable<NamedPattern> patterns, IEnumerable<string> names) => new(patterns
        .SelectMany(named => named.Pattern.Parts)
        .Where(part => part.HasWildcards)
        .Select(part => part.Expression)
        .Distinct()
        .ToImmutableDictionary(
            expression => expression,
            expression => names.Where(name => Regex.IsMatch(name, expression, RegexOptions.CultureInvariant)).ToImmutableHashSet()));
}
