using System.Collections.Immutable;
using System.Globalization;
using Pum.Dumper.ClientTools;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Filters;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Dumping;

/// <summary>
/// Asks the server whether each pattern of a filter matches something. pg_dump itself never says so of an exclusion, even with
/// <c>--strict-names</c>, and a mistyped one would publish what it should hold back.
/// </summary>
internal static class NameCheck
{
    /// <summary>Reports patterns that match nothing: an error for a plain name where names are strict, else a warning.</summary>
    /// <param name="filter">The filter as the user wrote it.</param>
    /// <param name="asked">The same as pg_dump is given it.</param>
    /// <param name="query">Asks the server.</param>
    /// <param name="connection">Where it is.</param>
    /// <param name="reporter">Where the warnings go.</param>
    /// <exception cref="PumFailureException">PUM1001, PUM4003.</exception>
    public static async Task RunAsync(
        ObjectFilter filter,
        ObjectFilter asked,
        Func<string, Task<ImmutableArray<string>>> query,
        Connection connection,
        IReporter reporter)
    {
        var patterns = NamedPattern.Of(filter);
        if (patterns.IsEmpty)
            return;
        var questions = NamedPattern.Of(asked);
        var rows = await PatternQuery.AskAsync(
            patterns.Zip(questions, (named, question) => (named, question.Pattern.Parts.Select(part => part.Expression))),
            () => query(Query(questions)),
            query);
        var matched = rows.Select(row => int.Parse(row, CultureInfo.InvariantCulture)).ToHashSet();
        var unmatched = patterns.Where((_, number) => !matched.Contains(number)).ToList();
        NamedPattern.Report(
            unmatched,
            filter.StrictNames,
            (named, isError) => DumpFailures.NameMatchesNothing(named.Parameter, named.Pattern.Text, connection.Display, isError),
            reporter);
    }

    /// <summary>One query for all patterns that returns the numbers of those that match.</summary>
    private static string Query(ImmutableArray<NamedPattern> patterns) =>
        string.Join("\nUNION ALL\n", patterns.Select((named, number) => string.Create(CultureInfo.InvariantCulture, $"SELECT {number} WHERE EXISTS ({Match(named)})"))) + ";\n";

    private static string Match(NamedPattern named)
    {
        var expressions = named.Pattern.Parts.Select(part => part.Expression).ToList();
        return named.Kind switch
        {
            NameKind.Schema => $"SELECT 1 FROM pg_catalog.pg_namespace WHERE {PatternQuery.Matches("nspname", expressions[^1])}",
            NameKind.Extension => $"SELECT 1 FROM pg_catalog.pg_extension WHERE {PatternQuery.Matches("extname", expressions[^1])}",
            _ => "SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                + $" WHERE c.relkind IN ('r', 'S', 'v', 'm', 'f', 'p') AND {PatternQuery.Matches("c.relname", expressions[^1])} AND "
                + (expressions.Count > 1 ? PatternQuery.Matches("n.nspname", expressions[^2]) : $"n.nspname = ANY ({PsqlQuery.SchemasInPath})"),
        };
    }
}
