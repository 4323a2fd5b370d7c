using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring;
using Pum.Dumper.Servers;
using Pum.Dumper.ServerTests;

// A process for tests to end. With the word "restore" it makes a database from a dump: see RestoreProcess.
if (args is ["restore"])
{
    var (conninfo, dump, template, tools) = (Console.ReadLine()!, Console.ReadLine()!, Console.ReadLine()!, Console.ReadLine()!);
    var request = new RestoreRequest
    {
        Connection = new() { ConnectionString = conninfo },
        File = dump,
        BaseDirectory = Path.GetDirectoryName(dump)!,
        ToolPath = tools,
        CreateDatabase = true,
        BaseTemplate = template,
    };
    await RestoreOperation.RunAsync(request, new CollectingReporter());
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

// With four words it restores a part of one: see RestoreProcessTests.
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

// Else it holds a temporary server until its input ends: see ServerProcess.
await using var server = await TemporaryServer.StartAsync(new());
Console.WriteLine(Path.GetDirectoryName(server.DataDirectory));
Console.In.ReadToEnd();
