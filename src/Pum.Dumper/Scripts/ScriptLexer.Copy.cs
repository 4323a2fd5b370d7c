namespace Pum.Dumper.Scripts;

/// <content>The rows of <c>COPY … FROM STDIN</c>, as handleCopyIn of src/bin/psql/copy.c reads them.</content>
internal sealed partial class ScriptLexer
{
    private bool rowBegins;

    private void EnterRows(ReadOnlySpan<byte> window, int position)
    {
        resumed = State is ScriptState.LineComment or ScriptState.Command or ScriptState.LongWord ? ScriptState.Plain : State;
        resumedLine = opened >= 0 ? LineAt(window, opened) : openedLine;
        openedLine = LineAt(window, position - 1);
        Leave(ScriptState.CopyRows);
        rowBegins = true;
        continuation = Continuation.None;
    }

    private long resumedLine;

    private int CopyRows(ReadOnlySpan<byte> text, int position, bool complete)
    {
        while (true)
        {
            if (rowBegins && EndOfRows(text[position..], complete) is > 0 and var length)
            {
                position += length;
                if (--pendingCopies == 0)
                {
                    Leave(resumed);
                    openedLine = resumedLine;
                }
                visitor.CopyEnds(position);
                return position;
            }
            rowBegins = false;
            var next = text[position..].IndexOf("\n\\."u8);
            if (next >= 0)
            {
                position += next + 1;
                rowBegins = true;
                if (text.Length - position < 4 && !complete)
                    return position;
                continue;
            }
            if (complete)
                return text.Length;
            position = Math.Max(position, text.Length - 4);
            rowBegins = BeginsLine(text, position);
            return position;
        }
    }

    /// <summary>Length of the line <c>\.</c> that ends the rows, 0 where the text begins otherwise.</summary>
    private static int EndOfRows(ReadOnlySpan<byte> text, bool complete)
    {
        if (!text.StartsWith("\\."u8))
            return 0;
        if (text.Length == 2)
            // The feed puts a newline behind the end of the file.
            return complete ? 2 : 0;
        if (text[2] == '\n')
            return 3;
        return text.Length > 3 && text[2] == '\r' && text[3] == '\n' ? 4 : 0;
    }
}
