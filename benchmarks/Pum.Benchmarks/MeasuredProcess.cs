using System.Diagnostics;

namespace Pum.Benchmarks;

/// <summary>Runs a program and measures it.</summary>
internal static class MeasuredProcess
{
    /// <summary>Runs it to its end; an exit code other than 0 ends the benchmark with what it said.</summary>
    public static async Task<Measurement> RunAsync(string program, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // What `dotnet run` tells this process would make each build a part of it; connections come from the arguments alone.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        // The build is to happen in the process that is measured.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var peak = WatchAsync(process);
        await process.WaitForExitAsync();
        var seconds = clock.Elapsed.TotalSeconds;
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {arguments[0]} ended with {process.ExitCode}:\n{await output}{await error}");
        return new(seconds, await peak);
    }

    // The system keeps the peak as long as the process lives, so that looking now and then misses little of it.
    private static async Task<long> WatchAsync(Process process)
    {
        var peak = 0L;
        while (!process.HasExited)
        {
            try
            {
                process.Refresh();
                peak = Math.Max(peak, process.PeakWorkingSet64);
            }
            catch (InvalidOperationException)
            {
                return peak; // It ended between the question and the answer.
            }
            // The system tells the peak only while the process is there, so the last answer counts; often enough to miss little of its end.
            await Task.Delay(20);
        }
        return peak;
    }
}
