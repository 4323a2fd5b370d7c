using System.Text.RegularExpressions;
using Pum.Dumper.Files;

namespace Pum.Dumper.Dumping;

/// <summary>What is at the place of a dump, and whether a dump may replace it.</summary>
internal static partial class DumpPlace
{
    /// <summary>The words for a folder that no dump may replace.</summary>
    public const string ForeignFolder = "a folder that holds something other than a dump";

    /// <summary>The file in a directory dump that every one has (<c>src/bin/pg_dump/pg_backup_directory.c</c>).</summary>
    private const string TableOfContents = "toc.dat";

    /// <summary>What is in the way of a dump, for people; <see langword="null"/> where nothing is.</summary>
    public static string? Obstacle(string path, bool isDirectory)
    {
        // Neither a device nor a pipe is opened to find out what it is: that may be forbidden, or do something. As root a rename would put
        // a file in the place of /dev/null.
        if (Path.GetDirectoryName(path) == "/dev")
            return "a device";
        if (FileIdentity.Of(path) is { IsRegular: false, IsFolder: false })
            return "a pipe, a socket or a device";
        if (!isDirectory)
            return Directory.Exists(path) ? "a folder" : null;
        if (File.Exists(path))
            return "a file";
        return Directory.Exists(path) && !IsDump(path) ? ForeignFolder : null;
    }

    /// <summary>
    /// Whether a folder is empty or holds what pg_dump writes there and nothing else: everything in it is going to be lost. A link to one
    /// is not a dump.
    /// </summary>
    public static bool IsDump(string folder)
    {
        try
        {
            var info = new DirectoryInfo(folder);
            if (info.LinkTarget is not null)
                return false;
            var entries = info.GetFileSystemInfos();
            return entries.Length == 0
                || (entries.All(entry => entry is FileInfo && DumpFileName().IsMatch(entry.Name))
                    && entries.Any(entry => entry.Name == TableOfContents && HasSignature(entry.FullName)));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // Another run is putting its dump there; this one checks again before it replaces that.
            return true;
        }
    }

    /// <summary>Whether nothing is in a folder but what pg_dump writes into one, be it finished or not.</summary>
    public static bool HoldsOnlyDumpFiles(string folder) =>
        new DirectoryInfo(folder).EnumerateFileSystemInfos()
            .All(entry => entry is FileInfo { LinkTarget: null } && DumpFileName().IsMatch(entry.Name));

    private static bool HasSignature(string file)
    {
        using var stream = UnixFile.TryOpenRegular(file);
        if (stream is null)
            return false;
        var signature = new byte[5];
        return stream.ReadAtLeast(signature, signature.Length, throwOnEndOfStream: false) == signature.Length
            && signature.AsSpan().SequenceEqual("PGDMP"u8);
    }

    [GeneratedRegex(@"^(toc\.dat|[0-9]+\.dat|blobs?_?[0-9]*\.(toc|dat))(\.(gz|lz4|zst))?$", RegexOptions.CultureInvariant)]
    private static partial Regex DumpFileName();
}
