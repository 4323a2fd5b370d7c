using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Servers;
using Pum.Dumper.ServerTests;
using Pum.Dumper.ServerTests.Restoring;

// A process for tests to end.
if (args is [RestoreProcess.Word])
{
    await RestoreProcess.RunAsync();
    return;
}

// With the word "dump" it makes a dump and says how that failed: see LanguageTests.
if (args is ["dump"])
{
    var (conninfo, folder, tools) = (Console.ReadLine()!, Console.ReadLine()!, Console.ReadLine()!);
    try
    {
        await DumpOperation.RunAsync(
            new() { Connection = new() { ConnectionString = conninfo }, File = Path.Combine(folder, "snap"), BaseDirectory = folder, ToolPath = tools }, new CollectingReporter());
    }
    catch (PumFailureException exception)
    {
        Console.WriteLine(exception.Failure);
    }
    return;
}

// Without a word it holds a temporary server until its input ends: see ServerProcess.
await using var server = await TemporaryServer.StartAsync(new());
Console.WriteLine(Path.GetDirectoryName(server.DataDirectory));
Console.In.ReadToEnd();
