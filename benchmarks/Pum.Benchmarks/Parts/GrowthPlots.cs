using System.Collections.Immutable;
using Pum.Benchmarks.Plots;
using Pum.Benchmarks.Reporting;

namespace Pum.Benchmarks.Parts;

/// <summary>The two plots of growth.</summary>
internal static class GrowthPlots
{
    /// <summary>Time and memory by size.</summary>
    /// <param name="bench">The run.</param>
    /// <param name="points">What was measured.</param>
    /// <param name="name">Begins the names of the files.</param>
    /// <param name="over">What the size is, for titles.</param>
    /// <param name="axis">The same with its unit, for the axis.</param>
    /// <param name="server">The server.</param>
    /// <param name="limit">The most memory that the tasks may take, in MB; <see langword="null"/> where no limit is set.</param>
    public static ImmutableArray<Plot> Draw(
        Bench bench, IReadOnlyList<GrowthPoint> points, string name, string over, string axis, string server, double? limit)
    {
        var note = $"{server}, fsync off; medians of {Runs(bench.Options)}, minimum and maximum; logarithmic axes";
        var time = new LinePlot(
            $"Time by {over}", note, axis, "seconds", IsLogarithmic: true, [.. GrowthPoint.TimeLines(points)]);
        var memory = new LinePlot(
            $"Memory by {over}",
            $"{server}; the largest process of the tools; of the tasks, what they add to the build itself",
            axis,
            "peak memory, MB",
            IsLogarithmic: false,
            [.. GrowthPoint.MemoryLines(points)])
        { Limit = limit is { } most ? (most, $"target for the tasks: below {most} MB") : null };
        return [new($"{name}-time", time.Title, time.Draw()), new($"{name}-memory", memory.Title, memory.Draw())];
    }

    private static string Runs(BenchmarkOptions options) =>
        options.Pairs == options.LongPairs ? $"{options.Pairs} runs" : $"{options.Pairs} runs ({options.LongPairs} of the largest)";
}
