using System.Security.Cryptography;
using System.Text;

namespace Pum.Dumper.Dumping;

/// <summary>
/// The names beside a dump under which one run works, and the lock that says that it lives. The lock dies with its process, however that
/// ends, so that the next dump to the same place knows what is left over.
/// </summary>
internal sealed class DumpWork : IDisposable
{
    private const string LockSuffix = ".lock";
    private const string PartialSuffix = ".partial";
    private const string AsideSuffix = ".old";
    private const int Attempts = 5;

    private readonly string _path;
    private readonly string _stem;
    private readonly FileStream _lock;

    private DumpWork(string path, string stem, FileStream locked) => (_path, _stem, _lock) = (path, stem, locked);

    /// <summary>Where the dump grows.</summary>
    public string Partial => _stem + PartialSuffix;

    /// <summary>Where an old folder stands for the moment in which the new one takes its place.</summary>
    public string Aside => _stem + AsideSuffix;

    /// <summary>Takes names that no other run has.</summary>
    public static DumpWork Begin(string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            var stem = StemOf(path) + Guid.NewGuid().ToString("N");
            try
            {
                var locked = OpenLock(stem, FileMode.CreateNew);
                // Another run that cleans up can come in between the making of the file and its lock.
                if (File.Exists(stem + LockSuffix))
                    return new(path, stem, locked);
                locked.Dispose();
            }
            catch (IOException exception) when (attempt < Attempts && exception is not DirectoryNotFoundException)
            {
                // The same, a moment earlier.
            }
        }
    }

    /// <summary>
    /// Removes what runs that are no longer alive left beside the same place; an old folder that stood aside while they ended comes back.
    /// </summary>
    public void RemoveLeftovers(IReporter reporter)
    {
        // Some network file systems take every lock and hold none: nothing could be told apart there.
        if (!HoldsLock())
            return;
        var folder = Path.GetDirectoryName(_path)!;
        var stems = Directory.EnumerateFileSystemEntries(folder, Path.GetFileName(StemOf(_path)) + "*")
            .Select(entry => Path.ChangeExtension(entry, null)).Where(stem => stem != _stem).Distinct().ToList();
        foreach (var stem in stems)
        {
            try
            {
                using var locked = OpenLock(stem, FileMode.OpenOrCreate);
                Remove(stem, reporter);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It lives, is another user's, or another run is removing it at the same time.
                reporter.Message(ReportImportance.Low, $"Left alone: {stem}.* ({exception.Message})");
            }
        }
    }

    /// <summary>Removes what was not published and frees the names.</summary>
    public void Dispose()
    {
        try
        {
            Delete(Partial);
            // Where nothing stands at the dump's place the old one is all there is.
            if (Path.Exists(_path))
                Delete(Aside);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next dump removes it; what ended this one must not be hidden.
        }
        finally
        {
            _lock.Dispose();
        }
    }

    /// <summary>Frees the names and removes nothing.</summary>
    public void Release() => _lock.Dispose();

    /// <summary>Deletes a file or a folder, where it is there.</summary>
    public static void Delete(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        else
            File.Delete(path);
    }

    private void Remove(string stem, IReporter reporter)
    {
        if (Directory.Exists(stem + AsideSuffix) && !Path.Exists(_path))
        {
            Directory.Move(stem + AsideSuffix, _path);
            reporter.Message(ReportImportance.Normal, $"PumDump: {_path} is back, which an earlier dump had moved aside when it was ended");
        }

        foreach (var left in new[] { stem + PartialSuffix, stem + AsideSuffix }.Where(Path.Exists))
        {
            Delete(left);
            reporter.Message(ReportImportance.Normal, $"PumDump: removed {left}, left by an earlier dump that was ended");
        }
    }

    private bool HoldsLock()
    {
        try
        {
            using var second = new FileStream(_stem + LockSuffix, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    // .NET's FileShare.None is an exclusive flock() on Unix.
    private static FileStream OpenLock(string stem, FileMode mode) =>
        new(stem + LockSuffix, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);

    /// <summary>A beginning that tells the dump, of fixed length: the dump's own name may already be as long as the file system allows.</summary>
    private static string StemOf(string path) => Path.Combine(
        Path.GetDirectoryName(path)!,
        $".pum-{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFileName(path))))[..16].ToLowerInvariant()}-");
}
