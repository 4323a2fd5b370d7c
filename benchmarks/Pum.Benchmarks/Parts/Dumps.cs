using System.Collections.Immutable;
using Pum.Benchmarks.Measuring;
using Pum.Benchmarks.Plots;
using Pum.Benchmarks.Reporting;
using Pum.Benchmarks.Subjects;
using Pum.Benchmarks.Ways;

namespace Pum.Benchmarks.Parts;

/// <summary>Dumps of databases of three sizes, on each PostgreSQL.</summary>
internal sealed class Dumps : IPart
{
    private const int SmallMegabytes = 25;

    private readonly List<Target> _targets = [];
    private readonly List<ComparisonTable> _tables = [];
    private readonly List<(string Name, IReadOnlyList<Bar> Bars)> _bars = [];

    /// <inheritdoc/>
    public string Name => "dumps";

    /// <inheritdoc/>
    public async Task<PartReport> MeasureAsync(Bench bench)
    {
        var servers = await bench.ServersAsync();
        var large = bench.Options.Megabytes;
        foreach (var server in servers)
        {
            foreach (var megabytes in new[] { 0, Math.Min(SmallMegabytes, large), large }.Distinct())
            {
                var database = await bench.DatabaseAsync(server, megabytes);
                Progress.Say($"Dumping {database.Title}, {server.Title}");
                await MeasureAsync(bench, database, isLarge: megabytes == large);
            }
        }

        var plot = new BarPlot(
            "Time to dump a database",
            $"{bench.Options.Pairs} runs of each in turn; the bars are the medians",
            "seconds",
            _bars);
        return new(
            Name,
            $"{ServerList.Describe(servers)}; dumps {bench.Folder.Place}",
            [.. _targets],
            [new("dump", plot.Title, plot.Draw())],
            [.. _tables.Select(table => table.Markdown)],
            [.. _tables.SelectMany(table => table.Ratios)]);
    }

    private async Task MeasureAsync(Bench bench, MixedDatabase database, bool isLarge)
    {
        var (server, ways) = (database.Server, new DumpWays(bench, database.Server, database.Name));
        ImmutableArray<Way> measured = database.Megabytes == 0 ? [ways.Pum, ways.Bare, ways.Ours, ways.OursAgain]
            : !isLarge ? [ways.Pum, ways.Bare, ways.ByHand, ways.Ours]
            : OperatingSystem.IsWindows() ? [ways.Pum, ways.Bare, ways.ByHand, ways.Ours, ways.OursDirectory]
            : [ways.Pum, ways.Bare, ways.ByHand, ways.Ours, ways.OursDirectory, ways.Copy];
        await Rounds.RunAsync(bench.Options.Pairs, [.. measured, ways.Nothing]);

        _tables.Add(new($"Dump of {database.Title}, {server.Title}", measured));
        if (database.Megabytes == 0)
            _targets.Add(new($"`PumDump` of {database.Title} beyond `pg_dump` with equal options, {server.Title}", ways.Ours.Seconds.Beyond(ways.Bare.Seconds), 0.1, Figure.Seconds));
        if (!isLarge)
            return;
        var subject = $"of {database.Title}, {server.Title}";
        var knowsMethods = server.Major >= 16;
        _targets.Add(new($"`PumDump` {subject}: times `pg_dump` with equal options", ways.Ours.Seconds.Over(ways.Bare.Seconds), 1.03, Figure.Ratio));
        _targets.Add(new($"`PumDump` {subject}: times PUM's dump", ways.Ours.Seconds.Over(ways.Pum.Seconds), knowsMethods ? 0.35 : 0.55, Figure.Ratio));
        _targets.Add(new("the same: size, times PUM's", ways.Ours.OutputMegabytes.Over(ways.Pum.OutputMegabytes), knowsMethods ? 1.0 : 1.15, Figure.Ratio));
        _bars.Add(($"{server.Title}, {database.Title}", [.. measured.Select(way => BarOf.Time(way, isCopy: way == ways.Copy))]));
    }
}
