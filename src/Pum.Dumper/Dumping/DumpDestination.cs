using System.Text.RegularExpressions;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Dumping;

/// <summary>
/// The place of a dump and a place beside it, on the same file system, where it grows: it appears at its own place whole or not at
/// all. <c>pg_dump --file</c> truncates what stands there before it has even connected.
/// </summary>
internal sealed partial class DumpDestination : IDisposable
{
    /// <summary>The file in a directory dump that every one has (<c>src/bin/pg_dump/pg_backup_directory.c</c>).</summary>
    private const string TableOfContents = "toc.dat";

    private readonly bool _isDirectory;

    private DumpDestination(string path, bool isDirectory)
    {
        Path = path;
        _isDirectory = isDirectory;
        WorkPath = Beside(path);
    }

    /// <summary>Where the dump is to stand; the target of a link, where a link was named.</summary>
    public string Path { get; }

    /// <summary>Where pg_dump writes it.</summary>
    public string WorkPath { get; }

    /// <summary>Makes the folder and checks that nothing stands in the way, before a server is touched.</summary>
    /// <exception cref="PumFailureException">PUM1004.</exception>
    public static DumpDestination Prepare(string file, DumpFormat format)
    {
        var isDirectory = format == DumpFormat.Directory;
        var path = System.IO.Path.TrimEndingDirectorySeparator(file);
        if (System.IO.Path.GetDirectoryName(path) is null || (!isDirectory && System.IO.Path.EndsInDirectorySeparator(file)))
            throw new PumFailureException(DumpFailures.InTheWay(file, "a folder"));
        try
        {
            path = new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PumFailureException(DumpFailures.FolderNotMade(System.IO.Path.GetDirectoryName(path)!, exception.Message), exception);
        }

        if (Obstacle(path, isDirectory) is { } what)
            throw new PumFailureException(DumpFailures.InTheWay(path, what));
        return new(path, isDirectory);
    }

    /// <summary>Puts the finished dump into its place.</summary>
    /// <exception cref="PumFailureException">PUM1004; what stood there before still does.</exception>
    public void Publish(IReporter reporter)
    {
        try
        {
            if (_isDirectory)
                PublishDirectory(reporter);
            else
                File.Move(WorkPath, Path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PumFailureException(DumpFailures.NotReplaced(Path, exception.Message), exception);
        }
    }

    /// <summary>Removes what was not published.</summary>
    public void Dispose()
    {
        if (File.Exists(WorkPath))
            File.Delete(WorkPath);
        else if (Directory.Exists(WorkPath))
            Directory.Delete(WorkPath, recursive: true);
    }

    private static string? Obstacle(string path, bool isDirectory)
    {
        // Devices are no regular files to replace: as root a rename would put a file in the place of /dev/null.
        if (path.StartsWith("/dev/", StringComparison.Ordinal))
            return "a device";
        if (!isDirectory)
            return Directory.Exists(path) ? "a folder" : null;
        if (File.Exists(path))
            return "a file";
        return Directory.Exists(path) && !IsDump(path) ? "a folder that holds something else than a dump" : null;
    }

    /// <summary>Whether a folder is empty or holds what pg_dump writes there and nothing else: everything in it is going to be lost.</summary>
    private static bool IsDump(string folder)
    {
        var entries = new DirectoryInfo(folder).GetFileSystemInfos();
        return entries.Length == 0
            || (entries.All(entry => entry is FileInfo && DumpFileName().IsMatch(entry.Name)) && HasSignature(System.IO.Path.Combine(folder, TableOfContents)));
    }

    private static bool HasSignature(string file)
    {
        if (!File.Exists(file))
            return false;
        using var stream = File.OpenRead(file);
        var signature = new byte[5];
        return stream.ReadAtLeast(signature, signature.Length, throwOnEndOfStream: false) == signature.Length && signature.AsSpan().SequenceEqual("PGDMP"u8);
    }

    /// <summary>No file system replaces a folder that is not empty by renaming: the old one steps aside, and back where the new one cannot come.</summary>
    private void PublishDirectory(IReporter reporter)
    {
        if (!Directory.Exists(Path))
        {
            Directory.Move(WorkPath, Path);
            return;
        }

        var aside = Beside(Path);
        Directory.Move(Path, aside);
        try
        {
            Directory.Move(WorkPath, Path);
        }
        catch
        {
            Directory.Move(aside, Path);
            throw;
        }

        try
        {
            Directory.Delete(aside, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reporter.Warning(DumpFailures.OldDumpLeft(Path, aside, exception.Message));
        }
    }

    [GeneratedRegex(@"^(toc\.dat|[0-9]+\.dat|blobs?_?[0-9]*\.(toc|dat))(\.(gz|lz4|zst))?$", RegexOptions.CultureInvariant)]
    private static partial Regex DumpFileName();

    /// <summary>A name of fixed length, since the dump's own may already be as long as the file system allows.</summary>
    private static string Beside(string path) =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, $".pum-{Guid.NewGuid():N}.partial");
}
