namespace Pum.Dumper.Scripts;

/// <content>Backslash commands, as src/bin/psql/psqlscanslash.l reads them.</content>
internal sealed partial class ScriptLexer
{
    private byte _argumentQuote;

    private int Backslash(ReadOnlySpan<byte> text, int position)
    {
        var rest = Rest(text, position);
        var alone = !_inStatement && _parenDepth == 0 && _beginDepth == 0 && BeginsLine(text, position);
        if (rest is [_, (byte)';' or (byte)':', ..])
        {
            if (rest[1] == ';')
                _identifierCount = 0;
            visitor.Command(LineAt(text, position), rest.TrimEnd((byte)'\r'), alone, position);
            return position + 2;
        }
        var name = rest[1..];
        if (name.IndexOfAny(" \t\r\f\\"u8) is >= 0 and var end)
            name = name[..end];
        Perform(name, rest);
        _argumentQuote = TakesWholeLine(name) ? (byte)'\n' : (byte)0;
        State = ScriptState.Command;
        // Last: the feed may put blanks in its place.
        visitor.Command(LineAt(text, position), rest.TrimEnd((byte)'\r'), alone, position);
        return position + 1 + name.Length;
    }

    /// <summary>What a trusted script's command does to the statement before it.</summary>
    private void Perform(ReadOnlySpan<byte> name, ReadOnlySpan<byte> line)
    {
        if (name is [(byte)'g', ..] || name.SequenceEqual("r"u8) || name.SequenceEqual("reset"u8) || name.SequenceEqual("bind"u8))
        {
            _inStatement = false;
            _parenDepth = _beginDepth = _identifierCount = 0;
            _copy = CopyClause.None;
        }
        else if (name.SequenceEqual("copy"u8)
            && System.Text.Encoding.ASCII.GetString(line).Contains("from stdin", StringComparison.OrdinalIgnoreCase))
        {
            _pendingCopies++;
        }
    }

    // psql has no command but \! and \? that begins otherwise than with a letter; it drops the line of one it does not know.
    private static bool TakesWholeLine(ReadOnlySpan<byte> name) =>
        name.IsEmpty
            || !char.IsAsciiLetter((char)name[0])
            || name.SequenceEqual("copy"u8)
            || name.SequenceEqual("h"u8)
            || name.SequenceEqual("help"u8)
        || name.SequenceEqual("ef"u8) || name.SequenceEqual("ev"u8) || name.SequenceEqual("sf"u8) || name.SequenceEqual("sv"u8);

    /// <summary>Arguments go to the end of the line, or to a backslash outside quotes: a doubled one goes back to SQL.</summary>
    private int Command(ReadOnlySpan<byte> text, int position, bool complete)
    {
        for (; position < text.Length; position++)
        {
            var value = text[position];
            if (value == '\n')
            {
                State = ScriptState.Plain;
                return position;
            }
            if (_argumentQuote == '\n')
                continue;
            if (_argumentQuote != 0)
            {
                if (value == _argumentQuote)
                    _argumentQuote = 0;
                else if (value == '\\' && _argumentQuote == '\'' && position + 1 < text.Length && text[position + 1] != '\n')
                    position++;
            }
            else if (value is (byte)'\'' or (byte)'"' or (byte)'`')
            {
                _argumentQuote = value;
            }
            else if (value == '\\')
            {
                if (position + 1 == text.Length && !complete)
                    return position;
                State = ScriptState.Plain;
                return position + 1 < text.Length && text[position + 1] == '\\' ? position + 2 : position;
            }
        }
        return position;
    }
}
