using System.Collections.Immutable;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Archives;

/// <summary>The directory format: a table of contents and a file for each table and each large object.</summary>
/// <remarks>See PostgreSQL's src/bin/pg_dump/pg_backup_directory.c.</remarks>
internal static class DirectoryArchive
{
    private const string ContentsName = "toc.dat";

    /// <summary>More than any table of contents takes; nothing else bounds what a compressed one unpacks to.</summary>
    private const int LargestContents = 256 * 1024 * 1024;

    /// <summary>Half a million large objects, each of which is a file.</summary>
    private const int LargestList = 16 * 1024 * 1024;

    /// <summary>pg_dump never compresses these, people do (and pg_restore reads them all).</summary>
    private static readonly ImmutableArray<string> Suffixes = ["", ".gz", ".lz4", ".zst"];

    /// <summary>Finds the table of contents; <see langword="null"/> where the folder holds none.</summary>
    public static string? FindTableOfContents(string folder) => Find(folder, ContentsName);

    /// <summary>Opens the table of contents, unpacked where it is compressed with gzip.</summary>
    public static Stream OpenTableOfContents(string path, CancellationToken cancellationToken) =>
        OpenUnpacked(path, LargestContents, cancellationToken);

    /// <summary>Whether a folder without table of contents holds what pg_dump writes before that.</summary>
    public static bool LooksUnfinished(string folder) => Directory.EnumerateFiles(folder, "*.dat*").Any();

    /// <summary>Reads the table of contents, and refuses names that lead out of the folder.</summary>
    public static Archive Read(DumpFile file, CancellationToken cancellationToken)
    {
        var path = FindTableOfContents(file.ReadPath) ?? throw Corrupt(file.Path, "it lacks toc.dat");
        using var stream = OpenTableOfContents(path, cancellationToken);
        var archive = TableOfContents.Read(file, new(stream, file.Path), cancellationToken);
        if (archive.Entries.FirstOrDefault(entry => entry.FileName is { } name && !BareName.IsBare(name)) is { } entry)
            throw Corrupt(
                file.Path,
                $"its table of contents names {KnownContent.Quote(entry.FileName!)}, which is not the name of a file in its folder");
        foreach (var list in LargeObjectLists(archive))
            _ = ReadLargeObjectList(file.ReadPath, list, cancellationToken);
        return archive;
    }

    /// <summary>Looks for every file that the archive names, and whether each ends as it should.</summary>
    public static void Verify(Archive archive, bool unpack, CancellationToken cancellationToken)
    {
        var folder = archive.File.ReadPath;
        foreach (var entry in archive.Entries.Where(entry => entry.HasData))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = Require(folder, entry.FileName!);
            if (!entry.IsLargeObjects)
                DataFile.Verify(path, isCopy: entry.Statements.HasCopy, unpack, cancellationToken);
        }
        foreach (var name in LargeObjectLists(archive).SelectMany(list => ReadLargeObjectList(folder, list, cancellationToken)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            DataFile.Verify(Require(folder, name), isCopy: false, unpack, cancellationToken);
        }
    }

    /// <summary>
    /// All lists that pg_restore could come to read: those that entries name, and <c>blobs.toc</c>, which before 17 it reads whatever
    /// the entry says.
    /// </summary>
    private static IEnumerable<string> LargeObjectLists(Archive archive) =>
        archive.Entries.Where(entry => entry.IsLargeObjects && entry.FileName is not null).Select(entry => entry.FileName!)
            .Append("blobs.toc").Distinct().SelectMany(name => Suffixes, (name, suffix) => Path.Join(archive.File.ReadPath, name + suffix))
            .Where(File.Exists).Select(NoLink);

    private static ImmutableArray<string> ReadLargeObjectList(string folder, string path, CancellationToken cancellationToken)
    {
        using var stream = OpenUnpacked(path, LargestList, cancellationToken);
        return LargeObjectList.Read(new(stream, folder), cancellationToken);
    }

    /// <summary>gzip writes one member. What is read here decides what pg_restore reads: no second one may say otherwise.</summary>
    private static Stream OpenUnpacked(string path, int largest, CancellationToken cancellationToken)
    {
        if (!path.EndsWith(".gz", StringComparison.Ordinal))
            return DumpReading.Open(path);
        using var unpacking = new GzipReader(DumpReading.Open(path), path, cancellationToken, oneMember: true);
        var unpacked = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int count; (count = unpacking.Read(buffer)) > 0;)
        {
            if (unpacked.Length + count > largest)
                throw Corrupt(path, "it unpacks to far more than it should");
            unpacked.Write(buffer, 0, count);
        }
        unpacked.Position = 0;
        return unpacked;
    }

    private static string Require(string folder, string name) =>
        Find(folder, name) ?? throw Corrupt(folder, $"it lacks the file {KnownContent.Quote(name)}");

    private static string? Find(string folder, string name) =>
        Suffixes.Select(suffix => Path.Join(folder, name + suffix)).Where(File.Exists).Select(NoLink).FirstOrDefault();

    /// <summary>
    /// pg_restore reads whatever a link leads to, and puts it into the target: a dump from elsewhere must not name files of this machine.
    /// </summary>
    private static string NoLink(string path) =>
        new FileInfo(path).LinkTarget is null ? path : throw new PumFailureException(ArchiveFailures.LinkInside(path));

    private static PumFailureException Corrupt(string path, string what) => new(ArchiveFailures.Corrupt(path, what));
}
