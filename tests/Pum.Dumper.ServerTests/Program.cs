using Pum.Dumper.Restoring;
using Pum.Dumper.ServerTests;
using Pum.Dumper.Servers;

// A program of its own, for tests that end it. A restore: see RestoreProcessTests.
if (args is [var file, var database, var toolPath, var excluded])
{
    await RestoreOperation.RunAsync(
        new()
        {
            Connection = new() { ConnectionString = Console.ReadLine()!, Database = database },
            File = file,
            BaseDirectory = Path.GetDirectoryName(file)!,
            ToolPath = toolPath,
            CreateDatabase = true,
            Jobs = 1,
            Filter = new() { ExcludeTables = [excluded] },
        },
        new CollectingReporter());
    return;
}

// A temporary server until its input ends: see ServerProcess.
await using var server = await TemporaryServer.StartAsync(new());
Console.WriteLine(Path.GetDirectoryName(server.DataDirectory));
Console.In.ReadToEnd();
