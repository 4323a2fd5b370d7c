using System.Diagnostics;
using System.Globalization;

namespace Pum.Benchmarks.Measuring;

/// <summary>Runs a program and measures it.</summary>
internal static class MeasuredProcess
{
    // What ends soon is looked at more often.
    private static readonly TimeSpan FirstInterval = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    private const int FirstLooks = 25;

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="InvalidOperationException">It ended with another exit code than 0; says what it printed.</exception>
    public static async Task<Measurement> RunAsync(
        string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var before = ProcessorTime.OfEndedChildren();
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var peak = WatchAsync(process);
        await process.WaitForExitAsync();
        var seconds = clock.Elapsed.TotalSeconds;
        var processor = ProcessorTime.OfEndedChildren() - before ?? process.TotalProcessorTime.TotalSeconds;
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {arguments[0]} ended with {process.ExitCode}:\n{await output}{await error}");
        return new(seconds, processor, await peak);
    }

    // What `dotnet run` tells this process would make each build a part of it; connections come from the caller alone.
    private static bool IsForeign(string name) =>
        name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("PG", StringComparison.Ordinal);

    // The system tells the peak only while the process is there, so the last answer counts; often enough to miss little of its end.
    private static async Task<long> WatchAsync(Process process)
    {
        var peak = 0L;
        for (var look = 0; !process.HasExited; look++)
        {
            peak = Math.Max(peak, PeakOf(process));
            await Task.Delay(look < FirstLooks ? FirstInterval : Interval);
        }
        return peak;
    }

    private static long PeakOf(Process process)
    {
        try
        {
            if (OperatingSystem.IsLinux())
                return HighWater(process.Id);
            process.Refresh();
            return process.PeakWorkingSet64;
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException)
        {
            return 0; // It ended between the question and the answer.
        }
    }

    // See proc_pid_status(5). Process reads the state of every thread besides, which would disturb what is measured.
    private static long HighWater(int id) =>
        File.ReadLines($"/proc/{id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) is { } line
            ? long.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10
            : 0;
}
