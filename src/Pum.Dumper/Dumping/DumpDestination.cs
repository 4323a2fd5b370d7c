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

    private const string ForeignFolder = "a folder that holds something else than a dump";

    private const int Attempts = 10;

    private readonly object _gate = new();
    private readonly bool _isDirectory;
    private readonly DumpWork _work;
    private readonly UnixFileMode? _mode;
    private readonly Func<string, string, bool> _exchange;
    private bool _ended;

    /// <summary>Where something stands that nobody may delete: it was taken from the dump's place and not yet found to be a dump.</summary>
    private string? _unchecked;

    private DumpDestination(string path, bool isDirectory, DumpWork work, Func<string, string, bool> exchange)
    {
        (Path, _isDirectory, _work, _exchange) = (path, isDirectory, work, exchange);
        // pg_dump, which truncates, would have kept the mode of the old dump.
        _mode = ModeOf(path);
    }

    /// <summary>Where the dump is to stand; the target of a link, where a link was named.</summary>
    public string Path { get; }

    /// <summary>Where pg_dump writes it.</summary>
    public string WorkPath => _work.Partial;

    /// <summary>
    /// Makes the folder, checks that nothing stands in the way and removes what earlier dumps left, before a server is touched.
    /// </summary>
    /// <param name="file">Full path of the dump.</param>
    /// <param name="format">Its format.</param>
    /// <param name="reporter">Where it is said what was removed.</param>
    /// <param name="exchange">How two folders change places in one step; tests give one that cannot.</param>
    /// <exception cref="PumFailureException">PUM1004.</exception>
    public static DumpDestination Prepare(string file, DumpFormat format, IReporter reporter, Func<string, string, bool>? exchange = null)
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

        DumpWork? work = null;
        try
        {
            if (Obstacle(path, isDirectory) is { } what)
                throw new PumFailureException(DumpFailures.InTheWay(path, what));
            work = DumpWork.Begin(path);
            work.RemoveLeftovers(reporter);
            var destination = new DumpDestination(path, isDirectory, work, exchange ?? FolderExchange.Try);
            destination.MakePrivate();
            return destination;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            work?.Dispose();
            throw new PumFailureException(DumpFailures.NotReplaced(path, exception.Message), exception);
        }
    }

    /// <summary>Writes the finished dump to the disk and puts it into its place.</summary>
    /// <exception cref="PumFailureException">PUM1004; what stood there before still does.</exception>
    public void Publish(IReporter reporter)
    {
        try
        {
            Flush();
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_ended, this);
                if (!OperatingSystem.IsWindows() && _mode is { } mode)
                    File.SetUnixFileMode(WorkPath, mode);
                if (_isDirectory)
                    PublishDirectory(reporter);
                else
                    File.Move(WorkPath, Path, overwrite: true);
            }

            UnixFile.FlushFolder(System.IO.Path.GetDirectoryName(Path)!);
        }
        catch (Exception exception) when (_unchecked is not null)
        {
            throw new PumFailureException(DumpFailures.NotPutBack(Path, _unchecked, exception.Message), exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PumFailureException(DumpFailures.NotReplaced(Path, exception.Message), exception);
        }
    }

    /// <summary>Removes what was not published; called also, from another thread, when the process is told to end.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_ended)
                return;
            _ended = true;
            if (_unchecked is null)
                _work.Dispose();
            else
                _work.Release();
        }
    }

    private static UnixFileMode? ModeOf(string path)
    {
        try
        {
            return OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // Nothing stands there, or another run has just moved it aside.
            return null;
        }
    }

    private static string? Obstacle(string path, bool isDirectory)
    {
        // Devices are no regular files to replace: as root a rename would put a file in the place of /dev/null.
        if (path.StartsWith("/dev/", StringComparison.Ordinal))
            return "a device";
        if (UnixFile.IsStream(path))
            return "a pipe, a socket or a device";
        if (!isDirectory)
            return Directory.Exists(path) ? "a folder" : null;
        if (File.Exists(path))
            return "a file";
        return Directory.Exists(path) && !IsDump(path) ? ForeignFolder : null;
    }

    /// <summary>Whether a folder is empty or holds what pg_dump writes there and nothing else: everything in it is going to be lost.</summary>
    private static bool IsDump(string folder)
    {
        try
        {
            var entries = new DirectoryInfo(folder).GetFileSystemInfos();
            return entries.Length == 0
                || (entries.All(entry => entry is FileInfo && DumpFileName().IsMatch(entry.Name)) && entries.Any(entry => entry.Name == TableOfContents && HasSignature(entry.FullName)));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // Another run is putting its dump there; before this one replaces that, it looks again.
            return true;
        }
    }

    private static bool HasSignature(string file)
    {
        if (UnixFile.IsStream(file))
            return false;
        using var stream = File.OpenRead(file);
        var signature = new byte[5];
        return stream.ReadAtLeast(signature, signature.Length, throwOnEndOfStream: false) == signature.Length && signature.AsSpan().SequenceEqual("PGDMP"u8);
    }

    /// <summary>Nobody may read the new dump, while it grows, who may not read the old one.</summary>
    private void MakePrivate()
    {
        if (OperatingSystem.IsWindows() || _mode is not { } mode)
            return;
        mode |= UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (_isDirectory)
            Directory.CreateDirectory(WorkPath, mode | UnixFileMode.UserExecute);
        else
            new FileStream(WorkPath, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode }).Dispose();
    }

    /// <summary>A rename may reach the disk before the content does: after a loss of power neither the old dump nor the new one would be there.</summary>
    private void Flush()
    {
        foreach (var file in _isDirectory ? Directory.EnumerateFiles(WorkPath) : [WorkPath])
        {
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(handle);
        }

        if (_isDirectory)
            UnixFile.FlushFolder(WorkPath);
    }

    /// <summary>
    /// No rename replaces a folder that is not empty: the two change places in one step where the platform can, else the old one steps
    /// aside, and back where the new one cannot come.
    /// </summary>
    private void PublishDirectory(IReporter reporter)
    {
        for (var attempt = 1; ; attempt++)
        {
            // Outside the attempt: after an exchange the next one would be the exchange back, and the new dump would be deleted as the old.
            if (Directory.Exists(Path) && _exchange(WorkPath, Path))
            {
                CheckExchanged();
                break;
            }

            try
            {
                if (Directory.Exists(Path))
                    MoveAside();
                Directory.Move(WorkPath, Path);
                break;
            }
            catch (IOException) when (_unchecked is null && Directory.Exists(Path) && attempt < Attempts)
            {
                // Another run put its dump there in the meantime: now that one is to be replaced, and what stood there before is past.
                DumpWork.Delete(_work.Aside);
            }
            catch
            {
                if (Directory.Exists(_work.Aside) && !System.IO.Path.Exists(Path))
                {
                    Directory.Move(_work.Aside, Path);
                    _unchecked = null;
                }

                throw;
            }
        }

        DeleteOld(WorkPath, reporter);
        DeleteOld(_work.Aside, reporter);
    }

    private void CheckExchanged()
    {
        try
        {
            CheckOld(WorkPath);
        }
        catch
        {
            if (!_exchange(WorkPath, Path))
                Directory.Move(WorkPath, Path);
            _unchecked = null;
            throw;
        }
    }

    private void MoveAside()
    {
        try
        {
            Directory.Move(Path, _work.Aside);
        }
        catch (DirectoryNotFoundException)
        {
            // Another run has just moved it aside.
            return;
        }

        CheckOld(_work.Aside);
    }

    // Much may have happened since the dump began, and what stood there is going to be deleted; here nobody else can change it any more.
    private void CheckOld(string old)
    {
        _unchecked = old;
        if (!IsDump(old))
            throw new PumFailureException(DumpFailures.InTheWay(Path, ForeignFolder));
        _unchecked = null;
    }

    private void DeleteOld(string aside, IReporter reporter)
    {
        try
        {
            DumpWork.Delete(aside);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reporter.Warning(DumpFailures.OldDumpLeft(Path, aside, exception.Message));
        }
    }

    [GeneratedRegex(@"^(toc\.dat|[0-9]+\.dat|blobs?_?[0-9]*\.(toc|dat))(\.(gz|lz4|zst))?$", RegexOptions.CultureInvariant)]
    private static partial Regex DumpFileName();
}
