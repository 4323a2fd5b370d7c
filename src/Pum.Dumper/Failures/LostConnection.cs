using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Pum.Dumper.Failures;

/// <summary>
/// The words for a session that is over: of libpq (<c>fe-secure.c</c>, <c>fe-secure-openssl.c</c>, <c>fe-misc.c</c>, <c>fe-exec.c</c> and
/// <c>fe-protocol3.c</c> in <c>src/interfaces/libpq</c>), of psql, and of a server that ends it.
/// </summary>
internal static partial class LostConnection
{
    /// <summary>
    /// What libpq and psql say. TLS has words of its own, and which of them come depends on the moment and on OpenSSL's version.
    /// </summary>
    private static readonly ImmutableArray<(string Example, string Text)> OfClient =
    [
        ("pg_dump: error: query failed: server closed the connection unexpectedly", "server closed the connection unexpectedly"),
        ("psql:<stdin>:12: error: connection to server was lost", "connection to server was lost"),
        ("pg_dump: error: query failed: no connection to the server", "no connection to the server"),
        ("pg_restore: error: error returned by PQputCopyData: SSL SYSCALL error: EOF detected", "SSL SYSCALL error: "),
        ("pg_restore: error: COPY failed for table \"film\": SSL error: unexpected eof while reading", "SSL error: "),
        ("pg_dump: detail: Error message from server: SSL connection has been closed unexpectedly", "SSL connection has been closed unexpectedly"),
        ("pg_dump: error: query failed: unrecognized SSL error code: 42", "unrecognized SSL error code: "),
        ("pg_dump: error: query failed: could not receive data from server: Connection timed out", "could not receive data from server: "),
        ("pg_restore: error: error returned by PQputCopyData: could not send data to server: Broken pipe", "could not send data to server: "),
        ("pg_restore: error: could not execute query: write to server failed", "write to server failed"),
        ("pg_restore: error: could not execute query: connection not open", "connection not open"),
        ("pg_restore: error: COPY failed for table \"film\": invalid socket", "invalid socket"),
        ("pg_dump: error: query failed: lost synchronization with server: got message type \"x\", length 1", "lost synchronization with server: "),
    ];

    /// <summary>What libpq adds, in a line by itself, to the server's last words.</summary>
    private static readonly HashSet<string> Added =
    [
        "server closed the connection unexpectedly",
        "SSL connection has been closed unexpectedly",
        "SSL SYSCALL error: EOF detected",
        "SSL error: unexpected eof while reading",
        "could not receive data from server: Connection reset by peer",
    ];

    /// <summary>All of them, each with a line that holds it.</summary>
    public static ImmutableArray<ToolMessage> Messages { get; } =
    [
        .. OfClient.Select(of => new ToolMessage(of.Example, Pattern(of.Text), SessionFailures.Lost)),
        new("pg_restore: error: could not execute query: FATAL:  terminating connection due to administrator command", "FATAL:  terminating connection ", SessionFailures.Lost),
    ];

    /// <summary>Whether a line says so.</summary>
    public static bool IsTold(string line) => Messages.Any(message => message.Pattern.IsMatch(line));

    /// <summary>Whether pg_dump says of a session that is over what it says of one that is not.</summary>
    public static bool MayHideBehind(string line) =>
        line.Contains(DumpFailures.WorkerLockWords, StringComparison.Ordinal) || EncodingNotSet().IsMatch(line);

    /// <summary>
    /// Whether a line that is not an error itself says so of the error before it. A row or a statement may contain the same line.
    /// </summary>
    public static bool IsTellingOfLast(string line) => Added.Contains(line) || ExtraResults().IsMatch(line);

    /// <summary>
    /// Neither after words of the server, whose severity ends in two blanks (it may mean a connection of its own), nor after an attempt
    /// to connect. The name of a table, which a tool puts in front, may look like both.
    /// </summary>
    private static Regex Pattern(string text) => new(
        $@"^(?:(?:.*: )?COPY failed for table "".*"": |(?!(?:.*: )?(?:\p{{L}}[^:""]{{0,30}}:  |could not connect to server: |connection to (?:database|server at|server on socket) ""))(?:.*: )?){Regex.Escape(text)}",
        RegexOptions.CultureInvariant);

    /// <summary>Said where setting the encoding failed for whatever reason (<c>setup_connection</c> in <c>pg_dump.c</c>).</summary>
    [GeneratedRegex(@"^pg_dump(?:\.exe)?: error: invalid client encoding "".*"" specified$", RegexOptions.CultureInvariant)]
    private static partial Regex EncodingNotSet();

    /// <summary>
    /// pg_restore's words where libpq has a second answer to one COPY: the server's last words come first (<c>EndDBCopyMode</c> in
    /// <c>pg_backup_db.c</c>).
    /// </summary>
    [GeneratedRegex(@"^pg_restore(?:\.exe)?: warning: unexpected extra results during COPY of table ", RegexOptions.CultureInvariant)]
    private static partial Regex ExtraResults();
}
