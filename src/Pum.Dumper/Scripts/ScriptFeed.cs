using System.Text;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Scripts;

/// <summary>
/// Writes a checked script to psql's standard input, every line at its place, and scans it once more: it must be the one that was checked.
/// </summary>
/// <remarks>
/// The bytes go unchanged, except that blanks of the same length replace what the session does itself: BEGIN, START TRANSACTION, COMMIT
/// and END in a guarded session, the dump's own <c>\restrict</c> and <c>\unrestrict</c>, a byte-order mark, and settings that the server
/// does not know. Empty statements go as well: after a COPY, psql 17.11 and 18.6 take one for a COPY that failed, and silently skip the
/// rest of the script. If psql goes on after errors, the rows of each COPY are inside a dollar quote as well: a COPY that runs takes
/// them before psql lexes on, and those of a COPY that failed are one literal instead of SQL. What psql would do differently because it
/// reads its standard input and not the file: <c>\ir</c> gets the folder of the script, and <c>\q</c> ends the feed and not psql, which
/// has a COMMIT to run.
/// </remarks>
internal sealed class ScriptFeed : ScriptScanner
{
    private readonly ScriptFeedRequest _request;
    private readonly ScriptLexer _lexer;
    private readonly ScriptWindow _window = new();
    private readonly List<(int Position, string Text)> _insertions = [];
    private int _blankFrom = -1;
    private bool _quotesRows;
    private bool _hasQuit;

    private ScriptFeed(ScriptFeedRequest request)
    {
        _request = request;
        _lexer = new(this);
    }

    /// <summary>Feeds the script and, when it has reached the end that was checked, what the session adds after it.</summary>
    /// <exception cref="PumFailureException">PUM5003: the script is not the one that was scanned; a guarded transaction will not be committed.</exception>
    /// <exception cref="IOException">psql has ended; its own words say why.</exception>
    public static Task WriteAsync(ScriptFeedRequest request, Stream source, Stream psqlInput, CancellationToken cancellationToken) =>
        new ScriptFeed(request).WriteAsync(source, psqlInput, cancellationToken);

    private async Task WriteAsync(Stream source, Stream psqlInput, CancellationToken cancellationToken)
    {
        while (!_window.IsLast)
        {
            await _window.ReadAsync(source, cancellationToken);
            var done = Advance();
            await WriteWindowAsync(done, psqlInput, cancellationToken);
            _request.Progress?.Add(done);
            _window.Release(done);
        }
        if (!ToFacts(_window.Position, _lexer).IsSameAs(_request.Facts))
            throw new PumFailureException(ScriptFailures.Changed(_request.Path, _request.StaysInPart));
        var end = _lexer.IsInStatement && _blankFrom < 0 ? "\n;\n" : "\n";
        await psqlInput.WriteAsync(Encoding.ASCII.GetBytes(end + _request.Invocation.Epilogue), cancellationToken);
        await psqlInput.FlushAsync(cancellationToken);
    }

    private int Advance()
    {
        LookAtBytes(_window, _lexer.Line);
        if (_blankFrom > 0)
            _blankFrom = 0;
        var done = _lexer.Advance(_window.Text, _window.IsLast);
        // Before any of it is written: a command would run at once.
        if (!Follows(_request.Facts.Findings))
            throw new PumFailureException(ScriptFailures.Changed(_request.Path, _request.StaysInPart));
        if (_blankFrom >= 0)
            Blank(_blankFrom, done);
        return done;
    }

    private async ValueTask WriteWindowAsync(int done, Stream psqlInput, CancellationToken cancellationToken)
    {
        var written = 0;
        foreach (var (position, text) in _insertions)
        {
            await psqlInput.WriteAsync(_window.Memory[written..position], cancellationToken);
            await psqlInput.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
            written = position;
        }
        _insertions.Clear();
        await psqlInput.WriteAsync(_window.Memory[written..done], cancellationToken);
    }

    /// <inheritdoc/>
    public override void ByteOrderMark()
    {
        base.ByteOrderMark();
        Blank(0, ScriptLexer.MarkLength);
    }

    /// <inheritdoc/>
    public override void StatementStarts(long line, string head, ReadOnlySpan<byte> text, int position)
    {
        base.StatementStarts(line, head, text, position);
        if (!_hasQuit && (_window.Text[position] == ';' || IsLeftOut(head)))
            _blankFrom = position;
    }

    /// <inheritdoc/>
    public override void StatementEnds(long firstLine, long line, int position)
    {
        EndBlanks(position + 1);
    }

    /// <inheritdoc/>
    public override void Command(long line, ReadOnlySpan<byte> text, bool alone, int position)
    {
        base.Command(line, text, alone, position);
        // A \g that sends a COMMIT would, after blanks, send the previous statement once more.
        EndBlanks(_blankFrom >= 0 && text.StartsWith("\\g"u8) ? position + text.Length : position);
        if (alone && (RestrictLine.Begin(text).Length > 0 || RestrictLine.End(text).Length > 0))
            Blank(position, position + text.Length);
        Trusted(text, position);
    }

    // In a branch of \if the script may go on after \q.
    private void Trusted(ReadOnlySpan<byte> text, int position)
    {
        var name = TrustedCommand.Name(text);
        if (!_lexer.IsInStatement && !IsInBranch && TrustedCommand.Quits(name))
            (_hasQuit, _blankFrom) = (true, _blankFrom < 0 ? position : _blankFrom);
        else if (TrustedCommand.RelativePath(name, text) is >= 0 and var at && !_request.Path.Contains('\n', StringComparison.Ordinal))
            Insert(position + at, TrustedCommand.Folder(_request.Path, isInQuotes: text[at - 1] == '\''));
    }

    private void Insert(int position, string text)
    {
        if (!_hasQuit)
            _insertions.Add((position, text));
    }

    /// <inheritdoc/>
    public override void CopyStarts(int position, bool endsLine)
    {
        base.CopyStarts(position, endsLine);
        _quotesRows = _request.Invocation.Mode == ScriptMode.GoingOn;
        if (_quotesRows)
            Insert(position, $" SELECT 1 WHERE {_request.Invocation.RowsTag}");
    }

    /// <inheritdoc/>
    public override void CopyEnds(long firstLine, long line, int position)
    {
        base.CopyEnds(firstLine, line, position);
        // Not those of \copy, which psql reads where they are.
        if (_quotesRows)
            Insert(position, $"{(_window.Text[position - 1] == '\n' ? "" : "\n")}{_request.Invocation.RowsTag} IS NULL;");
        _quotesRows = false;
    }

    /// <inheritdoc/>
    public override void Comment(long line, ReadOnlySpan<byte> text)
    {
        base.Comment(line, text);
        _request.Progress?.Comment(text);
    }

    private bool IsLeftOut(string head)
    {
        // pg_dump 17 and later says so for every server; one before 17 does not know the setting.
        if (head == "set transaction_timeout = 0")
            return _request.ServerMajor < 17;
        return _request.Invocation.IsGuarded && StatementKind.Of(head) == ScriptFindingKind.TransactionBlock;
    }

    private void EndBlanks(int position)
    {
        if (_hasQuit)
            return;
        if (_blankFrom >= 0)
            Blank(_blankFrom, position);
        _blankFrom = -1;
    }

    private void Blank(int from, int to)
    {
        foreach (ref var value in _window.Text[from..to])
        {
            if (value is not ((byte)'\n' or (byte)'\r'))
                value = (byte)' ';
        }
    }
}
