namespace Pum.Dumper.Scripts;

/// <summary>Reads a script as psql does: where statements, backslash commands and the rows of COPY begin and end.</summary>
/// <remarks>
/// The rules are those of psql's own lexer (src/fe_utils/psqlscan.l) and main loop (src/bin/psql/mainloop.c, copy.c). Bytes are not
/// decoded: every encoding that PostgreSQL stores is a superset of ASCII whose other characters have no byte below 0x80. The script
/// comes in windows of any size; what a window cannot decide stays for the next one, so that memory stays flat.
/// </remarks>
internal sealed partial class ScriptLexer(ScriptVisitor visitor)
{
    /// <summary>Bytes that stay in sight beyond every position, except at the end of the script.</summary>
    public const int Lookahead = 1024;

    private bool begun;
    private bool markBegins;
    private byte before = (byte)'\n';
    private long line = 1;
    private int counted;
    private int opened = -1;
    private long openedLine;
    private int pendingCopies;
    private ScriptState resumed;

    /// <summary>What the script is inside of.</summary>
    public ScriptState State { get; private set; }

    /// <summary>The line that has been reached.</summary>
    public long Line => line;

    /// <summary>Whether a statement has begun that no semicolon has ended.</summary>
    public bool IsInStatement => inStatement;

    /// <summary>How the script ends when no more comes.</summary>
    public OpenEnd? OpenEnd => this switch
    {
        { State: ScriptState.CopyRows } or { pendingCopies: > 0 } or { copy: CopyClause.FromStdin } => new("the rows of a COPY", openedLine),
        { State: ScriptState.Literal or ScriptState.EscapeLiteral } => new("a string", openedLine),
        { State: ScriptState.QuotedIdentifier } => new("a quoted name", openedLine),
        { State: ScriptState.DollarQuote } => new("a dollar-quoted string", openedLine),
        { State: ScriptState.BlockComment } => new("a comment", openedLine),
        // A last dash is half of a comment's beginning; no statement ends with one.
        { State: ScriptState.Plain, before: (byte)'-' } => new("a comment", line),
        { parenDepth: > 0 } => new("parentheses", statementLine),
        { beginDepth: > 0 } => new("the body of a function", statementLine),
        _ => null,
    };

    /// <summary>Reads a window and returns how much of it is done with; the rest begins the next window.</summary>
    /// <param name="window">At least <see cref="Lookahead"/> bytes, more than that for any progress; fewer where it is the last.</param>
    /// <param name="last">Whether the script ends with this window.</param>
    public int Advance(ReadOnlySpan<byte> window, bool last)
    {
        counted = 0;
        var position = 0;
        if (!begun && (last || window.Length >= Lookahead))
        {
            begun = true;
            // psql skips a byte-order mark before the first line.
            if (window is [0xEF, 0xBB, 0xBF, ..])
            {
                position = 3;
                markBegins = true;
                visitor.ByteOrderMark();
            }
        }
        while (position < window.Length)
        {
            var text = window;
            var complete = last;
            if (pendingCopies > 0 && State != ScriptState.CopyRows)
            {
                // psql reads the rows from the next line on, then takes up what stands behind COPY's semicolon.
                var newline = window[position..].IndexOf((byte)'\n');
                if (newline == 0)
                {
                    position++;
                    EnterRows(window, position);
                    continue;
                }
                if (newline > 0)
                {
                    text = window[..(position + newline)];
                    complete = true;
                }
            }
            if (!complete && text.Length - position <= Lookahead)
                break;
            var next = Step(text, position, complete);
            if (next == position && !complete)
                break;
            position = next;
        }
        if (opened >= 0)
        {
            openedLine = LineAt(window, opened);
            opened = -1;
        }
        LineAt(window, position);
        if (position > 0)
            (before, markBegins) = (window[position - 1], false);
        return position;
    }

    private int Step(ReadOnlySpan<byte> text, int position, bool complete) => State switch
    {
        ScriptState.Plain => Plain(text, position, complete),
        ScriptState.Literal => Literal(text, position, complete),
        ScriptState.EscapeLiteral => EscapeLiteral(text, position, complete),
        ScriptState.QuotedIdentifier => QuotedIdentifier(text, position),
        ScriptState.DollarQuote => DollarQuote(text, position, complete),
        ScriptState.BlockComment => BlockComment(text, position, complete),
        ScriptState.LineComment => LineComment(text, position),
        ScriptState.LongWord => LongWord(text, position),
        ScriptState.Command => Command(text, position, complete),
        _ => CopyRows(text, position, complete),
    };

    private void Enter(ScriptState state, int position)
    {
        State = state;
        opened = position;
    }

    private void Leave(ScriptState state = ScriptState.Plain)
    {
        State = state;
        opened = -1;
    }

    private long LineAt(ReadOnlySpan<byte> window, int position)
    {
        if (position > counted)
        {
            line += window[counted..position].Count((byte)'\n');
            counted = position;
        }
        return line;
    }

    /// <summary>Whether a line begins at a position; the first one does behind a byte-order mark too.</summary>
    private bool BeginsLine(ReadOnlySpan<byte> text, int position) =>
        (position > 0 ? text[position - 1] : before) == '\n' || (markBegins && position == 3);
}

/// <summary>What a script is still inside of at its end, and the line where that began.</summary>
internal sealed record OpenEnd(string What, long Line);
