using System.Collections.Immutable;
using System.Globalization;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Filters;

namespace Pum.Dumper.Dumping;

/// <summary>
/// Asks the server whether each pattern of a filter matches something. pg_dump itself never says so of an exclusion, even with
/// <c>--strict-names</c>, and a mistyped one would publish what it was to keep back.
/// </summary>
internal static class NameCheck
{
    /// <summary>Reports patterns that match nothing: an error for a plain name where names are strict, else a warning.</summary>
    /// <exception cref="PumFailureException">PUM4003.</exception>
    public static async Task RunAsync(
        ObjectFilter filter, Func<string, Task<ImmutableArray<string>>> query, Connection connection, IReporter reporter)
    {
        var patterns = Patterns(filter).ToImmutableArray();
        if (patterns.IsEmpty)
            return;
        var matched = (await query(Query(patterns))).Select(row => int.Parse(row, CultureInfo.InvariantCulture)).ToHashSet();
        var missing = patterns.Where((_, number) => !matched.Contains(number)).ToList();
        var errors = missing.Where(named => filter.StrictNames && !named.Pattern.HasWildcards).Select(named => Failure(named, isError: true)).ToImmutableArray();
        if (!errors.IsEmpty)
            throw new PumFailureException(errors);
        foreach (var named in missing)
            reporter.Warning(Failure(named, isError: false));

        PumFailure Failure(Named named, bool isError) => DumpFailures.NameMatchesNothing(named.Parameter, named.Pattern.Text, connection.Display, isError);
    }

    /// <summary>One query for all patterns that returns the numbers of those that match.</summary>
    private static string Query(ImmutableArray<Named> patterns) =>
        string.Join("\nUNION ALL\n", patterns.Select((named, number) => string.Create(CultureInfo.InvariantCulture, $"SELECT {number} WHERE EXISTS ({Match(named)})"))) + ";\n";

    private static string Match(Named named)
    {
        var parts = named.Pattern.Parts;
        return named.Kind switch
        {
            Kind.Schema => $"SELECT 1 FROM pg_catalog.pg_namespace WHERE {Matches("nspname", parts[^1])}",
            Kind.Extension => $"SELECT 1 FROM pg_catalog.pg_extension WHERE {Matches("extname", parts[^1])}",
            _ => "SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                + $" WHERE c.relkind IN ('r', 'S', 'v', 'm', 'f', 'p') AND {Matches("c.relname", parts[^1])} AND "
                + (parts.Count > 1 ? Matches("n.nspname", parts[^2]) : "pg_catalog.pg_table_is_visible(c.oid)"),
        };
    }

    private static string Matches(string column, string regularExpression) =>
        $"{column} OPERATOR(pg_catalog.~) {Sql.Literal(regularExpression)} COLLATE pg_catalog.default";

    private static IEnumerable<Named> Patterns(ObjectFilter filter) =>
        Each("Schemas", Kind.Schema, filter.Schemas)
            .Concat(Each("ExcludeSchemas", Kind.Schema, filter.ExcludeSchemas))
            .Concat(Each("Tables", Kind.Table, filter.Tables))
            .Concat(Each("ExcludeTables", Kind.Table, filter.ExcludeTables))
            .Concat(Each("ExcludeTableData", Kind.Table, filter.ExcludeTableData))
            .Concat(Each("ExcludeExtensions", Kind.Extension, filter.ExcludeExtensions));

    private static IEnumerable<Named> Each(string parameter, Kind kind, ImmutableArray<string> patterns) =>
        patterns.Select(pattern => new Named(parameter, kind, NamePattern.Parse(pattern)));

    private enum Kind
    {
        Schema,
        Table,
        Extension,
    }

    private sealed record Named(string Parameter, Kind Kind, NamePattern Pattern);
}
