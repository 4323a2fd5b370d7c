namespace Pum.Dumper.Scripts;

/// <content>Strings, quoted names and comments: the exclusive states of psqlscan.l.</content>
internal sealed partial class ScriptLexer
{
    private byte[] _dollarTag = [];
    private int _commentDepth;
    private Continuation _continuation;
    private bool _literalBegins;

    /// <summary>
    /// A string goes on where a newline, here a lone CR since psql lexes line by line, and then a quote follow (quotecontinue): that
    /// makes a difference only for a string with escapes.
    /// </summary>
    private enum Continuation
    {
        None,
        EscapeLiteralEnded,
        NewlineFollowed,
    }

    private int Literal(ReadOnlySpan<byte> text, int position, bool complete)
    {
        var start = position;
        while (true)
        {
            var quote = text[position..].IndexOf((byte)'\'');
            quote = quote < 0 ? text.Length : position + quote;
            if (quote + 1 >= text.Length && !complete)
            {
                // The quote's neighbours on both sides must be in sight.
                position = Math.Max(position, quote - (Lookahead / 2));
                _literalBegins &= position == start;
                return position;
            }
            if (quote == text.Length)
                return quote;
            var backslashes = 0;
            while (quote - backslashes > position && text[quote - backslashes - 1] == '\\')
                backslashes++;
            // With standard_conforming_strings off, psql would read on past this quote.
            if (backslashes % 2 == 1 || (backslashes > 0 && quote - backslashes == start && !_literalBegins))
                visitor.Ambiguity(_lines.At(text, quote));
            if (quote + 1 == text.Length || text[quote + 1] != '\'')
            {
                Leave();
                return quote + 1;
            }
            position = start = quote + 2;
            _literalBegins = true;
        }
    }

    private int EscapeLiteral(ReadOnlySpan<byte> text, int position, bool complete)
    {
        while (true)
        {
            var found = text[position..].IndexOfAny((byte)'\'', (byte)'\\');
            if (found < 0)
                return text.Length;
            position += found;
            if (position + 1 == text.Length)
            {
                if (!complete)
                    return position;
                if (text[position] == '\'')
                    EndEscapeLiteral();
                return text.Length;
            }
            if (text[position] == '\'' && text[position + 1] != '\'')
            {
                EndEscapeLiteral();
                return position + 1;
            }
            position += 2;
            if (position == text.Length)
                return position;
        }
    }

    private void EndEscapeLiteral()
    {
        Leave();
        _continuation = Continuation.EscapeLiteralEnded;
    }

    private int QuotedIdentifier(ReadOnlySpan<byte> text, int position)
    {
        var quote = text[position..].IndexOf((byte)'"');
        if (quote < 0)
            return text.Length;
        // A doubled quote ends one name and begins another here, which reads the same bytes.
        Leave();
        return position + quote + 1;
    }

    private int DollarQuote(ReadOnlySpan<byte> text, int position, bool complete)
    {
        var end = text[position..].IndexOf(_dollarTag);
        if (end < 0)
            return complete ? text.Length : Math.Max(position, text.Length - (Lookahead / 2));
        Leave();
        return position + end + _dollarTag.Length;
    }

    private int BlockComment(ReadOnlySpan<byte> text, int position, bool complete)
    {
        while (true)
        {
            var found = text[position..].IndexOfAny((byte)'*', (byte)'/');
            if (found < 0)
                return text.Length;
            position += found;
            if (position + 1 == text.Length)
                return complete ? text.Length : position;
            if (text[position] == '*' && text[position + 1] == '/')
            {
                position += 2;
                if (--_commentDepth == 0)
                {
                    Leave();
                    return position;
                }
            }
            else if (text[position] == '/' && text[position + 1] == '*')
            {
                _commentDepth++;
                position += 2;
            }
            else
            {
                position++;
            }
        }
    }

    private int LineComment(ReadOnlySpan<byte> text, int position)
    {
        var newline = text[position..].IndexOfAny((byte)'\n', (byte)'\r');
        if (newline < 0)
            return text.Length;
        Leave();
        return position + newline;
    }

    private int LongWord(ReadOnlySpan<byte> text, int position)
    {
        while (position < text.Length && Bytes.ContinuesWord(text[position]))
            position++;
        if (position < text.Length)
            Leave();
        return position;
    }
}
