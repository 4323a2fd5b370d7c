namespace Pum.Dumper.Files;

/// <summary>What an error says of room.</summary>
internal static class FullDisk
{
    // ENOSPC everywhere, EDQUOT of Linux and of macOS; ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL of Windows.
    private static readonly int[] Errors = OperatingSystem.IsWindows()
        ? [unchecked((int)0x80070070), unchecked((int)0x80070027)]
        : [28, 122, 69];

    /// <summary>Whether there was none left, by disk or by quota.</summary>
    public static bool IsCauseOf(Exception exception) => exception is IOException && Errors.Contains(exception.HResult);
}
