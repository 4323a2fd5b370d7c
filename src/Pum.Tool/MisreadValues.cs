using System.CommandLine;
using System.CommandLine.Parsing;

namespace Pum.Tool;

/// <summary>The values that the parser would take for something else than who writes them.</summary>
internal static class MisreadValues
{
    /// <summary>What is wrong with them.</summary>
    public static IEnumerable<string> ErrorsOf(ParseResult result, IReadOnlyList<string> arguments)
    {
        string[] words = [.. arguments.TakeWhile(argument => argument != "--")];
        var switches = Names(result, IsSwitch);
        return OfFile(result, words)
            .Concat(OfSwitches(switches, Names(result, option => !IsSwitch(option)), words))
            .Concat(OfConnection(result, switches, words));
    }

    /// <summary>
    /// Of an option that it does not know, as <c>--file=snap.dump</c> of pg_dump, the parser makes the file: a dump would go to one of that
    /// name. What follows <c>--</c> is a file.
    /// </summary>
    private static IEnumerable<string> OfFile(ParseResult result, string[] words)
    {
        var command = result.CommandResult.Command;
        return command.Arguments.OfType<Argument<string>>().SelectMany(argument => result.GetResult(argument)?.Tokens ?? [])
            .Select(token => token.Value)
            .Where(value => value.Length > 1 && value[0] == '-' && words.Contains(value))
            .Select(value =>
                $"Unrecognized option '{NameIn(value)}'.{Suggestion.After(value, command, result.RootCommandResult.Command)} Write './' or '-- ' before a file of that name.");
    }

    /// <summary>
    /// Of <c>--schema-only=no</c> the parser takes the switch for given, and <c>no</c> for the next argument: a dump would go to a file of
    /// that name.
    /// </summary>
    private static IEnumerable<string> OfSwitches(HashSet<string> switches, HashSet<string> others, string[] words)
    {
        foreach (var (word, before) in words.Zip(words.Prepend("")))
        {
            var end = word.AsSpan().IndexOfAny('=', ':');
            // What follows an option with a value was meant for that value.
            if (end > 0 && !others.Contains(before) && switches.Contains(word[..end]) && !bool.TryParse(word.AsSpan(end + 1), out _))
                yield return $"Option '{word[..end]}' takes no value but true or false.";
        }
    }

    /// <summary>
    /// <c>-psecret</c> is how other programs take a password, and <c>-p5433</c> a port: it would be looked for as a service, and named in
    /// the message that there is none.
    /// </summary>
    private static IEnumerable<string> OfConnection(ParseResult result, HashSet<string> switches, string[] words)
    {
        if (result.Tokens.Any(token => token is { Type: TokenType.Option, Value: "-p" }) && !words.Any(IsOption))
            yield return "Option '-p' takes a service or a connection string after a blank; it is neither a password nor a port.";

        // Alone, or behind switches: -vp.
        bool IsOption(string word) => word.Split('=', ':')[0] is ['-', .. var letters, 'p']
            && letters.All(letter => switches.Contains($"-{letter}"));
    }

    // What follows its name may be a secret: -Wsecret.
    private static string NameIn(string option)
    {
        if (option[1] != '-')
            return option.Length == 2 ? option : $"{option[..2]}…";
        var end = option.AsSpan().IndexOfAny('=', ':');
        return end < 0 ? option : option[..end];
    }

    private static bool IsSwitch(Option option) => option.ValueType == typeof(bool) || option.ValueType == typeof(bool?);

    private static HashSet<string> Names(ParseResult result, Func<Option, bool> isMeant) =>
        result.CommandResult.Command.Options.Concat(result.RootCommandResult.Command.Options).Where(isMeant)
            .SelectMany(option => option.Aliases.Append(option.Name)).ToHashSet(StringComparer.Ordinal);
}
