using Pum.Benchmarks.Measuring;
using Pum.Benchmarks.Subjects;

namespace Pum.Benchmarks.Ways;

/// <summary>Ways to replace a database from a dump: a new one is made, filled and analyzed, and the old one dropped.</summary>
internal sealed class ReplaceWays
{
    /// <summary>The database that is replaced.</summary>
    public const string Target = "target";

    private const string Scratch = "scratch";

    private readonly BenchmarkServer _server;

    /// <summary>Prepares them.</summary>
    public ReplaceWays(Bench bench, BenchmarkServer server, string dump)
    {
        _server = server;
        var tools = new ClientTools(server);
        string[] restore = ["pg_restore", "--no-owner", "--no-privileges", $"--dbname={Scratch}"];
        Nothing = bench.Project.DoingNothing();
        Pum = new("`createdb`, `pg_restore`, `ANALYZE`, `dropdb`: PUM's way", () => BareAsync(tools,
            [.. restore, dump],
            ["psql", "--no-psqlrc", $"--dbname={Scratch}", "--command=ANALYZE"]));
        ByHand = new($"`createdb`, `pg_restore -j{ClientTools.Jobs}`, `vacuumdb -Z -j{ClientTools.Jobs}`, `dropdb`: the best by hand", () => BareAsync(tools,
            [.. restore, $"--jobs={ClientTools.Jobs}", dump],
            ["vacuumdb", "--analyze-only", $"--jobs={ClientTools.Jobs}", $"--dbname={Scratch}"]));
        Ours = new("`PumRestore ReplaceDatabase=\"true\"`", async () =>
        {
            await _server.SettleAsync();
            return await bench.Project.BuildAsync(BuildProject.Replace, _server, Target, dump);
        })
        { Beside = Nothing };
    }

    /// <summary>A build that does nothing.</summary>
    public Way Nothing { get; }

    /// <summary>As PUM does it.</summary>
    public Way Pum { get; }

    /// <summary>As somebody does who knows the tools: parallel workers.</summary>
    public Way ByHand { get; }

    /// <summary>The task.</summary>
    public Way Ours { get; }

    /// <summary>Measures these.</summary>
    public async Task RunAsync(int pairs, IReadOnlyList<Way> ways, bool warmsUp = true)
    {
        await _server.CreateDatabaseAsync(Target);
        await Rounds.RunAsync(pairs, ways, warmsUp);
        await _server.ExecuteAsync($"DROP DATABASE {Target}");
    }

    /// <summary>The new database gets its name when the clock has stopped: by hand that is one more statement.</summary>
    private async Task<Measurement> BareAsync(ClientTools tools, string[] fill, string[] analyze)
    {
        await _server.SettleAsync();
        var measurement = await tools.RunAllAsync(["createdb", Scratch], fill, analyze, ["dropdb", Target]);
        await _server.ExecuteAsync($"ALTER DATABASE {Scratch} RENAME TO {Target}");
        return measurement;
    }
}
