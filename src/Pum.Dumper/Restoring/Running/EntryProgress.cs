using System.Text.RegularExpressions;
using Pum.Dumper.Archives;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.Restoring.Running;

/// <summary>
/// Which entry of an archive pg_restore is at, by what it says with <c>--verbose</c> (<c>src/bin/pg_dump/pg_backup_archiver.c</c>).
/// </summary>
/// <remarks>Of several workers lines may be torn, which makes the count a little low.</remarks>
internal sealed partial class EntryProgress
{
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
        if (Begins().Match(line) is not { Success: true } begins)
            return;
        _last = begins.Groups[1].Value;
        _begun++;
    }

    /// <summary>For the log, or <see langword="null"/> before the first entry.</summary>
    public string? Describe() => _last is { } last ? $"{_begun} of {Math.Max(_begun, Total)} entries, {last}" : null;

    private static bool Says(ArchiveEntry entry, RestoreRequest request) =>
        entry is not ({ Description: "ENCODING" or "STDSTRINGS" or "SEARCHPATH" } or { Description: "TABLE DATA", HasData: false })
        && RestoredEntries.Includes(entry, request);

    [GeneratedRegex(@"^pg_restore(?:\.exe)?: ((?:creating|executing (?!SELECT )|processing data for table|processing BLOBS).*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Begins();
}
