namespace Pum.Dumper.Filters;

/// <summary>One of the names between the dots of a pattern.</summary>
/// <param name="Expression">A regular expression of PostgreSQL's, anchored at both ends.</param>
/// <param name="Literal">The name as written, folded and without its quotes.</param>
/// <param name="HasWildcards">Whether it may match names other than that one.</param>
internal sealed record NamePart(string Expression, string Literal, bool HasWildcards);
