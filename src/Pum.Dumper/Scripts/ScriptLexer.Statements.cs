namespace Pum.Dumper.Scripts;

/// <content>Where statements begin and end.</content>
internal sealed partial class ScriptLexer
{
    private readonly StatementReader _statement = new();
    private readonly StandardStrings _standardStrings = new();
    private long? _leadingLine;

    private void BeginStatement(ReadOnlySpan<byte> text, int position)
    {
        var line = _lines.At(text, position);
        var head = StatementHead.Read(text[position..]);
        _statement.Begin(line, head);
        _standardStrings.Begin(head);
        visitor.StatementStarts(line, head, text[position..Math.Min(text.Length, position + Lookahead)], position);
    }

    private int EndStatement(ReadOnlySpan<byte> text, int position)
    {
        if (!_statement.HasBegun)
            BeginStatement(text, position);
        if (_statement.IsInParentheses || _statement.IsInBody)
            return position + 1;
        var line = _lines.At(text, position);
        visitor.StatementEnds(_leadingLine ?? _statement.Line, line, position);
        _leadingLine = null;
        _standardStrings.End(line);
        if (_statement.IsCopyFromStdin)
        {
            _pendingCopies++;
            _openedLine = _statement.Line;
            visitor.CopyStarts(position + 1, EndsLine(text[(position + 1)..]));
        }
        _statement.End();
        return position + 1;
    }

    private static bool EndsLine(ReadOnlySpan<byte> rest)
    {
        var content = rest.IndexOfAnyExcept(" \t\r\f"u8);
        return content < 0 || rest[content] == '\n' || rest[content..].StartsWith("--"u8);
    }
}
