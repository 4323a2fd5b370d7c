using System.CommandLine;

namespace Pum.Tool;

/// <summary>What the parser says of a command line that it cannot read.</summary>
internal static class ParseErrors
{
    /// <summary>
    /// Its sentences. They repeat the words that they do not know, and a connection string in the wrong place may hold a password.
    /// </summary>
    public static IEnumerable<string> Of(ParseResult result)
    {
        foreach (var error in result.Errors)
            yield return result.Tokens.Select(token => token.Value).Concat(result.UnmatchedTokens).Distinct()
                .Where(word => Conceal(word) != word)
                .Aggregate(error.Message, (message, word) => message.Replace(word, Conceal(word), StringComparison.Ordinal))
                .ReplaceLineEndings(" ").TrimEnd();
    }

    /// <summary>The command whose help says more, as it is typed.</summary>
    public static string CommandOf(ParseResult result) =>
        result.CommandResult.Command is RootCommand ? "pum" : $"pum {result.CommandResult.Command.Name}";

    private static string Conceal(string word)
    {
        var end = word.IndexOfAny(['=', ':']);
        return end >= 0 && (word[end] == '=' || word[end..].StartsWith("://", StringComparison.Ordinal)) ? word[..(end + 1)] + "…" : word;
    }
}
