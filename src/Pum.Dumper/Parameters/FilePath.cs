namespace Pum.Dumper.Parameters;

/// <summary>The full path of a file that a user names.</summary>
internal static class FilePath
{
    /// <summary>
    /// The full path. <c>..</c> stays in it, but for Windows: to remove it as text names a different file after a folder that is a link.
    /// </summary>
    public static string Of(string written, string baseDirectory)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.Combine(baseDirectory, written));
        return !OperatingSystem.IsWindows() && path.Split('/').Contains("..") ? path : Path.GetFullPath(path, baseDirectory);
    }
}
