namespace Pum.Dumper.Scripts;

/// <summary>What the lexer is inside of; each with the name of its state in psqlscan.l.</summary>
internal enum ScriptState
{
    /// <summary>Between tokens (INITIAL).</summary>
    Plain,

    /// <summary>In a string without backslash escapes (xq, xus, xb, xh).</summary>
    Literal,

    /// <summary>In a string with backslash escapes (xe).</summary>
    EscapeLiteral,

    /// <summary>In a quoted identifier (xd, xui).</summary>
    QuotedIdentifier,

    /// <summary>In a dollar-quoted string (xdolq).</summary>
    DollarQuote,

    /// <summary>In a <c>/* */</c> comment (xc).</summary>
    BlockComment,

    /// <summary>In a <c>--</c> comment.</summary>
    LineComment,

    /// <summary>In a word longer than the window looks ahead.</summary>
    LongWord,

    /// <summary>In the arguments of a backslash command.</summary>
    Command,

    /// <summary>Among the rows that follow <c>COPY … FROM STDIN</c>.</summary>
    CopyRows,
}
