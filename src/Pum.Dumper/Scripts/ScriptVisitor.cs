namespace Pum.Dumper.Scripts;

/// <summary>Hears what <see cref="ScriptLexer"/> finds. Positions count bytes from the start of the window at hand.</summary>
internal abstract class ScriptVisitor
{
    /// <summary>The script begins with the three bytes of a byte-order mark, at the start of the window.</summary>
    public virtual void ByteOrderMark() { }

    /// <summary>The three bytes of a byte-order mark are further on, in a word: psql takes them for letters.</summary>
    public virtual void MisplacedByteOrderMark(long line) { }

    /// <summary>A statement begins.</summary>
    /// <param name="line">Its line.</param>
    /// <param name="head">Its first words, see <see cref="StatementHead.Read"/>.</param>
    /// <param name="text">From its beginning on, at most <see cref="ScriptLexer.Lookahead"/> bytes.</param>
    /// <param name="position">Where it is.</param>
    public virtual void StatementStarts(long line, string head, ReadOnlySpan<byte> text, int position) { }

    /// <summary>A statement's semicolon is at <paramref name="position"/>.</summary>
    /// <param name="firstLine">
    /// The line where what psql sends for it begins: of a block comment before it too, of other comments not.
    /// </param>
    /// <param name="line">The semicolon's line.</param>
    /// <param name="position">Where it is.</param>
    public virtual void StatementEnds(long firstLine, long line, int position) { }

    /// <summary>A line without a character, inside a statement and outside quotes and comments: psql does not send it.</summary>
    public virtual void EmptyLine(long line) { }

    /// <summary>A backslash command.</summary>
    /// <param name="line">Its line.</param>
    /// <param name="text">From the backslash to the end of the line, at most <see cref="ScriptLexer.Lookahead"/> bytes.</param>
    /// <param name="alone">Whether it begins its line and is outside any statement.</param>
    /// <param name="position">Where the backslash is.</param>
    public virtual void Command(long line, ReadOnlySpan<byte> text, bool alone, int position) { }

    /// <summary>
    /// A <c>--</c> comment that fills its line, without the line's end; at most <see cref="ScriptLexer.Lookahead"/> bytes.
    /// </summary>
    public virtual void Comment(long line, ReadOnlySpan<byte> text) { }

    /// <summary>A reference to a psql variable by a name that psql keeps to itself, or a test for one.</summary>
    public virtual void Variable(long line, ReadOnlySpan<byte> text) { }

    /// <summary>Text that another setting or another version of psql would read otherwise.</summary>
    public virtual void Ambiguity(long line) { }

    /// <summary>The semicolon of <c>COPY … FROM STDIN</c> ends at <paramref name="position"/>; its rows begin on the next line.</summary>
    /// <param name="position">After the semicolon.</param>
    /// <param name="endsLine">Whether nothing but blanks and a comment follows on the line.</param>
    public virtual void CopyStarts(int position, bool endsLine) { }

    /// <summary>The line <c>\.</c> has ended.</summary>
    /// <param name="firstLine">The line of the semicolon of <c>COPY … FROM STDIN</c>: the first row is on the next.</param>
    /// <param name="line">The line <c>\.</c>.</param>
    /// <param name="position">After it.</param>
    public virtual void CopyEnds(long firstLine, long line, int position) { }
}
