namespace Pum.Dumper.Scripts;

/// <summary>Keeps track of a statement as psql's lexer does: where it may end, and whether the rows of a COPY follow.</summary>
internal sealed class StatementReader
{
    private readonly byte[] _words = new byte[4];
    private int _wordCount;
    private bool _isRoutine;
    private int _parenDepth;
    private int _beginDepth;
    private CopyClause _copy;

    /// <summary>How far a statement reads as <c>COPY … FROM STDIN</c>.</summary>
    private enum CopyClause
    {
        None,
        Copy,
        From,
        FromStdin,
    }

    /// <summary>Whether one has begun that no semicolon has ended.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>The line in which it began.</summary>
    public long Line { get; private set; }

    /// <summary>Whether a parenthesis is open.</summary>
    public bool IsInParentheses => _parenDepth > 0;

    /// <summary>Whether it is in the body of a function.</summary>
    public bool IsInBody => _beginDepth > 0;

    /// <summary>Whether rows follow it.</summary>
    public bool IsCopyFromStdin => _copy == CopyClause.FromStdin;

    /// <summary>Begins one.</summary>
    /// <param name="line">The line.</param>
    /// <param name="head">How it begins, see <see cref="StatementHead"/>.</param>
    public void Begin(long line, string head)
    {
        HasBegun = true;
        Line = line;
        _copy = head.StartsWith("copy", StringComparison.Ordinal) ? CopyClause.Copy : CopyClause.None;
    }

    /// <summary>Anything but a word: what comes after FROM is no STDIN.</summary>
    public void Other()
    {
        if (_copy == CopyClause.From)
            _copy = CopyClause.Copy;
    }

    /// <summary>An opening parenthesis.</summary>
    public void Open() => _parenDepth++;

    /// <summary>A closing one; psql ignores one too many.</summary>
    public void Close() => _parenDepth = Math.Max(0, _parenDepth - 1);

    /// <summary>
    /// A word. psql guesses at a function body of the SQL standard: after CREATE [OR REPLACE] FUNCTION or PROCEDURE, and outside
    /// parentheses, semicolons between BEGIN or CASE and their END part nothing ({identifier} in psqlscan.l).
    /// </summary>
    public void Word(ReadOnlySpan<byte> word)
    {
        if (_copy is CopyClause.Copy or CopyClause.From && _parenDepth == 0)
            _copy = _copy == CopyClause.From && Is(word, "stdin"u8) ? CopyClause.FromStdin : Is(word, "from"u8) ? CopyClause.From : CopyClause.Copy;
        if (_wordCount < _words.Length)
        {
            if (_wordCount == 0)
                Array.Clear(_words);
            if (Is(word, "create"u8) || Is(word, "function"u8) || Is(word, "procedure"u8) || Is(word, "or"u8) || Is(word, "replace"u8))
                _words[_wordCount] = (byte)(word[0] | 0x20);
            _wordCount++;
            _isRoutine = _words is [(byte)'c', (byte)'f' or (byte)'p', ..] or [(byte)'c', (byte)'o', (byte)'r', (byte)'f' or (byte)'p'];
        }
        if (!_isRoutine || _parenDepth > 0)
            return;
        if (Is(word, "begin"u8) || (_beginDepth > 0 && Is(word, "case"u8)))
            _beginDepth++;
        else if (_beginDepth > 0 && Is(word, "end"u8))
            _beginDepth--;
    }

    /// <summary>It is over, by a semicolon or by a command that sends or forgets it.</summary>
    public void End()
    {
        HasBegun = false;
        _parenDepth = _beginDepth = 0;
        _copy = CopyClause.None;
        ForgetWords();
    }

    /// <summary>What follows counts as another statement for the guess at a function body (<c>\;</c>).</summary>
    public void ForgetWords() => _wordCount = 0;

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
}
