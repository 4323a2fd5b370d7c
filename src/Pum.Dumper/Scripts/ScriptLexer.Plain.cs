using System.Buffers;

namespace Pum.Dumper.Scripts;

/// <content>The text between quotes and comments: the INITIAL state of psqlscan.l.</content>
internal sealed partial class ScriptLexer
{
    private const int MaxDollarTag = 256;
    private static readonly SearchValues<byte> VariableCapitals = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789"u8);

    private int Plain(ReadOnlySpan<byte> text, int position, bool complete)
    {
        var limit = complete ? text.Length : text.Length - Lookahead;
        while (position < text.Length && position <= limit && State == ScriptState.Plain)
        {
            var kind = Bytes.Kind(text[position]);
            if (kind == ByteKind.Space)
            {
                if (_continuation != Continuation.None)
                    Continue(text[position]);
                if (text[position] == '\n' && (_statement.HasBegun || _leadingLine is not null) && _lines.BeginAt(text, position))
                    visitor.EmptyLine(_lines.At(text, position));
                position++;
                continue;
            }
            if (kind is ByteKind.Minus or ByteKind.Slash && BeginsComment(text, position))
            {
                position = BeginComment(text, position, kind);
                continue;
            }
            var continued = _continuation == Continuation.NewlineFollowed;
            _continuation = Continuation.None;
            if (kind == ByteKind.Semicolon)
            {
                position = EndStatement(text, position);
                if (_pendingCopies > 0)
                    return position;
                continue;
            }
            if (kind == ByteKind.Backslash)
                return Backslash(text, position);
            if (!_statement.HasBegun)
                BeginStatement(text, position);
            if (kind is not ByteKind.Letter)
                _statement.Other();
            switch (kind)
            {
                case ByteKind.Letter:
                    position = Word(text, position, complete);
                    break;
                case ByteKind.Digit:
                    position = Number(text, position);
                    break;
                case ByteKind.Quote:
                    EnterLiteral(escapes: continued || !_standardStrings.IsOn(_lines.At(text, position)), position);
                    return position + 1;
                case ByteKind.DoubleQuote:
                    Enter(ScriptState.QuotedIdentifier, position);
                    return position + 1;
                case ByteKind.Dollar:
                    position = Dollar(text, position);
                    break;
                case ByteKind.Open:
                    _statement.Open();
                    position++;
                    break;
                case ByteKind.Close:
                    _statement.Close();
                    position++;
                    break;
                case ByteKind.Colon:
                    position = Colon(text, position);
                    break;
                default:
                    position++;
                    break;
            }
        }
        return position;
    }

    private void Continue(byte space)
    {
        if (space == '\n')
            _continuation = Continuation.None;
        else if (space == '\r')
            _continuation = Continuation.NewlineFollowed;
    }

    private void EnterLiteral(bool escapes, int position)
    {
        _literalBegins = true;
        Enter(escapes ? ScriptState.EscapeLiteral : ScriptState.Literal, position);
    }

    /// <summary>Also in the middle of an operator, which ends there.</summary>
    private static bool BeginsComment(ReadOnlySpan<byte> text, int position) =>
        position + 1 < text.Length && text[position + 1] == (text[position] == '-' ? (byte)'-' : (byte)'*');

    private int BeginComment(ReadOnlySpan<byte> text, int position, ByteKind kind)
    {
        if (kind == ByteKind.Slash)
        {
            _continuation = Continuation.None;
            // psql keeps such a comment, and drops those of the other kind in front of a statement ({xcstart} in psqlscan.l).
            if (!_statement.HasBegun)
                _leadingLine ??= _lines.At(text, position);
            _commentDepth = 1;
            Enter(ScriptState.BlockComment, position);
            return position + 2;
        }
        if (_lines.BeginAt(text, position))
            visitor.Comment(_lines.At(text, position), Rest(text, position).TrimEnd((byte)'\r'));
        State = ScriptState.LineComment;
        return position + 2;
    }

    /// <summary>The rest of the line, as far as the lexer looks ahead.</summary>
    private static ReadOnlySpan<byte> Rest(ReadOnlySpan<byte> text, int position)
    {
        var rest = text[position..Math.Min(text.Length, position + Lookahead)];
        return rest.IndexOf((byte)'\n') is >= 0 and var newline ? rest[..newline] : rest;
    }

    private int Word(ReadOnlySpan<byte> text, int position, bool complete)
    {
        var end = position + 1;
        while (end < text.Length && Bytes.ContinuesWord(text[end]))
            end++;
        if (end == text.Length && !complete)
        {
            State = ScriptState.LongWord;
            return end;
        }
        if (end == position + 1 && end < text.Length)
        {
            var next = text[end];
            switch (text[position] | 0x20)
            {
                case 'e' when next == '\'':
                    EnterLiteral(escapes: true, end);
                    return end + 1;
                case 'b' or 'x' when next == '\'':
                    EnterLiteral(escapes: false, end);
                    return end + 1;
                case 'u' when next == '&' && end + 1 < text.Length && text[end + 1] == '\'':
                    EnterLiteral(escapes: false, end + 1);
                    return end + 2;
                case 'n' when next == '\'':
                    return end;
            }
        }
        if (text[position..end].IndexOf(ByteOrderMark) >= 0)
            visitor.MisplacedByteOrderMark(_lines.At(text, position));
        _statement.Word(text[position..end]);
        return end;
    }

    private int Number(ReadOnlySpan<byte> text, int position)
    {
        var start = position;
        position = SkipDigits(text, position);
        if (position < text.Length && text[position] == '.')
            position = SkipDigits(text, position + 1);
        if (position + 1 < text.Length && (text[position] | 0x20) == 'e' && text[position + 1] is (byte)'+' or (byte)'-')
        {
            if (position + 2 < text.Length && text[position + 2] is >= (byte)'0' and <= (byte)'9')
                position = SkipDigits(text, position + 2);
            else if (text[(position + 1)..].StartsWith("--"u8))
                visitor.Ambiguity(_lines.At(text, start));
        }
        return Junk(text, start, position);
    }

    /// <summary>
    /// Letters that touch a number: up to 14 psql lexes a word of its own there, 15 and 16 take one letter or the whole word to the
    /// number. It matters where a quote would open differently.
    /// </summary>
    private int Junk(ReadOnlySpan<byte> text, int start, int position)
    {
        var end = position;
        while (end < text.Length && Bytes.ContinuesWord(text[end]))
        {
            if (end == position && text[end] == '$')
                return position;
            end++;
        }
        var junk = text[position..end];
        if (junk.Contains((byte)'$') || (junk.Length > 0 && (junk[^1] | 0x20) == 'e' && end < text.Length && text[end] == '\''))
            visitor.Ambiguity(_lines.At(text, start));
        return end;
    }

    private static int SkipDigits(ReadOnlySpan<byte> text, int position)
    {
        while (position < text.Length && text[position] is >= (byte)'0' and <= (byte)'9')
            position++;
        return position;
    }

    private int Dollar(ReadOnlySpan<byte> text, int position)
    {
        var end = position + 1;
        if (end < text.Length && Bytes.Kind(text[end]) == ByteKind.Digit)
            return Junk(text, position, SkipDigits(text, end));
        while (end < text.Length && end - position < MaxDollarTag && Bytes.ContinuesName(text[end]))
            end++;
        if (end < text.Length && text[end] == '$')
        {
            _dollarTag = text[position..(end + 1)].ToArray();
            Enter(ScriptState.DollarQuote, position);
            return end + 1;
        }
        if (end - position == MaxDollarTag)
            visitor.Ambiguity(_lines.At(text, position));
        return position + 1;
    }

    private int Colon(ReadOnlySpan<byte> text, int position)
    {
        if (position + 1 == text.Length)
            return position + 1;
        if (text[position + 1] is (byte)':' or (byte)'=')
            return position + 2;
        var quoted = text[position + 1] is (byte)'\'' or (byte)'"';
        var test = text[(position + 1)..].StartsWith("{?"u8);
        var start = position + (test ? 3 : quoted ? 2 : 1);
        var end = start;
        while (end < text.Length && end - start < MaxDollarTag && Bytes.ContinuesName(text[end]))
            end++;
        if (end == start)
            return position + 1;
        if (quoted && (end == text.Length || text[end] != text[position + 1]))
            return position + 1;
        if (test && (end == text.Length || text[end] != '}'))
            return position + 1;
        if (test || IsPsqlsOwn(text[start..end]))
            visitor.Variable(_lines.At(text, position), text[position..end]);
        return quoted || test ? end + 1 : end;
    }

    /// <summary>
    /// The variables that psql sets by itself are in capitals; some hold text of the server's (LAST_ERROR_MESSAGE), which psql would
    /// lex like the script's own. Other names are not variables: psql leaves <c>a[1:n]</c> alone.
    /// </summary>
    private static bool IsPsqlsOwn(ReadOnlySpan<byte> name) =>
        name[0] is >= (byte)'A' and <= (byte)'Z' && !name.ContainsAnyExcept(VariableCapitals);
}
