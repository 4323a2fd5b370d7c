namespace Pum.Dumper.Scripts;

/// <content>Statements: their words, parentheses, function bodies and semicolons.</content>
internal sealed partial class ScriptLexer
{
    private bool inStatement;
    private long statementLine;
    private int parenDepth;
    private int beginDepth;
    private int identifierCount;
    private bool routine;
    private readonly byte[] identifiers = new byte[4];
    private CopyClause copy;
    private bool standardStrings = true;
    private bool? standardStringsNamed;
    private bool? standardStringsSet;
    private long standardStringsSetLine;

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
        inStatement = true;
        statementLine = LineAt(text, position);
        var head = StatementHead.Read(text[position..]);
        copy = head.StartsWith("copy", StringComparison.Ordinal) ? CopyClause.Copy : CopyClause.None;
        standardStringsNamed = ScriptSettings.StandardConformingStrings(head);
        visitor.StatementStarts(statementLine, head, position);
    }

    private int EndStatement(ReadOnlySpan<byte> text, int position)
    {
        if (!inStatement)
            BeginStatement(text, position);
        if (parenDepth > 0 || beginDepth > 0)
            return position + 1;
        visitor.StatementEnds(position);
        inStatement = false;
        identifierCount = 0;
        if (standardStringsNamed is not null)
            (standardStringsSet, standardStringsSetLine) = (standardStringsNamed, LineAt(text, position));
        if (copy == CopyClause.FromStdin)
        {
            pendingCopies++;
            openedLine = statementLine;
            visitor.CopyStarts(position + 1, EndsLine(text[(position + 1)..]));
        }
        copy = CopyClause.None;
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
        if (copy is CopyClause.Copy or CopyClause.From && parenDepth == 0)
            copy = copy == CopyClause.From && Is(word, "stdin"u8) ? CopyClause.FromStdin : Is(word, "from"u8) ? CopyClause.From : CopyClause.Copy;
        if (identifierCount < identifiers.Length)
        {
            if (identifierCount == 0)
                Array.Clear(identifiers);
            if (Is(word, "create"u8) || Is(word, "function"u8) || Is(word, "procedure"u8) || Is(word, "or"u8) || Is(word, "replace"u8))
                identifiers[identifierCount] = (byte)(word[0] | 0x20);
            identifierCount++;
            routine = identifiers is [(byte)'c', (byte)'f' or (byte)'p', ..] or [(byte)'c', (byte)'o', (byte)'r', (byte)'f' or (byte)'p'];
        }
        if (!routine || parenDepth > 0)
            return;
        if (Is(word, "begin"u8) || (beginDepth > 0 && Is(word, "case"u8)))
            beginDepth++;
        else if (beginDepth > 0 && Is(word, "end"u8))
            beginDepth--;
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
        if (standardStringsSet is { } value && LineAt(text, position) > standardStringsSetLine)
        {
            standardStrings = value;
            standardStringsSet = null;
        }
        return standardStrings;
    }
}
