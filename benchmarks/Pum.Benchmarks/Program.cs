// What dumps and restores through the packed package take, side by side with PostgreSQL's own tools:
//
//   dotnet run -c Release --project benchmarks/Pum.Benchmarks -- --write
//   dotnet run -c Release --project benchmarks/Pum.Benchmarks -- --pairs 1 --megabytes 1 --tables 10
//
// The second is a smoke test of about a minute. Either makes all that it needs: servers, databases, dumps, the package and a project that
// runs the tasks. With --write each part takes its place in docs/performance.md as soon as it is measured, and its plots go to
// docs/performance.

using Pum.Benchmarks;
using Pum.Benchmarks.Parts;
using Pum.Benchmarks.Reporting;

BenchmarkOptions options;
IReadOnlyList<IPart> parts;
try
{
    options = BenchmarkOptions.Parse(args);
    if (options.IsHelp)
    {
        Console.WriteLine(BenchmarkOptions.Usage);
        return 0;
    }

    parts = PartList.Choose(options.Part);
}
catch (FormatException exception)
{
    Console.Error.WriteLine($"{exception.Message}\n\n{BenchmarkOptions.Usage}");
    return 2;
}

Progress.Say("Packing the package");
await using var bench = await Bench.OpenAsync(options);
foreach (var part in parts)
{
    var load = Machine.Load;
    var report = await part.MeasureAsync(bench);
    var section = Section.Of(report, options, load);
    Console.WriteLine($"\n{section}\n");
    if (options.Writes)
        PerformancePage.Write(section, report);
}
if (options.IsTrial)
    Console.WriteLine("All that was to be measured ran. So few runs, or so small a database, say nothing about speed.");
return 0;
