using System.Globalization;
using System.Runtime.InteropServices;

namespace Pum.Benchmarks.Shared;

/// <summary>Where the figures come from.</summary>
internal static class Machine
{
    private const string LoadFile = "/proc/loadavg";
    private const string ProcessorFile = "/proc/cpuinfo";

    /// <summary>The machine in one phrase.</summary>
    public static string Description
    {
        get
        {
            var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30);
            return string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores ({Processor}), {memory:0} GB, {RuntimeInformation.OSDescription}");
        }
    }

    /// <summary>How many processes wanted a core during the last minute; <see langword="null"/> where the system does not say.</summary>
    public static string? Load => File.Exists(LoadFile) ? File.ReadAllText(LoadFile).Split(' ')[0] : null;

    // Only Linux tells the model without asking another program.
    private static string Processor
    {
        get
        {
            var model = File.Exists(ProcessorFile)
                ? File.ReadLines(ProcessorFile).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
                : null;
            return model is null
                ? RuntimeInformation.OSArchitecture.ToString()
                : model[(model.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }
    }
}
