using System.Text.RegularExpressions;
using Pum.Dumper.Archives;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Dumping;

/// <summary>
/// Which table pg_dump is at, by what it says with <c>--verbose</c> (<c>src/bin/pg_dump/pg_dump.c</c>), and how much it has written.
/// </summary>
/// <param name="path">Where the dump grows.</param>
/// <param name="format">Its format.</param>
internal sealed partial class DumpProgress(string path, DumpFormat format)
{
    private volatile int _begun;
    private volatile string? _last;
    private int? _total;

    /// <summary>How many tables were begun.</summary>
    public int Begun => _begun;

    /// <summary>Takes a line of standard error; one call at a time.</summary>
    public void Read(string line)
    {
        if (Begins().Match(line) is not { Success: true } begins)
            return;
        _last = begins.Groups[1].Value;
        _begun++;
    }

    /// <summary>For the log; <see langword="null"/> while nothing is written.</summary>
    public string? Describe()
    {
        var size = Size();
        if (size == 0)
            return null;
        _total ??= Total();
        var tables = _last is { } last ? $"table {_begun}{(_total is { } total ? $" of {Math.Max(_begun, total)}" : "")}, {last}, " : "";
        return FormattableString.Invariant($"{tables}{size:N0} bytes so far");
    }

    /// <summary>
    /// A custom archive begins with its table of contents, which is there before the data (<c>src/bin/pg_dump/pg_backup_custom.c</c>).
    /// </summary>
    internal int? Total()
    {
        try
        {
            return format == DumpFormat.Custom
                ? Archive.Read(DumpFile.Recognise(path)).Entries.Count(entry => entry is { Description: "TABLE DATA", HadDumper: true })
                : null;
        }
        catch (PumFailureException)
        {
            // Not all of it is in the file yet.
            return null;
        }
    }

    private long Size()
    {
        try
        {
            return format == DumpFormat.Directory
                ? new DirectoryInfo(path).EnumerateFiles().Sum(file => file.Length)
                : new FileInfo(path).Length;
        }
        catch (IOException)
        {
            // It does not exist yet, or no longer exists.
            return 0;
        }
    }

    [GeneratedRegex(@"^pg_dump(?:\.exe)?: dumping contents of table (.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Begins();
}
