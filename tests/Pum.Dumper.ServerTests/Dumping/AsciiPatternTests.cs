using Npgsql;
using Pum.Dumper.Dumping;
using Pum.Dumper.Filters;

namespace Pum.Dumper.ServerTests.Dumping;

/// <summary>What pg_dump is given in ASCII means to the server what the user wrote.</summary>
[TestClass]
public sealed class AsciiPatternTests
{
    private const int Patterns = 1000;
    private const string SyntaxErrors = "2201B";

    [TestMethod]
    [DataRow("UTF8", "éÉö中🐘", 1)]
    [DataRow("LATIN1", "éÉöÿ", 2)]
    [DataRow("LATIN2", "őŐéß", 3)]
    [DataRow("WIN1251", "жЖя", 4)]
    [DataRow("EUC_JP", "映画あ", 5)]
    [DataRow("SQL_ASCII", "éö中", 6)]
    public async Task Generated_patterns_match_generated_names_with_escapes_as_without(string encoding, string letters, int seed)
    {
        var random = new Random(seed);
        var others = letters.EnumerateRunes().Select(rune => rune.ToString()).ToArray();
        // In SQL_ASCII a character in brackets is its bytes, which escapes keep apart too.
        string[] pieces = [.. others, .. others, "a", "B", "1", "-", "\"", "\"\"", "*", "?", "+", "|", "(", ")", "[", "]", $"[{others[0]}-{others[^1]}]", $"[^{others[0]}]", "{2}", "\\", "\\w", "\\m", "\\1", "[[:alpha:]]"];
        await using var database = await TestDatabase.CreateAsync(
            options: $"TEMPLATE template0 ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'");
        await using var connection = await database.OpenAsync();
        var wrong = new List<string>();
        var (compared, matched) = (0, 0);
        for (var i = 0; i < Patterns; i++)
        {
            var pattern = Text(random, pieces, 5);
            var ascii = AsciiPattern.Of(pattern, new(encoding));
            var names = Enumerable.Range(0, 20).Select(_ => Text(random, [.. others, "a", "b", "1", "-", "\""], 3)).Append(pattern)
                .ToArray();
            var expected = await AskAsync(connection, pattern, names);
            var actual = await AskAsync(connection, ascii, names);
            compared += expected is null ? 0 : 1;
            matched += expected?.Contains('t', StringComparison.Ordinal) == true ? 1 : 0;
            if (!System.Text.Ascii.IsValid(ascii) || actual != expected)
                wrong.Add($"'{pattern}' as '{ascii}' on '{string.Join("', '", names)}': {expected ?? "no pattern"}, but {actual ?? "no pattern"}");
        }

        Assert.IsEmpty(wrong, $"{wrong.Count} of {Patterns}:\n{string.Join('\n', wrong.Take(20))}");
        Assert.IsGreaterThan(Patterns / 3, compared);
        Assert.IsGreaterThan(Patterns / 5, matched);
    }

    private static async Task<string?> AskAsync(NpgsqlConnection connection, string pattern, string[] names)
    {
        await using var command = new NpgsqlCommand(
            "SELECT string_agg(CASE WHEN name ~ $1 COLLATE pg_catalog.default THEN 't' ELSE 'f' END, '' ORDER BY number) FROM unnest($2) WITH ORDINALITY AS names (name, number)", connection)
        {
            Parameters = { new() { Value = NamePattern.Parse(pattern).Parts[^1].Expression }, new() { Value = names } },
        };
        try
        {
            return (string?)await command.ExecuteScalarAsync();
        }
        catch (PostgresException exception) when (exception.SqlState == SyntaxErrors)
        {
            return null;
        }
    }

    private static string Text(Random random, string[] pieces, int most) =>
        string.Concat(Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => pieces[random.Next(pieces.Length)]));
}
