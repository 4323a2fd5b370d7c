using Pum.Benchmarks.Reporting;

namespace Pum.Benchmarks.Parts;

/// <summary>Growth with the size of a database.</summary>
internal sealed class Sizes : IPart
{
    private const double MostMegabytes = 40;

    /// <summary>Of a larger database one run takes long.</summary>
    private const int MostWithAllPairs = 400;

    private static readonly int[] Steps = [1, 5, 25, 100, 400, 1000, 4000];

    /// <inheritdoc/>
    public string Name => "sizes";

    /// <inheritdoc/>
    public async Task<PartReport> MeasureAsync(Bench bench)
    {
        var server = await bench.ServerAsync();
        var points = new List<GrowthPoint>();
        foreach (var megabytes in Steps.Where(size => size < bench.Options.Megabytes).Append(bench.Options.Megabytes))
        {
            var database = await bench.DatabaseAsync(server, megabytes);
            Progress.Say($"Dumping and replacing {database.Title}");
            points.Add(await GrowthPoint.MeasureAsync(
                bench, server, database.Name, megabytes, database.Title, isLong: megabytes > MostWithAllPairs));
        }

        return new(
            Name,
            ServerList.Describe([server]),
            [
                Most("`PumDump`", points.Select(point => point.Dumps.Ours.PeakMegabytes)),
                Most("`ReplaceDatabase`", points.Select(point => point.Replaces.Ours.PeakMegabytes)),
            ],
            GrowthPlots.Draw(bench, points, "size", "database size", "size of the database, MB", server.Title, MostMegabytes),
            [string.Join('\n', [GrowthPoint.TableHead, .. points.Select(point => point.Row)])],
            [.. points.SelectMany(point => point.Ratios)]);
    }

    private static Target Most(string task, IEnumerable<Series> sizes) => new(
        $"{task}: memory of the build process beyond an idle one, the largest of all sizes",
        sizes.MaxBy(series => series.Median)!,
        MostMegabytes,
        Figure.Megabytes);
}
