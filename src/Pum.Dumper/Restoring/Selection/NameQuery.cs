using System.Collections.Immutable;
using System.Globalization;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Filters;

namespace Pum.Dumper.Restoring.Selection;

/// <summary>
/// Asks a server which names of an archive match the patterns of a filter, as pg_dump asks one which names of a database do.
/// </summary>
internal static class NameQuery
{
    /// <summary>How many names one statement holds.</summary>
    private const int Most = 10_000;

    /// <summary>Asks; not at all where no pattern has wildcards.</summary>
    /// <exception cref="PumFailureException">PUM1001: what the server does not accept as a pattern.</exception>
    public static async Task<NameMatches> AskAsync(
        ImmutableArray<NamedPattern> patterns, IEnumerable<string> names, Session session, CancellationToken cancellationToken)
    {
        var expressions = patterns.SelectMany(ExpressionsOf).Distinct(StringComparer.Ordinal).ToImmutableArray();
        if (expressions.IsEmpty)
            return NameMatches.None;
        var encoding = await session.QueryAsync(
            $"SELECT {DatabaseEncoding.Query}", row => new DatabaseEncoding(row.GetString(0)), cancellationToken);
        var matched = expressions.Select(_ => ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal)).ToArray();
        foreach (var some in names.Distinct(StringComparer.Ordinal).Chunk(Most))
        {
            var sql = Query(expressions, some.Select(encoding.Storable));
            var rows = await PatternQuery.AskAsync(
                patterns.Select(named => (named, ExpressionsOf(named))),
                () => session.QueryRowsAsync(sql, row => (Expression: row.GetInt32(0), Name: row.GetInt64(1)), cancellationToken),
                other => session.ExecuteAsync(other, cancellationToken));
            foreach (var row in rows)
                matched[row.Expression].Add(some[row.Name - 1]);
        }

        return new(
            expressions.Zip(matched).ToImmutableDictionary(pair => pair.First, pair => pair.Second.ToImmutable(), StringComparer.Ordinal));
    }

    private static IEnumerable<string> ExpressionsOf(NamedPattern named) =>
        named.Pattern.Parts.Where(part => part.HasWildcards).Select(part => part.Expression);

    /// <summary>A row for each match: the number of the expression from 0, and that of the name from 1.</summary>
    private static string Query(ImmutableArray<string> expressions, IEnumerable<string> names) => $"""
        WITH names (name, number) AS (
          SELECT * FROM pg_catalog.unnest(ARRAY[{string.Join(", ", names.Select(Sql.Literal))}]::pg_catalog.text[]) WITH ORDINALITY
        )
        {string.Join("\nUNION ALL\n", expressions.Select((expression, number) =>
            string.Create(CultureInfo.InvariantCulture, $"SELECT {number}, number FROM names WHERE {PatternQuery.Matches("name", expression)}")))}
        """;
}
