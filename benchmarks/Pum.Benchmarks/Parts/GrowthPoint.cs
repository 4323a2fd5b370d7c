using Pum.Benchmarks.Measuring;
using Pum.Benchmarks.Plots;
using Pum.Benchmarks.Reporting;
using Pum.Benchmarks.Subjects;
using Pum.Benchmarks.Ways;

namespace Pum.Benchmarks.Parts;

/// <summary>A dump and a replaced database at one size, each beside PostgreSQL's tools.</summary>
/// <param name="X">The size.</param>
/// <param name="Title">What to call it.</param>
/// <param name="Dumps">The ways to dump it.</param>
/// <param name="Replaces">The ways to replace a database from that dump.</param>
internal sealed record GrowthPoint(double X, string Title, DumpWays Dumps, ReplaceWays Replaces)
{
    /// <summary>What the rows of the table say.</summary>
    public const string TableHead = """
        | | `pg_dump` | **`PumDump`** | best by hand | **`ReplaceDatabase`** | memory: `pg_dump` | **`PumDump`**, build only | best by hand | **`ReplaceDatabase`**, build only |
        | --- | --- | --- | --- | --- | --- | --- | --- | --- |
        """;

    /// <summary>Measures one; pg_dump has the options that the task chooses, and the best by hand stands beside the replacing.</summary>
    /// <param name="bench">The run.</param>
    /// <param name="server">Where the database is.</param>
    /// <param name="database">Its name.</param>
    /// <param name="x">Its size.</param>
    /// <param name="title">What to call it.</param>
    /// <param name="isLong">Whether a run takes long: then fewer serve, and a first round that does not count would change little.</param>
    public static async Task<GrowthPoint> MeasureAsync(
        Bench bench, BenchmarkServer server, string database, double x, string title, bool isLong)
    {
        var pairs = isLong ? bench.Options.LongPairs : bench.Options.Pairs;
        var dumps = new DumpWays(bench, server, database);
        await Rounds.RunAsync(pairs, [dumps.Bare, dumps.Ours, dumps.Nothing], warmsUp: !isLong);
        var replaces = new ReplaceWays(bench, server, await bench.DumpOfAsync(server, database));
        await replaces.RunAsync(pairs, [replaces.ByHand, replaces.Ours, replaces.Nothing], warmsUp: !isLong);
        return new(x, title, dumps, replaces);
    }

    /// <summary>A row of the table: medians.</summary>
    public string Row => "| " + string.Join(" | ",
    [
        Title,
        .. Times.Select(way => Figure.Seconds(way.Seconds.Median)),
        .. Times.Select(way => Figure.Megabytes(way.PeakMegabytes.Median)),
    ]) + " |";

    /// <summary>The ratios of both.</summary>
    public IEnumerable<Ratio> Ratios =>
    [
        new($"Dump, {Title}: PumDump / pg_dump", Dumps.Ours.Seconds.Over(Dumps.Bare.Seconds)),
        new($"Replacing, {Title}: PumRestore / the best by hand", Replaces.Ours.Seconds.Over(Replaces.ByHand.Seconds)),
    ];

    private Way[] Times => [Dumps.Bare, Dumps.Ours, Replaces.ByHand, Replaces.Ours];

    /// <summary>The lines of time over size.</summary>
    public static PlotLine[] TimeLines(IReadOnlyList<GrowthPoint> points) => Lines(points, way => way.Seconds);

    /// <summary>The lines of memory over size.</summary>
    public static PlotLine[] MemoryLines(IReadOnlyList<GrowthPoint> points) => Lines(points, way => way.PeakMegabytes);

    private static PlotLine[] Lines(IReadOnlyList<GrowthPoint> points, Func<Way, Series> figures)
    {
        return
        [
            Line("pg_dump", isOurs: false, isReplace: false, point => point.Dumps.Bare),
            Line("PumDump", isOurs: true, isReplace: false, point => point.Dumps.Ours),
            Line("best by hand", isOurs: false, isReplace: true, point => point.Replaces.ByHand),
            Line("ReplaceDatabase", isOurs: true, isReplace: true, point => point.Replaces.Ours),
        ];

        PlotLine Line(string label, bool isOurs, bool isReplace, Func<GrowthPoint, Way> way) =>
            new(label, isOurs, isReplace, [.. points.Select(point => (point.X, figures(way(point))))]);
    }
}
