namespace Pum.Dumper.Scripts;

/// <content>Statements: their words, parentheses, function bodies and semicolons.</content>
internal sealed partial class ScriptLexer
{
    private bool _inStatement;
    private long _statementLine;
    private long? _leadingLine;
    private int _parenDepth;
    private int _beginDepth;
    private int _identifierCount;
    private bool _routine;
    private readonly byte[] _identifiers = new byte[4];
    private CopyClause _copy;
    private bool _standardStrings = true;
    private bool? _standardStringsNamed;
    private bool? _standardStringsSet;
    private long _standardStringsSetLine;

    /// <summary>How far a statement reads as <c>COPY … FROM STDIN</c>.</summary>
    private enum CopyClause
    {
        None,
        Copy,
        From,
        FromStdin,
    }

    private void BeginStatement(ReadOnlySpan<byte> text, int position)
    {
        _inStatement = true;
        _statementLine = LineAt(text, position);
        var head = StatementHead.Read(text[position..]);
        _copy = head.StartsWith("copy", StringComparison.Ordinal) ? CopyClause.Copy : CopyClause.None;
        _standardStringsNamed = ScriptSettings.StandardConformingStrings(head);
        visitor.StatementStarts(_statementLine, head, position);
    }

    private int EndStatement(ReadOnlySpan<byte> text, int position)
    {
        if (!_inStatement)
            BeginStatement(text, position);
        if (_parenDepth > 0 || _beginDepth > 0)
            return position + 1;
        visitor.StatementEnds(_leadingLine ?? _statementLine, LineAt(text, position), position);
        _inStatement = false;
        _leadingLine = null;
        _identifierCount = 0;
        if (_standardStringsNamed is not null)
            (_standardStringsSet, _standardStringsSetLine) = (_standardStringsNamed, LineAt(text, position));
        if (_copy == CopyClause.FromStdin)
        {
            _pendingCopies++;
            _openedLine = _statementLine;
            visitor.CopyStarts(position + 1, EndsLine(text[(position + 1)..]));
        }
        _copy = CopyClause.None;
        return position + 1;
    }

    private static bool EndsLine(ReadOnlySpan<byte> rest)
    {
        var content = rest.IndexOfAnyExcept(" \t\r\f"u8);
        return content < 0 || rest[content] == '\n' || rest[content..].StartsWith("--"u8);
    }

    /// <summary>
    /// psql's own guess at a function body of the SQL standard: after CREATE [OR REPLACE] FUNCTION or PROCEDURE, and outside
    /// parentheses, semicolons between BEGIN or CASE and their END part nothing ({identifier} in psqlscan.l).
    /// </summary>
    private void Identifier(ReadOnlySpan<byte> word)
    {
        if (_copy is CopyClause.Copy or CopyClause.From && _parenDepth == 0)
            _copy = _copy == CopyClause.From && Is(word, "stdin"u8) ? CopyClause.FromStdin : Is(word, "from"u8) ? CopyClause.From : CopyClause.Copy;
        if (_identifierCount < _identifiers.Length)
        {
            if (_identifierCount == 0)
                Array.Clear(_identifiers);
            if (Is(word, "create"u8) || Is(word, "function"u8) || Is(word, "procedure"u8) || Is(word, "or"u8) || Is(word, "replace"u8))
                _identifiers[_identifierCount] = (byte)(word[0] | 0x20);
            _identifierCount++;
            _routine = _identifiers is [(byte)'c', (byte)'f' or (byte)'p', ..] or [(byte)'c', (byte)'o', (byte)'r', (byte)'f' or (byte)'p'];
        }
        if (!_routine || _parenDepth > 0)
            return;
        if (Is(word, "begin"u8) || (_beginDepth > 0 && Is(word, "case"u8)))
            _beginDepth++;
        else if (_beginDepth > 0 && Is(word, "end"u8))
            _beginDepth--;
    }

    private static bool Is(ReadOnlySpan<byte> word, ReadOnlySpan<byte> keyword)
    {
        if (word.Length != keyword.Length)
            return false;
        for (var index = 0; index < word.Length; index++)
        {
            if ((word[index] | 0x20) != keyword[index])
                return false;
        }
        return true;
    }

    /// <summary>psql looks at the server's standard_conforming_strings when it begins a line.</summary>
    private bool StandardStrings(ReadOnlySpan<byte> text, int position)
    {
        if (_standardStringsSet is { } value && LineAt(text, position) > _standardStringsSetLine)
        {
            _standardStrings = value;
            _standardStringsSet = null;
        }
        return _standardStrings;
    }
}
