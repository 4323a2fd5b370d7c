using System.Runtime.Versioning;
using Pum.Dumper.Failures;
using Pum.Dumper.Files;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Dumping;

/// <summary>
/// The place of a dump and a place beside it, on the same file system, where it grows: it appears at its own place whole or not at
/// all. <c>pg_dump --file</c> truncates an existing file before it has even connected.
/// </summary>
internal sealed class DumpDestination : IDisposable
{
    private static readonly FileStreamOptions NewFile = OperatingSystem.IsWindows()
        ? new() { Mode = FileMode.CreateNew, Access = FileAccess.Write }
        : new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };

    private readonly object _gate = new();
    private readonly DumpWork _work;
    private readonly DumpMode _mode;
    private readonly ParentFolder _parent;
    private readonly FolderPublication? _folder;
    private FileIdentity? _begun;
    private bool _ended;

    private DumpDestination(string path, ParentFolder parent, DumpWork work, FolderPublication? folder)
    {
        (Path, _parent, _work, _folder) = (path, parent, work, folder);
        _mode = DumpMode.For(path, isDirectory: folder is not null);
    }

    /// <summary>Where the dump is to go, without links: one that changes meanwhile does not lead it elsewhere.</summary>
    public string Path { get; }

    /// <summary>Where pg_dump writes it.</summary>
    public string WorkPath => _work.Partial;

    /// <summary>
    /// Creates the folder, checks that nothing is in the way and removes what earlier dumps left, before pg_dump runs.
    /// </summary>
    /// <param name="file">Full path of the dump.</param>
    /// <param name="format">Its format.</param>
    /// <param name="reporter">Told what was removed.</param>
    /// <param name="exchange">How two folders change places in one step; tests give one that cannot.</param>
    /// <exception cref="PumFailureException">PUM1004.</exception>
    public static DumpDestination Prepare(string file, DumpFormat format, IReporter reporter, Func<string, string, bool>? exchange = null)
    {
        var path = Find(file, format);
        MakeParent(path);
        ParentFolder? parent = null;
        DumpWork? work = null;
        try
        {
            parent = ParentFolder.Open(System.IO.Path.GetDirectoryName(path)!);
            work = DumpWork.Begin(path, parent);
            work.RemoveLeftovers(reporter);
            var folder = format == DumpFormat.Directory
                ? new FolderPublication(path, parent.PathOf(path), work, exchange ?? FolderExchange.Try)
                : null;
            var destination = new DumpDestination(path, parent, work, folder);
            destination.Begin();
            return destination;
        }
        catch (Exception exception)
        {
            work?.Dispose();
            parent?.Dispose();
            if (exception is IOException or UnauthorizedAccessException)
                throw new PumFailureException(DumpFailures.NotReplaced(path, exception.Message), exception);
            throw;
        }
    }

    /// <summary>The place of a dump, without links; nothing is written yet.</summary>
    /// <param name="file">Full path of the dump.</param>
    /// <param name="format">Its format.</param>
    /// <exception cref="PumFailureException">PUM1004: something is in the way.</exception>
    public static string Find(string file, DumpFormat format)
    {
        var isDirectory = format == DumpFormat.Directory;
        var path = WithoutLinks(file);
        if (System.IO.Path.GetDirectoryName(path) is null || (!isDirectory && System.IO.Path.EndsInDirectorySeparator(file)))
            throw new PumFailureException(DumpFailures.InTheWay(file, "a folder"));
        try
        {
            return DumpPlace.Obstacle(path, isDirectory) is { } what
                ? throw new PumFailureException(DumpFailures.InTheWay(path, what))
                : path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PumFailureException(DumpFailures.NotReplaced(path, exception.Message), exception);
        }
    }

    private static void MakeParent(string path)
    {
        var name = System.IO.Path.GetDirectoryName(path)!;
        try
        {
            Directory.CreateDirectory(name);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PumFailureException(DumpFailures.FolderNotMade(name, exception.Message), exception);
        }
    }

    private static string WithoutLinks(string file)
    {
        try
        {
            return RealPath.Of(System.IO.Path.TrimEndingDirectorySeparator(file));
        }
        catch (IOException exception)
        {
            throw new PumFailureException(DumpFailures.LinkNotFollowed(file, exception.Message), exception);
        }
    }

    /// <summary>What a text calls the place where the dump grows, as the user calls it.</summary>
    public string InWordsOfUser(string text, string file) => text.Replace(WorkPath, file, StringComparison.Ordinal);

    /// <summary>Checks that pg_dump has written into what was made for it, and that nothing else is there.</summary>
    /// <exception cref="PumFailureException">PUM1004.</exception>
    public void Check()
    {
        if (!_work.IsInPlace || _begun?.IsSameAs(FileIdentity.Of(WorkPath)) == false)
            throw new PumFailureException(DumpFailures.Exchanged(Path));
        if (_folder is not null && !DumpPlace.HoldsOnlyDumpFiles(WorkPath))
            throw new PumFailureException(DumpFailures.ForeignContent(Path));
    }

    /// <summary>Changes what pg_dump has written.</summary>
    /// <param name="change">Is given the place where it is.</param>
    /// <exception cref="PumFailureException">PUM1004, PUM4004; what was there before is untouched.</exception>
    public async Task ChangeAsync(Func<string, Task> change)
    {
        try
        {
            await change(WorkPath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(exception);
        }
    }

    /// <summary>Writes the finished dump to the disk.</summary>
    /// <remarks>
    /// A rename may reach the disk before the content does: after a loss of power neither the old dump nor the new one would be there. What
    /// pg_dump closed and the system failed to write before this begins is told here too, unless the system has forgotten the file since.
    /// </remarks>
    /// <exception cref="PumFailureException">PUM1004, PUM4004; what was there before is untouched.</exception>
    /// <exception cref="OperationCanceledException">The dump was given up between two files.</exception>
    public void Flush(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var file in _folder is not null ? Directory.EnumerateFiles(WorkPath) : [WorkPath])
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
                if (OperatingSystem.IsWindows())
                    RandomAccess.FlushToDisk(handle);
                else
                    UnixFile.Flush(handle);
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (_folder is not null && !OperatingSystem.IsWindows())
            {
                using var folder = UnixFile.OpenFolder(WorkPath);
                UnixFile.Flush(folder);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(exception);
        }
    }

    /// <summary>Puts the finished dump into its place.</summary>
    /// <exception cref="PumFailureException">PUM1004; what was there before is untouched.</exception>
    public void Publish(IReporter reporter)
    {
        try
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_ended, this);
                if (!OperatingSystem.IsWindows())
                    SetMode();
                // The dump would appear in the folder that was meant, where its user no longer finds it.
                if (!_parent.IsInPlace)
                    throw new PumFailureException(DumpFailures.ParentExchanged(Path));
                if (_folder is not null)
                    _folder.Run(_begun, reporter);
                else
                    _parent.Replace(System.IO.Path.GetFileName(Path), WorkPath);
            }

            _parent.TryFlush();
        }
        catch (Exception exception) when (_folder?.Unchecked is not null)
        {
            throw new PumFailureException(DumpFailures.NotPutBack(Path, _work.NameOf(_folder.Unchecked), exception.Message), exception);
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
            if (_folder?.Unchecked is null)
                _work.Dispose();
            else
                _work.Release();
            _parent.Dispose();
        }
    }

    /// <summary>Makes what pg_dump is going to write into, so that it has its rights from the first byte.</summary>
    private void Begin()
    {
        if (_folder is not null)
            UnixFile.CreatePrivateFolder(WorkPath);
        else
            new FileStream(WorkPath, NewFile).Dispose();
        _begun = FileIdentity.Of(WorkPath);
    }

    private PumFailureException NotWritten(Exception exception)
    {
        var words = InWordsOfUser(exception.Message, Path);
        return new(
            FullDisk.IsCauseOf(exception) ? DumpFailures.DiskFull(words, Path) : DumpFailures.NotReplaced(Path, words), exception);
    }

    [UnsupportedOSPlatform("windows")]
    private void SetMode()
    {
        try
        {
            _mode.Apply(WorkPath);
        }
        catch (UnauthorizedAccessException) when (!_work.KeepsModes)
        {
            // All files have one mode there.
        }
    }
}
