namespace Pum.Dumper.ServerTests.Connections;

/// <summary>What every user of the machine can see of its processes.</summary>
internal static class CommandLines
{
    /// <summary>The command lines of this moment, arguments separated by blanks; Linux alone has them in files.</summary>
    public static List<string> All() =>
        [.. Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)).Select(Read).OfType<string>()];

    private static string? Read(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has just ended, or is somebody else's.
            return null;
        }
    }
}
