namespace Pum.Dumper.Scripts;

/// <content>The rows of <c>COPY … FROM STDIN</c>, as handleCopyIn of src/bin/psql/copy.c reads them.</content>
internal sealed partial class ScriptLexer
{
    private bool _rowBegins;

    private void EnterRows(ReadOnlySpan<byte> window, int position)
    {
        _resumed = State is ScriptState.LineComment or ScriptState.Command or ScriptState.LongWord ? ScriptState.Plain : State;
        _resumedLine = _opened >= 0 ? _lines.At(window, _opened) : _openedLine;
        _openedLine = _lines.At(window, position - 1);
        Leave(ScriptState.CopyRows);
        _rowBegins = true;
        _continuation = Continuation.None;
    }

    private long _resumedLine;

    private int CopyRows(ReadOnlySpan<byte> text, int position, bool complete)
    {
        while (true)
        {
            if (_rowBegins && EndOfRows(text[position..], complete) is > 0 and var length)
            {
                position += length;
                var rowsLine = _openedLine;
                if (--_pendingCopies == 0)
                {
                    Leave(_resumed);
                    _openedLine = _resumedLine;
                }
                visitor.CopyEnds(rowsLine, _lines.At(text, position - 1), position);
                return position;
            }
            _rowBegins = false;
            var next = text[position..].IndexOf("\n\\."u8);
            if (next >= 0)
            {
                position += next + 1;
                _rowBegins = true;
                if (text.Length - position < 4 && !complete)
                    return position;
                continue;
            }
            if (complete)
                return text.Length;
            position = Math.Max(position, text.Length - 4);
            _rowBegins = _lines.BeginAt(text, position);
            return position;
        }
    }

    /// <summary>Length of the line <c>\.</c> that ends the rows, 0 where the text begins otherwise.</summary>
    private static int EndOfRows(ReadOnlySpan<byte> text, bool complete)
    {
        if (!text.StartsWith("\\."u8))
            return 0;
        if (text.Length == 2)
            // The feed adds a newline after the end of the file.
            return complete ? 2 : 0;
        if (text[2] == '\n')
            return 3;
        return text.Length > 3 && text[2] == '\r' && text[3] == '\n' ? 4 : 0;
    }
}
