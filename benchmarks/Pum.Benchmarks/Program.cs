// What a dump through the packed package costs beside pg_dump itself with the same options, and a restore of a plain dump beside psql:
//
//   dotnet run -c Release --project benchmarks/Pum.Benchmarks [-- --megabytes 400 --pairs 5]
//   dotnet run -c Release --project benchmarks/Pum.Benchmarks -- --restore [--megabytes 1000 --pairs 5]
//
// Everything it needs it makes itself: a temporary server, the databases, the scripts, the package and a project that runs the task.

using System.Globalization;
using Pum.Benchmarks;
using Pum.Dumper.Servers;

var options = BenchmarkOptions.Parse(args);
using var folder = new WorkFolder();
Console.WriteLine("Packing the package and starting a server …");
var package = await PackedPackage.PackAsync(folder);
await using var server = await TemporaryServer.StartAsync(new() { Tcp = true });

var comparisons = new List<Comparison>();
foreach (var (name, megabytes) in options.Restores ? new[] { ("small", 10), ("large", options.Megabytes) } : [("empty", 0), ("large", options.Megabytes)])
{
    Console.WriteLine($"{(options.Restores ? "Restoring" : "Dumping")} {name}: {options.Pairs} times each way …");
    comparisons.Add(options.Restores ? await MeasureRestoresAsync(name, megabytes) : await MeasureDumpsAsync(name, megabytes));
}
Console.WriteLine();
Console.WriteLine(Report.Of(server.Version, options, comparisons));

async Task<Comparison> MeasureDumpsAsync(string name, int megabytes)
{
    var database = await SampleDatabase.CreateAsync(server, name, megabytes);
    var project = new DumpingProject(folder, package, server);
    return await Comparison.MeasureAsync(
        database.Title, options.Pairs, () => project.DumpBareAsync(name), project.DoNothingAsync, () => project.DumpAsync(name));
}

async Task<Comparison> MeasureRestoresAsync(string name, int megabytes)
{
    var script = await PlainScript.CreateAsync(folder, server, name, megabytes);
    var project = new RestoringProject(folder, package, server, script);
    return await Comparison.MeasureAsync(
        string.Create(CultureInfo.InvariantCulture, $"a script of {script.Bytes / 1e6:0} MB"),
        options.Pairs,
        project.RestoreBareAsync,
        project.DoNothingAsync,
        project.RestoreAsync);
}
