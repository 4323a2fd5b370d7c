using System.Globalization;
using System.Runtime.InteropServices;

namespace Pum.Testing.Benchmarks;

/// <summary>Where the figures come from.</summary>
internal static class Machine
{
    private const string LoadFile = "/proc/loadavg";

    /// <summary>The machine in one phrase.</summary>
    public static string Description
    {
        get
        {
            var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30);
            return string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {memory:0} GB, {RuntimeInformation.OSDescription}");
        }
    }

    /// <summary>How many processes wanted a core during the last minute; <see langword="null"/> where the system does not say.</summary>
    public static string? Load => File.Exists(LoadFile) ? File.ReadAllText(LoadFile).Split(' ')[0] : null;
}
