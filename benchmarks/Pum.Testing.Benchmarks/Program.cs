// What seeds cost beside the bare statements of PostgreSQL, and beside what is used instead of them:
//
//   dotnet run -c Release --project benchmarks/Pum.Testing.Benchmarks [-- --write --pairs 200 --processes 15 --suites 5]
//   dotnet run -c Release --project benchmarks/Pum.Testing.Benchmarks -- --only clones|first-tests|suites
//
// Everything happens on a temporary server of its own. Two variables add to it: PUM_TEST_DATA names a folder with chinook.sql, in whose
// place a database is made up otherwise; PUM_BENCHMARK_IMAGE names an image of PostgreSQL for the comparison with containers, which needs a
// socket that Docker's clients can talk to. With --write the figures take the place of the last ones in docs/seeding.md.

using Pum.Testing.Benchmarks;
using Pum.Testing.Benchmarks.Suites;

var word = args.FirstOrDefault();
if (word == FirstTest.Word)
{
    await FirstTest.RunAsync();
}
else if (word == FirstTest.BareWord)
{
    await FirstTest.RunBareAsync();
}
else if (Suite.All.FirstOrDefault(each => each.Word == word) is { } suite)
{
    await suite.RunAsync();
}
else
{
    await MeasureAsync(BenchmarkOptions.Parse(args));
}

static async Task MeasureAsync(BenchmarkOptions options)
{
    var load = Machine.Load;
    await using var server = await BenchmarkServer.StartAsync();
    Environment.SetEnvironmentVariable("PUM_TOOL_PATH", server.BinDirectory);
    using var scripts = await SeedScripts.WriteAsync(options.Megabytes);
    var clones = new List<CloneBenchmark>();
    if (options.Measures(BenchmarkOptions.Clones))
    {
        foreach (var (seed, pairs) in new[] { (SeedScripts.Small, options.Pairs), (SeedScripts.Large, options.LargePairs) })
        {
            Console.WriteLine($"Cloning {seed} …");
            await server.ForgetAsync();
            clones.Add(await CloneBenchmark.RunAsync(server, seed, pairs));
        }
    }

    ProcessBenchmark? processes = null;
    if (options.Measures(BenchmarkOptions.FirstTests))
    {
        Console.WriteLine("Starting processes …");
        processes = await ProcessBenchmark.RunAsync(server, scripts, options.Processes);
    }

    SuiteBenchmark? suites = null;
    if (options.Measures(BenchmarkOptions.WholeSuites))
    {
        Console.WriteLine("Running suites …");
        suites = await SuiteBenchmark.RunAsync(server, scripts, options.Suites);
    }

    var figures = Report.Of(server, scripts.IsChinook, load, clones, processes, suites);
    Console.WriteLine($"\n{figures}");
    if (options.Writes)
        FiguresPage.Write(Path.Combine(Repository.Root, "docs", "seeding.md"), "figures", figures);
}
