namespace Pum.Dumper.Scripts;

/// <summary>The arguments of a backslash command, as src/bin/psql/psqlscanslash.l reads them.</summary>
internal sealed class CommandReader
{
    private byte _quote;

    /// <summary>Begins with what follows the name of a command.</summary>
    public void Begin(ReadOnlySpan<byte> name) => _quote = TakesWholeLine(name) ? (byte)'\n' : (byte)0;

    /// <summary>Arguments go to the end of the line, or to a backslash outside quotes: a doubled one goes back to SQL.</summary>
    /// <param name="text">The text.</param>
    /// <param name="position">Where the arguments go on.</param>
    /// <param name="complete">Whether nothing follows the text.</param>
    /// <param name="isOver">Whether they end in it.</param>
    /// <returns>How far they were read.</returns>
    public int Read(ReadOnlySpan<byte> text, int position, bool complete, out bool isOver)
    {
        isOver = false;
        for (; position < text.Length; position++)
        {
            var value = text[position];
            if (value == '\n')
            {
                isOver = true;
                return position;
            }
            if (_quote == '\n')
                continue;
            if (_quote != 0)
            {
                if (value == _quote)
                    _quote = 0;
                else if (value == '\\' && _quote == '\'' && position + 1 < text.Length && text[position + 1] != '\n')
                    position++;
            }
            else if (value is (byte)'\'' or (byte)'"' or (byte)'`')
            {
                _quote = value;
            }
            else if (value == '\\')
            {
                if (position + 1 == text.Length && !complete)
                    return position;
                isOver = true;
                return position + 1 < text.Length && text[position + 1] == '\\' ? position + 2 : position;
            }
        }
        return position;
    }

    // psql has no command but \! and \? that begins otherwise than with a letter; it drops the line of one it does not know.
    private static bool TakesWholeLine(ReadOnlySpan<byte> name) =>
        name.IsEmpty
            || !char.IsAsciiLetter((char)name[0])
            || name.SequenceEqual("copy"u8)
            || name.SequenceEqual("h"u8)
            || name.SequenceEqual("help"u8)
            || name.SequenceEqual("ef"u8)
            || name.SequenceEqual("ev"u8)
            || name.SequenceEqual("sf"u8)
            || name.SequenceEqual("sv"u8);
}
