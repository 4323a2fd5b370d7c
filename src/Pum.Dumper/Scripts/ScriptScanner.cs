using System.Collections.Immutable;
using System.Text;

namespace Pum.Dumper.Scripts;

/// <summary>Reads a script once, in flat memory, and says what it is and holds.</summary>
internal class ScriptScanner : ScriptVisitor
{
    /// <summary>As pg_dump writes it.</summary>
    private const string SetClientEncoding = "set client_encoding = '";

    private readonly ImmutableArray<ScriptFinding>.Builder _findings = ImmutableArray.CreateBuilder<ScriptFinding>();
    private readonly HashSet<ScriptFindingKind> _found = [];
    private long _statements;
    private long _statementLine;
    private long _copies;
    private long _copiedLines;
    private long _tables;
    private bool _isDump;
    private bool _isCluster;
    private bool _isComplete;
    private bool _isFromTar;
    private string? _serverVersion;
    private string? _clientVersion;
    private string? _clientEncoding;
    private byte[]? _restrictKey;
    private int _branches;
    private bool _hasMark;
    private long? _foreignLine;

    /// <summary>Scans a script from the stream's position to its end.</summary>
    public static ScriptFacts Scan(Stream stream, CancellationToken cancellationToken = default)
    {
        var scanner = new ScriptScanner();
        var lexer = new ScriptLexer(scanner);
        var window = new ScriptWindow();
        using var beginning = new MemoryStream();
        while (!window.IsLast)
        {
            cancellationToken.ThrowIfCancellationRequested();
            window.Read(stream);
            if (beginning.Length < ForeignText.MaxBytes)
                beginning.Write(window.Added);
            scanner.LookAtBytes(window, lexer.Line);
            window.Release(lexer.Advance(window.Text, window.IsLast));
        }
        return scanner.ToFacts(window.Position, lexer) with { Above = ForeignText.Find(beginning.ToArray()) };
    }

    /// <inheritdoc/>
    public override void StatementStarts(long line, string head, ReadOnlySpan<byte> text, int position)
    {
        _statements++;
        _statementLine = line;
        if (head.StartsWith(SetClientEncoding, StringComparison.Ordinal))
            _clientEncoding ??= head[SetClientEncoding.Length..].TrimEnd('\'');
        if (MakesTable(head))
            _tables++;
        // What is in a branch of a trusted script may not run at all. If it does, the server and the guard of the transaction refuse it.
        if (StatementKind.Of(head) is { } kind
            && !(IsInBranch && kind is ScriptFindingKind.Rollback or ScriptFindingKind.OutsideTransaction))
            Find(kind, line, StatementText.FirstLine(text));
    }

    /// <inheritdoc/>
    public override void Command(long line, ReadOnlySpan<byte> text, bool alone, int position)
    {
        _branches += TrustedCommand.Nesting(TrustedCommand.Name(text));
        if (alone && _restrictKey is null && RestrictLine.Begin(text) is { Length: > 0 } key)
            _restrictKey = key.ToArray();
        else if (alone && _restrictKey is not null && RestrictLine.End(text).SequenceEqual(_restrictKey))
            _restrictKey = null;
        else if (alone && _restrictKey is null && RestrictLine.End(text).Length > 0)
            Find(ScriptFindingKind.LoneUnrestrict, line, "");
        // The key of another dump, whose beginning is among the rows of one that was cut short.
        else if (alone && RestrictLine.End(text).Length > 0)
            Find(ScriptFindingKind.HeaderInDump, line, "");
        else
            Find(
                IsConnect(text) ? ScriptFindingKind.Connect : ScriptFindingKind.Command,
                line,
                StatementText.Shorten(Encoding.UTF8.GetString(text)));
    }

    /// <inheritdoc/>
    public override void Comment(long line, ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual("-- PostgreSQL database dump"u8))
            Header(line);
        else if (text.SequenceEqual("-- PostgreSQL database cluster dump"u8))
            (_isDump, _isCluster, _isComplete) = (true, true, false);
        else if (text.SequenceEqual("-- PostgreSQL database dump complete"u8)
            || text.SequenceEqual("-- PostgreSQL database cluster dump complete"u8))
            _isComplete = true;
        // pg_backup_tar.c
        else if (text.SequenceEqual("-- File paths need to be edited. Search for $$PATH$$ and"u8))
            _isFromTar = true;
        else if (After(text, "-- Dumped from database version "u8) is { } server)
            _serverVersion ??= server;
        else if (After(text, "-- Dumped by pg_dump version "u8) is { } client)
            _clientVersion ??= client;
    }

    /// <summary>The header of a dump. A cluster's dump holds several, and ends after them all.</summary>
    private void Header(long line)
    {
        if (_isDump && !_isComplete && !_isCluster)
        {
            Find(ScriptFindingKind.HeaderInDump, line, "");
            _restrictKey = null;
        }
        (_isDump, _isComplete) = (true, false);
    }

    /// <inheritdoc/>
    public override void Variable(long line, ReadOnlySpan<byte> text) =>
        Find(ScriptFindingKind.Variable, line, StatementText.Shorten(Encoding.UTF8.GetString(text)));

    /// <inheritdoc/>
    public override void ByteOrderMark() => _hasMark = true;

    /// <inheritdoc/>
    public override void MisplacedByteOrderMark(long line) => Find(ScriptFindingKind.ByteOrderMark, line, "");

    /// <inheritdoc/>
    public override void Ambiguity(long line) => Find(ScriptFindingKind.Ambiguity, line, "");

    /// <inheritdoc/>
    public override void CopyStarts(int position, bool endsLine)
    {
        _copies++;
        if (!endsLine)
            Find(ScriptFindingKind.BehindCopy, _statementLine, "");
    }

    /// <inheritdoc/>
    public override void CopyEnds(long firstLine, long line, int position) => _copiedLines += line - firstLine - 1;

    /// <summary>Whether the script is between <c>\if</c> and <c>\endif</c>.</summary>
    protected bool IsInBranch => _branches > 0;

    /// <summary>Whether what was found so far is what another scan found first.</summary>
    protected bool Follows(ImmutableArray<ScriptFinding> findings) =>
        _findings.Count <= findings.Length && _findings.SequenceEqual(findings.Take(_findings.Count));

    /// <summary>Looks in what was just read for a byte 0, and for the first byte outside ASCII after a byte-order mark.</summary>
    /// <param name="window">The window.</param>
    /// <param name="line">The line where it begins.</param>
    public void LookAtBytes(ScriptWindow window, long line)
    {
        var added = window.Added;
        if (!_found.Contains(ScriptFindingKind.NulByte) && added.IndexOf((byte)0) is >= 0 and var nul)
            Find(ScriptFindingKind.NulByte, LineOf(nul), "");
        var begin = (int)Math.Clamp(ScriptLexer.MarkLength - (window.Position - added.Length), 0, added.Length);
        if (_foreignLine is null && added[begin..].IndexOfAnyExceptInRange((byte)0, (byte)0x7F) is >= 0 and var foreign)
            _foreignLine = LineOf(begin + foreign);

        long LineOf(int position) => line + window.Kept.Count((byte)'\n') + window.Added[..position].Count((byte)'\n');
    }

    private void Find(ScriptFindingKind kind, long line, string text)
    {
        if (_found.Add(kind))
            _findings.Add(new(kind, line, text));
    }

    /// <summary>The facts, at the end of the script.</summary>
    public ScriptFacts ToFacts(long bytes, ScriptLexer lexer) => new()
    {
        Bytes = bytes,
        Lines = lexer.Line - 1,
        Statements = _statements,
        Copies = _copies,
        CopiedLines = _copiedLines,
        Tables = _tables,
        // pg_dump begins with SET client_encoding: where that is there, only comments were taken out, as Rails and dbmate do.
        LacksBeginning = _isComplete && !_isDump && _clientEncoding is null,
        IsFromTar = _isFromTar,
        RewrittenLine = _hasMark && _isDump ? _foreignLine : null,
        ClientEncoding = _clientEncoding,
        Origin = !_isDump && _restrictKey is null ? null : new()
        {
            IsCluster = _isCluster,
            IsComplete = _isComplete || !_isDump,
            IsRestrictOpen = _restrictKey is not null,
            ServerVersion = _serverVersion,
            ClientVersion = _clientVersion,
        },
        OpenEnd = lexer.OpenEnd,
        Findings = _findings.ToImmutable(),
    };

    private static bool MakesTable(string head) =>
        head.StartsWith("create table", StringComparison.Ordinal)
        || head.StartsWith("create unlogged table", StringComparison.Ordinal)
        || head.StartsWith("create foreign table", StringComparison.Ordinal);

    private static string? After(ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix) =>
        text.StartsWith(prefix) ? StatementText.Shorten(Encoding.UTF8.GetString(text[prefix.Length..])) : null;

    private static bool IsConnect(ReadOnlySpan<byte> text)
    {
        var name = text[1..];
        if (name.IndexOfAny(" \t\r\f"u8) is >= 0 and var end)
            name = name[..end];
        return name.SequenceEqual("connect"u8) || name.SequenceEqual("c"u8);
    }
}
