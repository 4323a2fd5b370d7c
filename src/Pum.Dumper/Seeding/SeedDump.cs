using System.Collections.Immutable;
using Pum.Dumper.Archives;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Seeding;

/// <summary>The dump of a seed: its description, and whether it is still as described.</summary>
internal static class SeedDump
{
    /// <summary>Up to this size a dump is hashed whenever it is checked, which takes a moment; above it its size and time count.</summary>
    public const long AlwaysHashed = 64L << 20;

    /// <summary>
    /// The entry with what its dump is. What has the place, the size and the time of an earlier description is not hashed again.
    /// </summary>
    /// <param name="entry">The seed, with the full paths of its files.</param>
    /// <param name="earlier">What was described before, or nothing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="PumFailureException">PUM1003.</exception>
    public static async Task<SeedEntry> DescribeAsync(
        SeedEntry entry, ImmutableArray<SeedEntry> earlier, CancellationToken cancellationToken)
    {
        if (entry.Prepare.Prepend(entry.File).FirstOrDefault(file => !Path.Exists(file)) is { } missing)
            throw new PumFailureException(ArchiveFailures.Missing(missing) with { Location = null });
        var (size, written) = Look(entry.File);
        var known = earlier.FirstOrDefault(
            each => each.Name == entry.Name && each.Source == entry.File && each.Size == size && each.Written == written);
        return entry with
        {
            Source = entry.File,
            Sha256 = known?.Sha256 ?? await HashAsync(entry.File, cancellationToken),
            Size = size,
            Written = written,
        };
    }

    /// <summary>Checks that the dump is the one that was described: a copy may be older.</summary>
    /// <exception cref="PumFailureException">PUM1003: it is another one, or missing.</exception>
    public static async Task CheckAsync(SeedEntry entry)
    {
        if (!Path.Exists(entry.File))
            throw new PumFailureException(SeedFailures.DumpGone(entry.File));
        var (size, written) = Look(entry.File);
        if (size > AlwaysHashed && size == entry.Size && written == entry.Written)
            return;
        if (size != entry.Size || await HashAsync(entry.File, CancellationToken.None) != entry.Sha256)
            throw new PumFailureException(SeedFailures.OtherDump(entry.File));
    }

    /// <summary>The size of a dump and when it was last written; of a directory, those of its files.</summary>
    private static (long Size, DateTime Written) Look(string path) => DumpReading.Read(path, () =>
    {
        var (size, written) = (0L, default(DateTime));
        foreach (var file in Directory.Exists(path) ? new DirectoryInfo(path).GetFiles() : [new FileInfo(path)])
        {
            size += file.Length;
            written = file.LastWriteTimeUtc > written ? file.LastWriteTimeUtc : written;
        }

        return (size, written);
    });

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return (await DumpDigest.OfAsync(path, cancellationToken)).Sha256;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PumFailureException(ArchiveFailures.Unreadable(path, exception.Message), exception);
        }
    }
}
