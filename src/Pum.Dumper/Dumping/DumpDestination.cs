using Pum.Dumper.Failures;

namespace Pum.Dumper.Dumping;

/// <summary>
/// The place of a dump and a place beside it, on the same file system, where it grows: it appears at its own place whole or not at
/// all. <c>pg_dump --file</c> truncates what stands there before it has even connected.
/// </summary>
internal sealed class DumpDestination : IDisposable
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
        return Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any() && !File.Exists(System.IO.Path.Combine(path, TableOfContents))
            ? "a folder that holds something else than a dump"
            : null;
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

    /// <summary>A name of fixed length, since the dump's own may already be as long as the file system allows.</summary>
    private static string Beside(string path) =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, $".pum-{Guid.NewGuid():N}.partial");
}
