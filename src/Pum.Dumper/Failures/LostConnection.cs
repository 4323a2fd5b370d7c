using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Pum.Dumper.Failures;

/// <summary>
/// The words for a session that is over: of libpq (<c>src/interfaces/libpq/fe-secure.c</c>, <c>fe-secure-openssl.c</c>,
/// <c>fe-misc.c</c>), of psql, and of a server that ends it.
/// </summary>
internal static class LostConnection
{
    /// <summary>What libpq and psql say. TLS has words of its own, and which of them come depends on the moment and on OpenSSL's version.</summary>
    private static readonly ImmutableArray<(string Example, string Text)> OfTheClient =
    [
        ("pg_dump: error: query failed: server closed the connection unexpectedly", "server closed the connection unexpectedly"),
        ("psql:<stdin>:12: error: connection to server was lost", "connection to server was lost"),
        ("pg_dump: error: query failed: no connection to the server", "no connection to the server"),
        ("pg_restore: error: error returned by PQputCopyData: SSL SYSCALL error: EOF detected", "SSL SYSCALL error: "),
        ("pg_restore: error: COPY failed for table \"film\": SSL error: unexpected eof while reading", "SSL error: "),
        ("pg_dump: detail: Error message from server: SSL connection has been closed unexpectedly", "SSL connection has been closed unexpectedly"),
        ("pg_dump: error: query failed: could not receive data from server: Connection timed out", "could not receive data from server: "),
        ("pg_restore: error: error returned by PQputCopyData: could not send data to server: Broken pipe", "could not send data to server: "),
    ];

    /// <summary>All of them, each with a line that holds it.</summary>
    public static ImmutableArray<ToolMessage> Messages { get; } =
    [
        .. OfTheClient.Select(of => new ToolMessage(of.Example, Pattern(of.Text), SessionFailures.Lost)),
        new("pg_restore: error: could not execute query: FATAL:  terminating connection due to administrator command", "FATAL:  terminating connection due to", SessionFailures.Lost),
    ];

    /// <summary>Whether a line says so.</summary>
    public static bool IsTold(string line) => Messages.Any(message => message.Pattern.IsMatch(line));

    /// <summary>Whether a line without an error of its own says so: libpq's text behind what the server said.</summary>
    public static bool StandsByItself(string line) => OfTheClient.Any(of => line.StartsWith(of.Text, StringComparison.Ordinal));

    /// <summary>Not behind words of the server, whose severity ends in two blanks: it may speak of a connection of its own.</summary>
    private static Regex Pattern(string text) => new($@"^(?!(?:.*: )?\p{{L}}[^:""]{{0,30}}:  )(?:.*: )?{Regex.Escape(text)}", RegexOptions.CultureInvariant);
}
