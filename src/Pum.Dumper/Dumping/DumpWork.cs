using System.Security.Cryptography;
using System.Text;
using Pum.Dumper.Files;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Dumping;

/// <summary>
/// The private folder beside a dump in which one run works, and the lock that marks the run as alive. The lock ends with its process,
/// however that ends, so that the next dump to the same place recognises a leftover.
/// </summary>
/// <remarks>
/// The folder around it may belong to other users, or be open to all like <c>/tmp</c>. There another user could create a name before us, or
/// make it lead elsewhere; in a folder of our own no other user can do that, or read the growing dump. See
/// docs/decisions/private-folder.md.
/// </remarks>
internal sealed class DumpWork : IDisposable
{
    private const string LockName = "lock";
    private const string PartialName = "dump.partial";
    private const string AsideName = "dump.old";
    private const int Attempts = 5;

    /// <summary>An empty folder of this age at the most may belong to a run that has not taken its lock yet.</summary>
    private static readonly TimeSpan Beginning = TimeSpan.FromMinutes(1);

    private readonly string _path;
    private readonly string _place;
    private readonly PrivateFolder _folder;
    private readonly FileStream _lock;

    private DumpWork(string path, string place, PrivateFolder folder, FileStream locked) =>
        (_path, _place, _folder, _lock) = (path, place, folder, locked);

    /// <summary>Where the dump grows.</summary>
    public string Partial => Path.Join(_folder.Root, PartialName);

    /// <summary>Where an old folder is kept for the moment in which the new one takes its place.</summary>
    public string Aside => Path.Join(_folder.Root, AsideName);

    /// <summary>Whether the private folder is still the one that was made.</summary>
    public bool IsInPlace => _folder.IsInPlace;

    /// <summary>Whether the file system keeps the rights that files are given.</summary>
    public bool KeepsModes => _folder.KeepsModes;

    /// <summary>The path of something in the private folder by the names that people see.</summary>
    public string NameOf(string path) => path.Replace(_folder.Root, _folder.Name, StringComparison.Ordinal);

    /// <summary>Makes a folder that no other run has.</summary>
    /// <param name="path">Where the dump is to go.</param>
    /// <param name="parent">The folder of that name.</param>
    /// <exception cref="IOException">It could not be made.</exception>
    public static DumpWork Begin(string path, ParentFolder parent)
    {
        for (var attempt = 1; ; attempt++)
        {
            PrivateFolder? folder = null;
            try
            {
                folder = PrivateFolder.Create(StemOf(path) + Guid.NewGuid().ToString("N"));
                var locked = OpenLock(folder, FileMode.CreateNew);
                // Another run that cleans up may act between the creation of the file and its lock.
                if (File.Exists(locked.Name))
                    return new(path, parent.PathOf(path), folder, locked);
                locked.Dispose();
            }
            catch (IOException) when (attempt < Attempts)
            {
                // The same, a moment earlier.
            }

            folder?.Dispose();
        }
    }

    /// <summary>
    /// Removes what runs of this user that are no longer alive left beside the same place; an old folder that was moved aside when they
    /// ended comes back.
    /// </summary>
    public void RemoveLeftovers(IReporter reporter)
    {
        // Some network file systems accept every lock and hold none: a live run and a leftover look the same there.
        if (!HoldsLock())
            return;
        var names = Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(_path)!, Path.GetFileName(StemOf(_path)) + "*");
        foreach (var name in names.Where(name => name != _folder.Name).ToList())
        {
            try
            {
                Remove(name, reporter);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It lives, or another run is removing it at the same time.
                reporter.Message(ReportImportance.Low, $"Left alone: {name} ({exception.Message})");
            }
        }
    }

    /// <summary>Removes what was not published, and the folder.</summary>
    public void Dispose()
    {
        try
        {
            Delete(Partial);
            // If nothing is at the dump's place, the old one is all there is.
            if (Path.Exists(_place))
                Delete(Aside);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next dump removes it; the error that ended this one must not be hidden.
        }
        finally
        {
            Release();
        }
    }

    /// <summary>Ends the lock, and removes nothing but an empty folder.</summary>
    public void Release()
    {
        _lock.Dispose();
        RemoveEmpty(_folder);
        _folder.Dispose();
    }

    /// <summary>Deletes a file, a link or a dump's folder, where it is there.</summary>
    /// <remarks>
    /// The former owner of a folder may still change what is in it, and exchange a folder in it for a link while a recursive deletion is
    /// entering it. A dump holds only files, and deleting a file follows no link.
    /// </remarks>
    /// <exception cref="IOException">A folder holds another.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, or something may not be deleted.</exception>
    public static void Delete(string path)
    {
        if (new DirectoryInfo(path) is not { Exists: true, LinkTarget: null })
        {
            File.Delete(path);
            return;
        }

        foreach (var entry in Directory.GetFileSystemEntries(path))
            File.Delete(entry);
        Directory.Delete(path, recursive: false);
    }

    private void Remove(string name, IReporter reporter)
    {
        using var folder = PrivateFolder.TryOpen(name) ?? throw new IOException("not a private folder of this user");
        // Root may be a link, whose own time is the current one.
        if (Directory.GetLastWriteTimeUtc(folder.Root + "/.") > DateTime.UtcNow - Beginning
            && !Directory.EnumerateFileSystemEntries(folder.Root).Any())
            throw new IOException("it was created just now");
        if (Directory.EnumerateFileSystemEntries(folder.Root).Any(
            path => Path.GetFileName(path) is not (LockName or PartialName or AsideName)))
            throw new IOException("it holds something other than a dump");
        using (OpenLock(folder, FileMode.OpenOrCreate))
        {
            var (partial, aside) = (Path.Join(folder.Root, PartialName), Path.Join(folder.Root, AsideName));
            if (Directory.Exists(aside) && DumpPlace.IsDump(aside) && !Path.Exists(_place))
            {
                Directory.Move(aside, _place);
                reporter.Message(ReportImportance.Normal, $"Moved {_path} back, which an interrupted dump had moved aside");
            }

            foreach (var left in new[] { partial, aside }.Where(Path.Exists))
            {
                // What could not be put back where it was taken from.
                if (Directory.Exists(left) && !DumpPlace.HoldsOnlyDumpFiles(left))
                    throw new IOException("it holds something other than a dump");
                Delete(left);
            }
        }

        if (!RemoveEmpty(folder))
            throw new IOException("it is not empty");
        reporter.Message(ReportImportance.Normal, $"Removed {name}, left by an earlier dump that was interrupted");
    }

    private static bool RemoveEmpty(PrivateFolder folder)
    {
        try
        {
            Directory.Delete(folder.Name);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It holds something that must not be lost, or another run was faster.
            return false;
        }
    }

    private bool HoldsLock()
    {
        try
        {
            using var second = new FileStream(_lock.Name, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    // .NET's FileShare.None is an exclusive flock() on Unix.
    private static FileStream OpenLock(PrivateFolder folder, FileMode mode) =>
        new(Path.Join(folder.Root, LockName), mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);

    /// <summary>
    /// A beginning that tells the dump, of fixed length: the dump's own name may already be as long as the file system allows.
    /// </summary>
    private static string StemOf(string path) => Path.Combine(
        Path.GetDirectoryName(path)!,
        $".pum-{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFileName(path))))[..16].ToLowerInvariant()}-");
}
