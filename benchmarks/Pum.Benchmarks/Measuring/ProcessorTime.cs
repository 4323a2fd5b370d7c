using System.Runtime.InteropServices;

namespace Pum.Benchmarks.Measuring;

/// <summary>Time of the processors, as the system counts it.</summary>
internal static partial class ProcessorTime
{
    private const int Children = -1;

    /// <summary>
    /// Seconds of user and system time of every child that has ended, and of those children's own; <see langword="null"/> on Windows.
    /// </summary>
    /// <remarks>
    /// See <see href="https://man7.org/linux/man-pages/man2/getrusage.2.html">getrusage(2)</see>. The structure begins with the two times,
    /// each as seconds and microseconds; macOS uses four of the eight bytes of the microseconds.
    /// </remarks>
    public static double? OfEndedChildren()
    {
        if (OperatingSystem.IsWindows())
            return null;
        Span<long> usage = stackalloc long[18];
        if (ReadUsage(Children, ref MemoryMarshal.GetReference(usage)) != 0)
            throw new InvalidOperationException("The system does not tell what processes took of the processors.");
        return usage[0] + usage[2] + (((int)usage[1] + (int)usage[3]) / 1e6);
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ReadUsage(int who, ref long usage);
}
