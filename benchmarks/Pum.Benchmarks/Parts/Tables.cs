using System.Collections.Immutable;
using System.Globalization;
using Pum.Benchmarks.Measuring;
using Pum.Benchmarks.Reporting;
using Pum.Benchmarks.Subjects;

namespace Pum.Benchmarks.Parts;

/// <summary>Growth with the number of tables.</summary>
internal sealed class Tables : IPart
{
    private const double MostTimes = 1.2;

    /// <summary>With more tables one run takes long.</summary>
    private const int MostWithAllPairs = 1000;

    private static readonly int[] Steps = [10, 100, 1000];

    /// <inheritdoc/>
    public string Name => "tables";

    /// <inheritdoc/>
    public async Task<PartReport> MeasureAsync(Bench bench)
    {
        var server = await bench.ServerAsync();
        var points = new List<GrowthPoint>();
        foreach (var count in Steps.Where(count => count < bench.Options.Tables).Append(bench.Options.Tables))
        {
            var title = string.Create(CultureInfo.InvariantCulture, $"{count:#,0} tables");
            Progress.Say($"Dumping and replacing {title}");
            var database = await ManyTables.CreateAsync(server, count);
            points.Add(await GrowthPoint.MeasureAsync(bench, server, database, count, title, isLong: count > MostWithAllPairs));
            await server.ExecuteAsync($"DROP DATABASE {database}");
        }

        return new(
            Name,
            ServerList.Describe([server]),
            points.Count < 2 ? [] : TargetsOf(points[0], points[^1]),
            GrowthPlots.Draw(bench, points, "tables", "number of tables", "number of tables", server.Title, limit: null),
            [string.Join('\n', [GrowthPoint.TableHead, .. points.Select(point => point.Row)])],
            [.. points.SelectMany(point => point.Ratios)]);
    }

    private static ImmutableArray<Target> TargetsOf(GrowthPoint first, GrowthPoint last)
    {
        var range = $"growth from {first.Title} to {last.Title}";
        return
        [
            Growth($"`PumDump`, {range}: times that of `pg_dump`", first.Dumps.Ours, last.Dumps.Ours, first.Dumps.Bare, last.Dumps.Bare, way => way.Seconds),
            Growth("the same for memory of the build process", first.Dumps.Ours, last.Dumps.Ours, first.Dumps.Bare, last.Dumps.Bare, way => way.PeakMegabytes),
            Growth($"`ReplaceDatabase`, {range}: times that of the best by hand", first.Replaces.Ours, last.Replaces.Ours, first.Replaces.ByHand, last.Replaces.ByHand, way => way.Seconds),
            Growth("the same for memory of the build process", first.Replaces.Ours, last.Replaces.Ours, first.Replaces.ByHand, last.Replaces.ByHand, way => way.PeakMegabytes),
        ];
    }

    private static Target Growth(string promise, Way ours, Way oursAtLast, Way bare, Way bareAtLast, Func<Way, Series> figures) => new(
        promise,
        figures(oursAtLast).Less(figures(ours).Median).Over(figures(bareAtLast).Less(figures(bare).Median)),
        MostTimes,
        Figure.Ratio);
}
