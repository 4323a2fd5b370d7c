namespace Pum.Dumper.Archives;

/// <summary>How large a dump is that somebody else made.</summary>
internal static class DumpSize
{
    /// <summary>Bytes; of a directory, of all its files; <see langword="null"/> where that cannot be told.</summary>
    public static long? Of(string path)
    {
        try
        {
            return (Directory.Exists(path) ? Directory.EnumerateFiles(path) : [path]).Sum(file =>
            {
                // By what is opened: the path may be a link to a file that is held.
                using var handle = File.OpenHandle(file);
                return RandomAccess.GetLength(handle);
            });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
