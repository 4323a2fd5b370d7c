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
        return OfSwitches(result, words).Concat(OfConnection(result, words));
    }

    /// <summary>
    /// Of <c>--schema-only=no</c> the parser takes the switch for given, and <c>no</c> for the next argument: a dump would go to a file of
    /// that name.
    /// </summary>
    private static IEnumerable<string> OfSwitches(ParseResult result, string[] words)
    {
        var switches = result.CommandResult.Command.Options.Concat(result.RootCommandResult.Command.Options)
            .Where(option => option.ValueType == typeof(bool) || option.ValueType == typeof(bool?))
            .SelectMany(option => option.Aliases.Append(option.Name)).ToHashSet(StringComparer.Ordinal);
        foreach (var word in words)
        {
            var end = word.AsSpan().IndexOfAny('=', ':');
            if (end > 0 && switches.Contains(word[..end]) && !bool.TryParse(word.AsSpan(end + 1), out _))
                yield return $"Option '{word[..end]}' takes no value but true or false.";
        }
    }

    /// <summary>
    /// <c>-psecret</c> is how other programs take a password, and <c>-p5433</c> a port: it would be looked for as a service, and named in
    /// the message that there is none.
    /// </summary>
    private static IEnumerable<string> OfConnection(ParseResult result, string[] words)
    {
        if (result.Tokens.Any(token => token is { Type: TokenType.Option, Value: "-p" })
            && !words.Any(word => word.Split('=', ':')[0] == "-p"))
            yield return "Option '-p' takes a service or a connection string after a blank; it is neither a password nor a port.";
    }
}
