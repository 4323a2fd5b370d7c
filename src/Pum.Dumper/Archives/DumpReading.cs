using Pum.Dumper.Failures;
using Pum.Dumper.Files;

namespace Pum.Dumper.Archives;

/// <summary>The one place that turns what reading a file can throw into failures.</summary>
internal static class DumpReading
{
    /// <summary>Runs a reader of a dump.</summary>
    /// <exception cref="PumFailureException">Whatever went wrong.</exception>
    public static T Read<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new PumFailureException(ArchiveFailures.Missing((exception as FileNotFoundException)?.FileName ?? path), exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new PumFailureException(ArchiveFailures.AccessDenied(path), exception);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw new PumFailureException(ArchiveFailures.Corrupt(path, "its compressed data cannot be unpacked"), exception);
        }
        catch (Exception exception) when (exception is IOException or NotSupportedException or ArgumentException)
        {
            throw new PumFailureException(ArchiveFailures.Unreadable(path, exception.Message), exception);
        }
    }

    /// <summary>Opens a file for reading without a buffer: every reader here brings its own.</summary>
    /// <exception cref="PumFailureException">PUM1003: opening a pipe would wait for a writer, and it can be read only once.</exception>
    public static FileStream Open(string path) => UnixFile.IsStream(path)
        ? throw new PumFailureException(ArchiveFailures.NoFile(path))
        : new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
}
