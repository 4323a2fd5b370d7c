using System.CommandLine;

namespace Pum.Tool;

/// <summary>The command or option that a word which is neither was meant for.</summary>
internal static class Suggestion
{
    /// <summary>More wrong letters than these, and it is another word.</summary>
    private const int MostWrongLetters = 2;

    /// <summary>A shorter name is near to any short word.</summary>
    private const int FewestLetters = 4;

    /// <summary>The nearest name; <see langword="null"/> where none is near.</summary>
    /// <param name="word">What was written, perhaps with a value.</param>
    /// <param name="command">The command that does not know it.</param>
    /// <param name="root">The root, whose options every command has.</param>
    public static string? For(string word, Command command, Command root)
    {
        var end = word.AsSpan().IndexOfAny('=', ':');
        var name = end < 0 ? word : word[..end];
        return command.Subcommands.Select(each => each.Name)
            .Concat(command.Options.Concat(root.Options).SelectMany(option => option.Aliases.Append(option.Name)))
            .Where(candidate => candidate.Length >= FewestLetters)
            .Select(candidate => (Name: candidate, Distance: Distance(name, candidate)))
            .Where(candidate => candidate.Distance <= MostWrongLetters || IsBeginning(name, candidate.Name))
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
    }

    private static bool IsBeginning(string word, string name) =>
        word.Length >= FewestLetters && name.StartsWith(word, StringComparison.Ordinal);

    /// <summary>
    /// How many letters to insert, remove or replace: <see href="https://en.wikipedia.org/wiki/Levenshtein_distance">Levenshtein</see>.
    /// </summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1)));
        }
        return row[^1];
    }
}
