using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Pum.Dumper.Tests;

/// <summary>
/// No statement of the engine's depends on <c>search_path</c>: its functions, types and tables are named with their schema. Operators are
/// not; sessions have an empty path for them.
/// </summary>
[TestClass]
public sealed partial class QualifiedNamesTests
{
    /// <summary>What the grammar knows by itself, and no lookup decides (<c>src/backend/parser/gram.y</c>).</summary>
    private static readonly HashSet<string> Grammar = new(StringComparer.OrdinalIgnoreCase)
    {
        "AND", "ANY", "ARRAY", "AS", "BY", "COALESCE", "EXISTS", "FILTER", "FROM", "IN", "LATERAL", "NOT", "NULLIF", "ON", "OPERATOR", "OR", "OVER", "SELECT", "THEN", "UNIQUE", "USING",
        "VALUES", "WHEN", "WHERE", "WITH", "LIKE", "CASE", "ELSE", "JOIN",
    };

    private static readonly HashSet<string> GrammarTypes = new(StringComparer.OrdinalIgnoreCase) { "int", "integer", "bigint", "smallint", "boolean", "bit", "char", "varchar", "interval" };

    private static readonly ImmutableArray<EngineFile> Engine = EngineFile.ReadAll();

    /// <summary>Names that our statements give to queries of their own, which come before every table.</summary>
    private static readonly HashSet<string> CommonTables =
        [.. Engine.SelectMany(file => CommonTable().Matches(file.Text)).SelectMany(table => (string[])[$"FROM {table.Groups["name"].Value}", $"JOIN {table.Groups["name"].Value}"])];

    [TestMethod]
    public void Every_name_in_our_SQL_has_its_schema() => Assert.AreEqual("", string.Join('\n',
        from file in Engine
        from literal in SqlLiterals.In(file.Text)
        from name in Unqualified(literal.Sql).Where(name => !CommonTables.Contains(name))
        select $"{file.Path}({literal.Line}): {name}"));

    [TestMethod]
    [DataRow("SELECT count(*) FROM pg_catalog.pg_class", "count(")]
    [DataRow("SELECT current_database()", "current_database(")]
    [DataRow("SELECT oid::int8 FROM pg_catalog.pg_class", "::int8")]
    [DataRow("SELECT x::regclass", "::regclass")]
    [DataRow("SELECT ARRAY['a']::text[]", "::text")]
    [DataRow("SELECT CAST(x AS text)", "CAST(")]
    [DataRow("SELECT 1 FROM pg_class c", "FROM pg_class")]
    [DataRow("SELECT 1 FROM pg_catalog.pg_class c JOIN pg_namespace n ON true", "JOIN pg_namespace")]
    [DataRow("SELECT 1 FROM pg_catalog.pg_class, unnest(relacl) a", "unnest(")]
    [DataRow("SELECT public.f()", "public.f(")]
    [DataRow("SELECT name COLLATE default", "COLLATE default")]
    public void A_name_without_its_schema_is_seen(string sql, string name) => CollectionAssert.Contains(Unqualified(sql).ToList(), name);

    [TestMethod]
    [DataRow("SELECT coalesce(pg_catalog.max(deadlocks), 0)::bigint FROM pg_catalog.pg_stat_database AS d (x) WHERE d.x IN (1, 2) AND NOT EXISTS (SELECT FROM pg_catalog.pg_class)")]
    [DataRow("SELECT FROM (VALUES ('a(b')) AS v (name) WHERE n OPERATOR(pg_catalog.~) 'FROM pg_class f(x)::text' COLLATE pg_catalog.default")]
    [DataRow("ALTER DATABASE \"count(x)\" OWNER TO \"a\"")]
    public void A_name_with_its_schema_is_fine(string sql) => Assert.AreEqual("", string.Join('\n', Unqualified(sql)));

    [TestMethod]
    public void Literals_are_read_with_all_their_kinds()
    {
        const string Source = """""
            var a = "SELECT 1"; // "SELECT 2"
            var b = $"SELECT {Sql.Literal("x")} FROM {name}";
            var c = '"' + $"""
                SELECT {(x ? "y(" : "z")}, '{x}'
                """ + "not sql";
            """"";

        Assert.AreEqual("1 SELECT 1|2 SELECT ? FROM ?|3 SELECT ?, '?'", string.Join(
            '|', SqlLiterals.In(Source).Select(literal => $"{literal.Line} {literal.Sql.Trim()}")));
    }

    private static IEnumerable<string> Unqualified(string sql)
    {
        // A string is no name, and a quoted identifier comes from Sql.Identifier.
        var names = Quoted().Replace(sql, "''");
        foreach (Match call in Call().Matches(names))
        {
            if (!Grammar.Contains(call.Groups["name"].Value)
                && !call.Groups["name"].Value.StartsWith("pg_catalog.", StringComparison.Ordinal)
                && !ColumnList().IsMatch(names[..call.Index]))
                yield return call.Value;
        }

        foreach (Match cast in Cast().Matches(names))
        {
            if (!GrammarTypes.Contains(cast.Groups["type"].Value)
                && !cast.Groups["type"].Value.StartsWith("pg_catalog.", StringComparison.Ordinal))
                yield return cast.Value;
        }

        foreach (Match table in Table().Matches(names))
            yield return table.Value;
        foreach (Match collation in Collation().Matches(names))
            yield return collation.Value;
    }

    [GeneratedRegex(@"E?'(?:''|\\.|[^'\\])*'|""(?:""""|[^""])*""")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?<![\w.])(?<name>[A-Za-z_][\w.]*)\(")]
    private static partial Regex Call();

    // "AS v (name)" names columns, as does the first line of CREATE TABLE and INSERT.
    [GeneratedRegex(@"\b(AS|TABLE|INTO)\s+$")]
    private static partial Regex ColumnList();

    [GeneratedRegex(@"::(?<type>[A-Za-z_][\w.]*)")]
    private static partial Regex Cast();

    [GeneratedRegex(@"\b(FROM|JOIN|INTO|UPDATE)\s+(?!pg_catalog\.|pg_temp\.|LATERAL\b|ONLY\b)[a-z]\w*(\.\w+)*(?!\w|\()")]
    private static partial Regex Table();

    [GeneratedRegex(@"(?:^\s*|\bWITH (?:RECURSIVE )?|\),\s*)(?<name>\w+)(?: \([\w, ]+\))? AS (?:MATERIALIZED )?\(", RegexOptions.Multiline)]
    private static partial Regex CommonTable();

    [GeneratedRegex(@"\bCOLLATE\s+(?!pg_catalog\.)\S+")]
    private static partial Regex Collation();
}
