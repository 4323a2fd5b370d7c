using System.Collections.Immutable;
using System.Text;
using Pum.Dumper.Failures;

namespace Pum.Dumper.ClientTools;

/// <summary>
/// Options that users hand through to a tool: split as a shell splits words, checked against those that are not theirs to set.
/// </summary>
internal static class AdditionalOptions
{
    /// <summary>The words of <paramref name="text"/>.</summary>
    /// <param name="text">
    /// Words with blanks between them; <c>'…'</c>, <c>"…"</c> and <c>\</c> as in a POSIX shell, nothing is expanded.
    /// </param>
    /// <param name="ownedOptions">What is not to be set there; asked where there are words.</param>
    /// <exception cref="PumFailureException">PUM1001 for an open quote or an owned option.</exception>
    public static ImmutableArray<string> Parse(string text, Func<OwnedOptions> ownedOptions)
    {
        var words = Split(text);
        if (words.IsEmpty)
            return words;
        var owned = ownedOptions();
        foreach (var word in words)
        {
            if (owned.Instead(word) is { } instead)
                throw new PumFailureException(OptionFailures.OwnedOption(word, instead));
        }

        // Our own options follow, and an option without its value would swallow the first.
        if (words is [.., var last] && owned.NeedsValue(last))
            throw new PumFailureException(OptionFailures.NoValue(last));
        return words;
    }

    private static ImmutableArray<string> Split(string text)
    {
        var words = ImmutableArray.CreateBuilder<string>();
        StringBuilder? word = null;
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0')
            {
                if (c == quote)
                    quote = '\0';
                else if (c == '\\' && quote == '"' && i + 1 < text.Length && text[i + 1] is '"' or '\\')
                    word!.Append(text[++i]);
                else
                    word!.Append(c);
            }
            else if (char.IsWhiteSpace(c))
            {
                Finish();
            }
            else
            {
                word ??= new();
                if (c is '\'' or '"')
                    quote = c;
                else if (c == '\\' && i + 1 < text.Length)
                    word.Append(text[++i]);
                else
                    word.Append(c);
            }
        }

        if (quote != '\0')
            throw new PumFailureException(OptionFailures.OpenQuote(text, quote));
        Finish();
        return words.ToImmutable();

        void Finish()
        {
            if (word is not null)
                words.Add(word.ToString());
            word = null;
        }
    }
}
