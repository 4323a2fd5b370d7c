using System.Collections.Immutable;
using System.Text;
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

    /// <summary>What it says of each entry besides, where several workers share them.</summary>
    private static readonly ImmutableArray<string> Sharing =
        ["launching item ", "processing item ", "finished item ", "skipping item "];

    private readonly object _gate = new();
    private readonly StringBuilder _last = new();
    private int _begun;

    /// <summary>For the entries that were selected, less those that the request's options leave out.</summary>
    public EntryProgress(IEnumerable<ArchiveEntry> kept, RestoreRequest request) => Total = kept.Count(entry => Says(entry, request));

    /// <summary>How many entries pg_restore is to say something of.</summary>
    public int Total { get; }

    /// <summary>How many it has begun.</summary>
    public int Begun => Volatile.Read(ref _begun);

    /// <summary>Takes a line of standard error if it tells of progress alone; one call at a time.</summary>
    public bool Take(ReadOnlySpan<char> line)
    {
        var words = WordsOf(line);
        if (StartsWithAny(words, Sharing))
            return true;
        if (words.StartsWith("executing SELECT ", StringComparison.Ordinal) || !StartsWithAny(words, Beginnings))
            return false;
        lock (_gate)
        {
            _last.Clear().Append(words);
            _begun++;
        }

        return true;
    }

    /// <summary>For the log, or <see langword="null"/> before the first entry.</summary>
    public string? Describe()
    {
        lock (_gate)
            return _begun == 0 ? null : $"{_begun} of {Math.Max(_begun, Total)} entries, {_last}";
    }

    private static bool StartsWithAny(ReadOnlySpan<char> words, ImmutableArray<string> beginnings)
    {
        foreach (var beginning in beginnings)
        {
            if (words.StartsWith(beginning, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static ReadOnlySpan<char> WordsOf(ReadOnlySpan<char> line)
    {
        foreach (var caller in Callers)
        {
            if (line.StartsWith(caller, StringComparison.Ordinal))
                return line[caller.Length..];
        }

        return default;
    }

    private static bool Says(ArchiveEntry entry, RestoreRequest request) =>
        entry is not ({ Description: "ENCODING" or "STDSTRINGS" or "SEARCHPATH" } or { Description: "TABLE DATA", HasData: false })
        && RestoredEntries.Includes(entry, request);
}
