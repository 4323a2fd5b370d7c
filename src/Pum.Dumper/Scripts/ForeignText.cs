using System.Collections.Immutable;
using System.Text;

namespace Pum.Dumper.Scripts;

/// <summary>
/// What another program wrote above a plain dump: the warnings of pg_dump or the server where <c>2>&amp;1</c> or a terminal
/// (<c>docker exec -t</c>) put them into the same file. psql would take them for SQL.
/// </summary>
/// <param name="FirstLine">Its first line.</param>
/// <param name="LastLine">Its last line.</param>
/// <param name="Text">What the first line says.</param>
internal sealed record ForeignText(long FirstLine, long LastLine, string Text)
{
    /// <summary>How far into a script it is looked for.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>
    /// The words with which a statement begins (<see href="https://www.postgresql.org/docs/current/sql-commands.html">SQL Commands</see>).
    /// </summary>
    private static readonly ImmutableHashSet<string> Commands =
    [
        "abort", "alter", "analyse", "analyze", "begin", "call", "checkpoint", "close", "cluster", "comment", "commit", "copy", "create",
        "deallocate", "declare", "delete", "discard", "do", "drop", "end", "execute", "explain", "fetch", "grant", "import", "insert",
        "listen", "load", "lock", "merge", "move", "notify", "prepare", "reassign", "refresh", "reindex", "release", "repack", "reset",
        "revoke", "rollback", "savepoint", "security", "select", "set", "show", "start", "table", "truncate", "unlisten", "update", "vacuum",
        "values", "wait", "with",
    ];

    /// <summary>Looks for it in the beginning of a script: only where a dump follows is it certain.</summary>
    public static ForeignText? Find(ReadOnlySpan<byte> beginning)
    {
        ForeignText? found = null;
        var number = 0L;
        for (int next; !beginning.IsEmpty; beginning = beginning[next..])
        {
            number++;
            next = beginning.IndexOf((byte)'\n') is >= 0 and var newline ? newline + 1 : beginning.Length;
            var line = Encoding.UTF8.GetString(beginning[..next]).Trim('\uFEFF', ' ', '\t', '\r', '\f', '\n');
            if (line == "-- PostgreSQL database dump")
                return found;
            if (line.Length == 0 || line == "--" || (found is null && line.StartsWith("--", StringComparison.Ordinal)))
                continue;
            if (found is null && MayBeginStatement(line))
                return null;
            found = found is null ? new(number, number, StatementText.Shorten(line)) : found with { LastLine = number };
        }

        return null;
    }

    /// <summary>Whether psql could make sense of it: SQL, a comment, a backslash command or a variable.</summary>
    private static bool MayBeginStatement(string line)
    {
        var word = string.Concat(line.TakeWhile(char.IsAsciiLetter));
        return word.Length == 0
            ? line[0] is '(' or ';' or '\\' or '/' or ':'
            : Commands.Contains(word.ToLowerInvariant()) && (line.Length == word.Length || line[word.Length] is not (':' or '='));
    }
}
