using System.Collections.Immutable;

namespace Pum.Dumper.Filters;

/// <summary>Which names match the regular expressions of a filter: a server's answer.</summary>
/// <param name="Names">For each expression that the server was asked about, the names that match it.</param>
internal sealed record NameMatches(ImmutableDictionary<string, ImmutableHashSet<string>> Names)
{
    /// <summary>The answer where nothing had to be asked.</summary>
    public static NameMatches None { get; } = new(ImmutableDictionary<string, ImmutableHashSet<string>>.Empty);

    /// <summary>
    /// Whether a part of a pattern matches a name. A plain name is compared here: the encoding of the database where the server is asked
    /// may lack its characters.
    /// </summary>
    public bool Contains(NamePart part, string name) =>
        part.HasWildcards ? Names[part.Expression].Contains(name) : part.Literal == name;
}
