using System.Text.RegularExpressions;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Filters;

/// <summary>Matches names with a pattern as the server would for pg_dump.</summary>
internal sealed class NameMatcher
{
    /// <summary>The schema that a table's name without one means; pg_dump looks along the search path of its session.</summary>
    private const string DefaultSchema = "public";

    private readonly Regex _name;
    private readonly Regex? _schema;

    private NameMatcher(NamedPattern named, Regex name, Regex? schema) => (Named, _name, _schema) = (named, name, schema);

    /// <summary>The pattern.</summary>
    public NamedPattern Named { get; }

    /// <summary>Makes one for a pattern; a table may be qualified by the name of the database too, as for pg_dump, a schema may not.</summary>
    /// <exception cref="PumFailureException">PUM1001.</exception>
    public static NameMatcher Of(NamedPattern named, string database)
    {
        var (parts, literals) = (named.Pattern.Parts, named.Pattern.Literals);
        if (parts.Count > (named.Kind == NameKind.Relation ? 3 : 1) || (parts.Count == 3 && literals[0] != database))
            throw new PumFailureException(FilterFailures.TooManyNames(named.Parameter, named.Pattern.Text, Expected(named.Kind, database)));
        try
        {
            var schema = named.Kind == NameKind.Relation && parts.Count > 1 ? ServerExpression.Compile(parts[^2]) : null;
            return new(named, ServerExpression.Compile(parts[^1]), schema);
        }
        catch (FormatException exception)
        {
            throw new PumFailureException(FilterFailures.NoPattern(named.Parameter, named.Pattern.Text, exception.Message), exception);
        }
    }

    private static string Expected(NameKind kind, string database) =>
        kind == NameKind.Relation ? $"table, schema.table or {database}.schema.table" : "a name without dots";

    /// <summary>Whether it matches the name of a schema or an extension.</summary>
    public bool Matches(string name) => _name.IsMatch(name);

    /// <summary>Whether it matches a relation.</summary>
    public bool Matches(RelationName relation) =>
        (_schema is null ? relation.Schema == DefaultSchema : _schema.IsMatch(relation.Schema)) && _name.IsMatch(relation.Name);
}
