using System.CommandLine;

namespace Pum.Tool;

/// <summary>What a word was meant for that is neither a command nor an option.</summary>
internal static class Suggestion
{
    /// <summary>More wrong letters than these, and it is another word.</summary>
    private const int MostWrongLetters = 2;

    /// <summary>In a short option fewer are enough: <c>--file</c> is not <c>--role</c>.</summary>
    private const int LettersForEachWrongOne = 4;

    /// <summary>A shorter name is near to any short word.</summary>
    private const int FewestLetters = 4;

    /// <summary>The commands of <see href="https://github.com/opengisch/pum/blob/main/pum/cli.py">PUM</see> that are not here.</summary>
    private static readonly HashSet<string> OfPum = ["baseline", "check", "info", "install", "role", "upgrade"];

    /// <summary>A sentence, with a blank in front; empty where there is nothing to suggest.</summary>
    /// <param name="word">What was written, perhaps with a value.</param>
    /// <param name="command">The command that does not know it.</param>
    /// <param name="root">The root, whose options every command has.</param>
    public static string After(string word, Command command, Command root)
    {
        var end = word.AsSpan().IndexOfAny('=', ':');
        var name = end < 0 ? word : word[..end];
        if (command is RootCommand && OfPum.Contains(name))
            return " It is a command of PUM, the PostgreSQL Upgrades Manager, and not of this pum: see docs/coming-from-pum.md.";
        if (command is not RootCommand && name == "--file")
            return $" The file is written without an option: pum {command.Name} FILE.";
        return Nearest(name, command, root) is { } meant ? $" Did you mean '{meant}'?" : "";
    }

    private static string? Nearest(string name, Command command, Command root) =>
        command.Subcommands.Select(each => each.Name)
            .Concat(command.Options.Concat(root.Options).SelectMany(option => option.Aliases.Append(option.Name)))
            .Where(candidate => candidate.Length >= FewestLetters)
            .Select(candidate => (Name: candidate, Distance: Distance(name, candidate)))
            .Where(candidate => candidate.Distance <= MostWrongLettersOf(candidate.Name) || IsBeginning(name, candidate.Name))
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();

    private static int MostWrongLettersOf(string name) =>
        name[0] == '-' ? Math.Min(MostWrongLetters, name.Length / LettersForEachWrongOne) : MostWrongLetters;

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
