// What a dump through the packed package costs beside pg_dump itself with the same options:
//
//   dotnet run -c Release --project benchmarks/Pum.Benchmarks [-- --megabytes 400 --pairs 5]
//
// Everything it needs it makes itself: a temporary server, the two databases, the package and a project that dumps.

using Pum.Benchmarks;
using Pum.Dumper.Servers;

var options = BenchmarkOptions.Parse(args);
using var folder = new WorkFolder();
Console.WriteLine("Packing the package and starting a server …");
var package = await PackedPackage.PackAsync(folder);
await using var server = await TemporaryServer.StartAsync(new() { Tcp = true });

var comparisons = new List<Comparison>();
foreach (var (name, megabytes) in new[] { ("empty", 0), ("large", options.Megabytes) })
{
    var database = await SampleDatabase.CreateAsync(server, name, megabytes);
    Console.WriteLine($"Dumping {database.Title}: {options.Pairs} times each way …");
    comparisons.Add(await Comparison.MeasureAsync(database, new DumpingProject(folder, package, server), options.Pairs));
}
Console.WriteLine();
Console.WriteLine(Report.Of(server.Version, options.Pairs, comparisons));
