using Pum.Benchmarks.Measuring;
using Pum.Benchmarks.Subjects;

namespace Pum.Benchmarks.Ways;

/// <summary>PostgreSQL's own programs, called as a script calls them: the server is named by the environment.</summary>
internal sealed class ClientTools(BenchmarkServer server)
{
    /// <summary>Parallel workers of the best by hand: one a core, as the tasks choose them.</summary>
    public static int Jobs { get; } = Math.Max(2, Environment.ProcessorCount);

    /// <summary>Runs one to its end.</summary>
    public Task<Measurement> RunAsync(string tool, params string[] arguments) => MeasuredProcess.RunAsync(
        Path.Combine(server.BinDirectory, OperatingSystem.IsWindows() ? $"{tool}.exe" : tool), arguments, server.ToolEnvironment);

    /// <summary>Runs several, one after the other, as one run.</summary>
    public async Task<Measurement> RunAllAsync(params string[][] commands)
    {
        var total = new Measurement(0, 0, 0);
        foreach (var command in commands)
            total = total.Then(await RunAsync(command[0], command[1..]));
        return total;
    }

    /// <summary>Runs <c>pg_dump</c>; what it writes is new each time.</summary>
    public async Task<Measurement> DumpAsync(string database, string file, params string[] options)
    {
        WorkFolder.Remove(file);
        var measurement = await RunAsync("pg_dump", [.. options, $"--file={file}", database]);
        return measurement with { OutputBytes = WorkFolder.SizeOf(file) };
    }
}
