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

    /// <summary>Bytes of a byte-order mark.</summary>
    public const int MarkLength = 3;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private readonly ScriptLines _lines = new();
    private bool _begun;
    private int _opened = -1;
    private long _openedLine;
    private int _pendingCopies;
    private ScriptState _resumed;

    /// <summary>What the script is inside of.</summary>
    public ScriptState State { get; private set; }

    /// <summary>The line that has been reached.</summary>
    public long Line => _lines.Reached;

    /// <summary>Whether a statement has begun that no semicolon has ended.</summary>
    public bool IsInStatement => _statement.HasBegun;

    /// <summary>How the script ends if nothing more follows.</summary>
    public OpenEnd? OpenEnd => this switch
    {
        { State: ScriptState.CopyRows } or { _pendingCopies: > 0 } or { _statement.IsCopyFromStdin: true } => new(
            "the rows of a COPY", _openedLine),
        { State: ScriptState.Literal or ScriptState.EscapeLiteral } => new("a string", _openedLine),
        { State: ScriptState.QuotedIdentifier } => new("a quoted name", _openedLine),
        { State: ScriptState.DollarQuote } => new("a dollar-quoted string", _openedLine),
        { State: ScriptState.BlockComment } => new("a comment", _openedLine),
        // A last dash is half of a comment's beginning; no statement ends with one.
        { State: ScriptState.Plain, _lines.EndsWithDash: true } => new("a comment", Line),
        { _statement.IsInParentheses: true } => new("parentheses", _statement.Line),
        { _statement.IsInBody: true } => new("the body of a function", _statement.Line),
        _ => null,
    };

    /// <summary>Reads a window and returns how much of it is done with; the rest begins the next window.</summary>
    /// <param name="window">At least <see cref="Lookahead"/> bytes, more than that for any progress; fewer where it is the last.</param>
    /// <param name="last">Whether the script ends with this window.</param>
    public int Advance(ReadOnlySpan<byte> window, bool last)
    {
        var position = 0;
        if (!_begun && (last || window.Length >= Lookahead))
        {
            _begun = true;
            // psql skips a byte-order mark before the first line.
            if (window.StartsWith(ByteOrderMark))
            {
                position = MarkLength;
                visitor.ByteOrderMark();
            }
        }
        _lines.Begin(withMark: position > 0);
        while (position < window.Length)
        {
            var text = window;
            var complete = last;
            if (_pendingCopies > 0 && State != ScriptState.CopyRows)
            {
                // psql reads the rows from the next line on, then continues with what follows COPY's semicolon.
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
        if (_opened >= 0)
        {
            _openedLine = _lines.At(window, _opened);
            _opened = -1;
        }
        _lines.End(window, position);
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
        _opened = position;
    }

    private void Leave(ScriptState state = ScriptState.Plain)
    {
        State = state;
        _opened = -1;
    }
}

/// <summary>What a script is still inside of at its end, and the line where that began.</summary>
internal sealed record OpenEnd(string What, long Line);
