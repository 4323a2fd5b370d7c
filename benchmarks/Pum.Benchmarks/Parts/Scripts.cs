using System.Collections.Immutable;
using Pum.Benchmarks.Measuring;
using Pum.Benchmarks.Reporting;
using Pum.Benchmarks.Ways;

namespace Pum.Benchmarks.Parts;

/// <summary>Plain dumps of two sizes, restored in the guarded transaction and by psql itself.</summary>
internal sealed class Scripts : IPart
{
    private const int SmallMegabytes = 25;

    /// <inheritdoc/>
    public string Name => "scripts";

    /// <inheritdoc/>
    public async Task<PartReport> MeasureAsync(Bench bench)
    {
        var server = await bench.ServerAsync();
        var tables = new List<ComparisonTable>();
        foreach (var megabytes in new[] { Math.Min(SmallMegabytes, bench.Options.Megabytes), bench.Options.Megabytes }.Distinct())
        {
            var database = await bench.DatabaseAsync(server, megabytes);
            Progress.Say($"Restoring a script of {database.Title}");
            var script = bench.Folder[$"{database.Name}.sql"];
            await new ClientTools(server).DumpAsync(database.Name, script, "--no-owner", "--no-privileges");
            var ways = new RestoreWays(
                bench, server, script, "`psql`", "psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", $"--dbname={ReplaceWays.Target}", $"--file={script}");
            ImmutableArray<Way> measured = [ways.Bare, ways.Ours];
            await Rounds.RunAsync(bench.Options.Pairs, [.. measured, ways.Nothing]);
            tables.Add(new($"Restore of a plain dump of {database.Title}, {server.Title}", measured));
        }

        return new(
            Name,
            ServerList.Describe([server]),
            [],
            [],
            [.. tables.Select(table => table.Markdown)],
            [.. tables.SelectMany(table => table.Ratios)]);
    }
}
