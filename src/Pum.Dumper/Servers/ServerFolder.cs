using System.Globalization;
using System.Security.Cryptography;

namespace Pum.Dumper.Servers;

/// <summary>Where a temporary server has its folder: in memory where there is room, else on disk.</summary>
internal static class ServerFolder
{
    private const string Memory = "/dev/shm";

    // Enough for a few servers with up to 1 GB of write-ahead log each, so that nothing else on the machine runs short.
    private const long Room = 4L << 30;

    /// <summary>The folders that may hold servers' folders, and so what a server that died left behind.</summary>
    public static IReadOnlyList<string> Parents => OperatingSystem.IsLinux() && Directory.Exists(Memory) ? [Memory, Disk] : [Disk];

    // A socket's path may have 103 bytes on macOS and 107 on Linux, and root's server runs as a user who cannot enter a TMPDIR of root's.
    private static string Disk => !OperatingSystem.IsWindows() && Directory.Exists("/tmp") ? "/tmp" : Path.TrimEndingDirectorySeparator(Path.GetTempPath());

    /// <summary>A path for one more server, which does not exist yet.</summary>
    public static string Choose() =>
        Path.Combine(IsMemoryFree() ? Memory : Disk, "pum_server_" + RandomNumberGenerator.GetHexString(12, lowercase: true));

    private static bool IsMemoryFree() =>
        OperatingSystem.IsLinux()
        && Directory.Exists(Memory)
        && new DriveInfo(Memory) is { DriveFormat: "tmpfs", AvailableFreeSpace: >= Room }
        // A container may have less than the machine.
        && GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >= Room
        && AvailableMemory() >= Room;

    // See proc_meminfo(5): what can be had without swapping.
    private static long AvailableMemory() =>
        File.ReadLines("/proc/meminfo").FirstOrDefault(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal)) is { } line
            ? long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10
            : 0;
}
