using Npgsql;
using Pum.Dumper.Filters;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>Patterns match the names of an archive as the server's own regular expressions match those of a database.</summary>
[TestClass]
public sealed class ServerIsTheOracleTests
{
    private const int Patterns = 3000;
    private const string SyntaxErrors = "2201B";

    // A quoted capital behind a backslash would be an escape that we refuse and the server knows.
    private static readonly string[] Pieces =
    [
        "a", "b", "B", "_", "$", "1", "é", "É", "🐘", "-", " ", "\"", "\"\"", "\"_A\"", "*", "?", "+", "|", "(", ")", "[", "]", "[]", "[a-c]", "[^a]", "[^🐘]", "[]b]", "[b-", "{", "}", "{2}",
        "{1,2}", "{,2}", "{2,}", "{2,1}", "^", "\\", "\\d", "\\w", "\\$", "\\\\", "\\*", "[[:digit:]]", "[[:alpha:]_]", "[[.b.]]", "[[=b=]]", "[\\d-]", "\n", "\t", "'", ",", "~", "/",
    ];

    private static readonly string[] Letters = ["a", "b", "c", "B", "A", "_", "$", "1", "2", "é", "É", "🐘", "-", " ", "\"", "[", "]", "{", "}", "(", ")", "*", "?", "+", "|", "\\", "^", "\n", "\t", ","];

    [TestMethod]
    [DataRow(0, 1)]
    [DataRow(17, 2)]
    [DataRow(18, 3)]
    public async Task Generated_patterns_match_generated_names_as_on_the_server(int major, int seed)
    {
        var random = new Random(seed);
        var server = await (major == 0 ? TestServer.GetAsync() : TestServer.GetAsync(major));
        // The classes of letters follow the locale; the tests ask for one that knows more than ASCII where the server can.
        await using var database = await TestDatabase.CreateAsync(server, options: "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'");
        await using var connection = await database.OpenAsync();
        var wrong = new List<string>();
        var compared = 0;
        for (var i = 0; i < Patterns; i++)
        {
            var text = Text(random, Pieces, 1, 6);
            var pattern = NamePattern.Parse(text).Parts[^1];
            // Names made of the pattern's own pieces match more often than any others.
            var names = Enumerable.Range(0, 20).Select(number => number % 2 == 0 ? Text(random, Letters, 0, 4) : Shuffled(random, text)).ToArray();
            var (theirs, ours) = (await AskAsync(connection, pattern, names), Match(pattern, names));
            compared += theirs is null || ours is null ? 0 : 1;
            if (ours != theirs)
                wrong.Add($"'{text}' ({pattern}) on '{string.Join("', '", names)}': the server says {theirs ?? "no pattern"}, we say {ours ?? "no pattern"}");
        }
        Assert.IsEmpty(wrong, $"{wrong.Count} of {Patterns}:\n{string.Join('\n', wrong.Take(20))}");
        Assert.IsGreaterThan(Patterns / 3, compared);
    }

    private static string? Match(string pattern, string[] names)
    {
        try
        {
            var expression = ServerExpression.Compile(pattern);
            return string.Concat(names.Select(name => expression.IsMatch(name) ? 't' : 'f'));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static async Task<string?> AskAsync(NpgsqlConnection connection, string pattern, string[] names)
    {
        await using var command = new NpgsqlCommand("SELECT string_agg(CASE WHEN name ~ $1 COLLATE pg_catalog.default THEN 't' ELSE 'f' END, '' ORDER BY number) FROM unnest($2) WITH ORDINALITY AS names (name, number)", connection)
        {
            Parameters = { new() { Value = pattern }, new() { Value = names } },
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

    private static string Text(Random random, string[] pieces, int least, int most) =>
        string.Concat(Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => pieces[random.Next(pieces.Length)]));

    private static string Shuffled(Random random, string text)
    {
        var letters = text.EnumerateRunes().Select(rune => rune.ToString()).Where(_ => random.Next(4) > 0).ToList();
        if (letters.Count > 0 && random.Next(2) == 0)
            letters[random.Next(letters.Count)] = Letters[random.Next(Letters.Length)];
        return string.Concat(letters);
    }
}
