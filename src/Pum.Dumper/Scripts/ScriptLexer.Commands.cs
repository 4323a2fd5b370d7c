using System.Text;

namespace Pum.Dumper.Scripts;

/// <content>Where backslash commands begin and end, and what they do to the statement before them.</content>
internal sealed partial class ScriptLexer
{
    private readonly CommandReader _command = new();

    private int Backslash(ReadOnlySpan<byte> text, int position)
    {
        var rest = Rest(text, position);
        var alone = !_statement.HasBegun && !_statement.IsInParentheses && !_statement.IsInBody && _lines.BeginAt(text, position);
        if (rest is [_, (byte)';' or (byte)':', ..])
        {
            if (rest[1] == ';')
                _statement.ForgetWords();
            visitor.Command(_lines.At(text, position), rest.TrimEnd((byte)'\r'), alone, position);
            return position + 2;
        }
        var name = rest[1..];
        if (name.IndexOfAny(" \t\r\f\\"u8) is >= 0 and var end)
            name = name[..end];
        Perform(name, rest);
        _command.Begin(name);
        State = ScriptState.Command;
        // Last: the feed may put blanks in its place.
        visitor.Command(_lines.At(text, position), rest.TrimEnd((byte)'\r'), alone, position);
        return position + 1 + name.Length;
    }

    /// <summary>What a trusted script's command does to the statement before it.</summary>
    private void Perform(ReadOnlySpan<byte> name, ReadOnlySpan<byte> line)
    {
        if (name is [(byte)'g', ..] || name.SequenceEqual("r"u8) || name.SequenceEqual("reset"u8) || name.SequenceEqual("bind"u8))
            _statement.End();
        else if (name.SequenceEqual("copy"u8)
            && Encoding.ASCII.GetString(line).Contains("from stdin", StringComparison.OrdinalIgnoreCase))
            _pendingCopies++;
    }

    private int Command(ReadOnlySpan<byte> text, int position, bool complete)
    {
        var end = _command.Read(text, position, complete, out var isOver);
        if (isOver)
            State = ScriptState.Plain;
        return end;
    }
}
