namespace Pum.Dumper.Filters;

/// <summary>A pattern, and which names the server says it matches.</summary>
internal sealed record NameMatcher(NamedPattern Named, NameMatches Matched)
{
    /// <summary>The schema that a table's name without one means; pg_dump looks along the search path of its session.</summary>
    private const string DefaultSchema = "public";

    /// <summary>Whether it matches the name of a schema or an extension.</summary>
    public bool Matches(string name) => Matched.Contains(Named.Pattern.Parts[^1], name);

    /// <summary>Whether it matches a relation.</summary>
    public bool Matches(RelationName relation) =>
        Matches(relation.Name)
        && (Named.Pattern.Parts is [.., var schema, _] ? Matched.Contains(schema, relation.Schema) : relation.Schema == DefaultSchema);
}
