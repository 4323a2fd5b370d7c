using System.Collections.Immutable;
using Pum.Dumper.Archives;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.Restoring.Running;

/// <summary>
/// Which entry of an archive pg_restore is at, by what it says with <c>--verbose</c> (<c>src/bin/pg_dump/pg_backup_archiver.c</c>).
/// </summary>
/// <remarks>With several workers, lines may be interleaved, which makes the count a little low.</remarks>
internal sealed class EntryProgress
{
    /// <summary>The program's name before each line of its messages: <c>pg_log_generic_v</c> in <c>src/common/logging.c</c>.</summary>
    private static readonly ImmutableArray<string> Callers = ["pg_restore: ", "pg_restore.exe: "];

    private static readonly ImmutableArray<string> Beginnings =
        ["creating", "executing ", "processing data for table", "processing BLOBS"];

    private volatile int _begun;
    private volatile string? _last;

    /// <summary>For the entries that were selected, less those that the request's options leave out.</summary>
    public EntryProgress(IEnumerable<ArchiveEntry> kept, RestoreRequest request) => Total = kept.Count(entry => Says(entry, request));

    /// <summary>How many entries pg_restore is to say something of.</summary>
    public int Total { get; }

    /// <summary>How many it has begun.</summary>
    public int Begun => _begun;

    /// <summary>Takes a line of standard error; one call at a time.</summary>
    public void Read(string line)
    {
        var words = WordsOf(line);
        if (words.StartsWith("executing SELECT ", StringComparison.Ordinal))
            return;
        foreach (var beginning in Beginnings)
        {
            if (!words.StartsWith(beginning, StringComparison.Ordinal))
                continue;
            _last = line;
            _begun++;
            return;
        }
    }

    /// <summary>For the log, or <see langword="null"/> before the first entry.</summary>
    public string? Describe() =>
        _last is { } last ? $"{_begun} of {Math.Max(_begun, Total)} entries, {WordsOf(last)}" : null;

    private static ReadOnlySpan<char> WordsOf(string line)
    {
        foreach (var caller in Callers)
        {
            if (line.StartsWith(caller, StringComparison.Ordinal))
                return line.AsSpan(caller.Length);
        }

        return default;
    }

    private static bool Says(ArchiveEntry entry, RestoreRequest request) =>
        entry is not ({ Description: "ENCODING" or "STDSTRINGS" or "SEARCHPATH" } or { Description: "TABLE DATA", HasData: false })
        && RestoredEntries.Includes(entry, request);
}
