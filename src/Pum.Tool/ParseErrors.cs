using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace Pum.Tool;

/// <summary>What the parser says of a command line that it cannot read.</summary>
internal static partial class ParseErrors
{
    /// <summary>
    /// Its sentences. They repeat the words that they do not know, and a connection string in the wrong place may hold a password.
    /// </summary>
    public static IEnumerable<string> Of(ParseResult result)
    {
        var secrets = Secrets(result);
        return Messages(result).Select(message => secrets(message).ReplaceLineEndings(" ").TrimEnd());
    }

    // One word that is misspelt makes those after it unknown too, and a command that is misspelt is missing as well.
    private static IEnumerable<string> Messages(ParseResult result)
    {
        var messages = result.Errors.Select(error => error.Message);
        if (result.UnmatchedTokens is not [var word, ..])
            return messages;
        var command = result.CommandResult.Command;
        var suggestion = Suggestion.After(word, command, result.RootCommandResult.Command);
        var first = $"Unrecognized command or argument '{word}'.{suggestion}";
        if (command is RootCommand)
        {
            return suggestion == "" && !word.StartsWith('-') && word.AsSpan().IndexOfAny('.', '/') >= 0 && Plain().IsMatch(word)
                ? [$"No command was given before '{word}': pum dump writes a file, pum restore reads one."]
                : [first];
        }
        return messages.Where(message => !result.UnmatchedTokens.Any(unknown => message.Contains($"'{unknown}'", StringComparison.Ordinal)))
            .Append(first);
    }

    /// <summary>The command whose help says more, as it is typed.</summary>
    public static string CommandOf(ParseResult result) =>
        result.CommandResult.Command is RootCommand ? "pum" : $"pum {result.CommandResult.Command.Name}";

    private static Func<string, string> Secrets(ParseResult result)
    {
        var words = result.Tokens.Where(token => token.Type == TokenType.Argument).Select(token => token.Value)
            .Concat(result.UnmatchedTokens).Distinct().ToArray();
        // "--password geheim" and "host=db password=my geheim": a word beside these may be a part of the secret.
        var isHarmless = !words.Any(word => word.StartsWith('-') || word.AsSpan().IndexOfAny('=', ':') >= 0);
        var concealed = words.Select(word => (Word: word, Shown: Conceal(word, isHarmless))).Where(pair => pair.Shown != pair.Word)
            .ToDictionary(pair => pair.Word, pair => pair.Shown);
        if (concealed.Count == 0)
            return message => message;
        // One pass, the longest first: a word may be a part of another. The sentences have each word between quotes; a short one without
        // them is any letter of the sentence.
        var pattern = string.Join('|', concealed.Keys.OrderByDescending(word => word.Length)
            .Select(word => word.Length > 3 ? Regex.Escape(word) : $"(?<=')({Regex.Escape(word)})(?=')"));
        return message => Regex.Replace(message, pattern, match => concealed[match.Value], RegexOptions.CultureInvariant);
    }

    private static string Conceal(string word, bool isHarmless)
    {
        if (!word.StartsWith('-'))
            return isHarmless && Plain().IsMatch(word) ? word : "…";
        var end = word.AsSpan().IndexOfAny('=', ':');
        return end < 0 ? word : word[..(end + 1)] + "…";
    }

    // A word, or the name of a file, which has no part of a login.
    [GeneratedRegex(@"^[A-Za-z0-9._/\\-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
