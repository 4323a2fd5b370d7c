using System.Collections.Immutable;
using Pum.Benchmarks.Measuring;
using Pum.Benchmarks.Plots;
using Pum.Benchmarks.Reporting;
using Pum.Benchmarks.Subjects;
using Pum.Benchmarks.Ways;

namespace Pum.Benchmarks.Parts;

/// <summary>An empty dump into an empty database, and databases that are replaced, on each PostgreSQL.</summary>
internal sealed class Restores : IPart
{
    private const int SmallMegabytes = 25;

    private readonly List<Target> _targets = [];
    private readonly List<ComparisonTable> _tables = [];
    private readonly List<(string Name, IReadOnlyList<Bar> Bars)> _bars = [];

    /// <inheritdoc/>
    public string Name => "restores";

    /// <inheritdoc/>
    public async Task<PartReport> MeasureAsync(Bench bench)
    {
        var servers = await bench.ServersAsync();
        var large = bench.Options.Megabytes;
        foreach (var server in servers)
        {
            Progress.Say($"Restoring nothing, {server.Title}");
            await MeasureEmptyAsync(bench, server);
            foreach (var megabytes in new[] { Math.Min(SmallMegabytes, large), large }.Distinct())
                await MeasureReplaceAsync(bench, await bench.DatabaseAsync(server, megabytes), server, isLarge: megabytes == large);
        }

        var durable = await bench.DurableAsync(servers[0]);
        await MeasureReplaceAsync(bench, await bench.DatabaseAsync(servers[0], large), durable, isLarge: true);

        var plot = new BarPlot(
            "Time to replace a database from a dump",
            $"restored, analyzed, and the old one dropped; {bench.Options.Pairs} runs of each in turn; the bars are the medians",
            "seconds",
            _bars);
        return new(
            Name,
            ServerList.Describe([.. servers, durable]),
            [.. _targets],
            [new("replace", plot.Title, plot.Draw())],
            [.. _tables.Select(table => table.Markdown)],
            [.. _tables.SelectMany(table => table.Ratios)]);
    }

    private async Task MeasureEmptyAsync(Bench bench, BenchmarkServer server)
    {
        var dump = await bench.DumpOfAsync(server, (await bench.DatabaseAsync(server, 0)).Name);
        var ways = new RestoreWays(
            bench, server, dump, "`pg_restore`", "pg_restore", "--no-owner", "--no-privileges", $"--dbname={ReplaceWays.Target}", dump);
        ImmutableArray<Way> measured = [ways.Bare, ways.Ours, ways.OursAgain];
        await Rounds.RunAsync(bench.Options.Pairs, [.. measured, ways.Nothing]);
        _tables.Add(new($"Restore of an empty dump into an empty database, {server.Title}", measured));
        _targets.Add(new($"`PumRestore` of an empty dump, the first time in a build, beyond `pg_restore`, {server.Title}", ways.Ours.Seconds.Beyond(ways.Bare.Seconds), 0.2, Figure.Seconds));
    }

    private async Task MeasureReplaceAsync(Bench bench, MixedDatabase source, BenchmarkServer server, bool isLarge)
    {
        var title = $"{source.Title}, {server.Title}, fsync {(server.IsDurable ? "on" : "off")}";
        Progress.Say($"Replacing {title}");
        var ways = new ReplaceWays(bench, server, await bench.DumpOfAsync(source.Server, source.Name));
        ImmutableArray<Way> measured = [ways.Pum, ways.ByHand, ways.Ours];
        await ways.RunAsync(bench.Options.Pairs, [.. measured, ways.Nothing]);
        _tables.Add(new($"Replacing {title}", measured));
        if (!isLarge)
            return;
        _targets.Add(new($"`ReplaceDatabase` of {title}: beyond 1.05 times the best by hand (negative: less than that)", ways.Ours.Seconds.Beyond(ways.ByHand.Seconds.Times(1.05)), 0.2, Figure.Seconds));
        _targets.Add(new("the same: times PUM's way", ways.Ours.Seconds.Over(ways.Pum.Seconds), 0.85, Figure.Ratio));
        _bars.Add((title, [.. measured.Select(way => BarOf.Time(way))]));
    }
}
