using System.Globalization;
using System.Security.Cryptography;

namespace Pum.Dumper.Servers;

/// <summary>Where a temporary server has its folder: in memory where there is room, else on disk.</summary>
/// <remarks>
/// With <c>RemoveIPC=yes</c>, its default, systemd removes what an ordinary user has in memory when the user's last session ends
/// (<see href="https://www.freedesktop.org/software/systemd/man/latest/logind.conf.html">logind.conf</see>): a server that outlives its
/// user's logout is lost.
/// </remarks>
internal static class ServerFolder
{
    private const string Prefix = "pum_server_";
    private const string Memory = "/dev/shm";

    // What is left for others. A server's write-ahead log grows to 1 GB.
    private const long Spare = 2L << 30;
    private const long ForEach = 1L << 30;

    /// <summary>The folders that may hold servers' folders, and so what a server that died left behind.</summary>
    public static IReadOnlyList<string> Parents => OperatingSystem.IsLinux() && Directory.Exists(Memory) ? [Memory, Disk] : [Disk];

    // A socket's path may have 103 bytes on macOS and 107 on Linux, and root's server runs as a user who cannot enter a TMPDIR of root's.
    private static string Disk =>
        !OperatingSystem.IsWindows() && Directory.Exists("/tmp") ? "/tmp" : Path.TrimEndingDirectorySeparator(Path.GetTempPath());

    /// <summary>Paths for one more server, the better first; nothing is there yet.</summary>
    public static IReadOnlyList<string> Choose() => [.. Parents.Where(parent => parent != Memory || HasRoom()).Select(
        parent => Path.Combine(parent, Prefix + RandomNumberGenerator.GetHexString(12, lowercase: true)))];

    private static bool HasRoom()
    {
        try
        {
            var needed = Spare + (ForEach * (1 + Directory.EnumerateDirectories(Memory, Prefix + "*").Count()));
            return new DriveInfo(Memory) is { DriveFormat: "tmpfs" } drive
                && drive.AvailableFreeSpace >= needed
                // A container may have less than the machine.
                && GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >= needed
                && AvailableMemory() >= needed;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The disk serves too.
            return false;
        }
    }

    // See proc_meminfo(5): what can be had without swapping.
    private static long AvailableMemory() =>
        File.ReadLines("/proc/meminfo").FirstOrDefault(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal)) is { } line
            ? long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10
            : 0;
}
