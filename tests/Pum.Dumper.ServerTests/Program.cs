using Pum.Dumper.Restoring;
using Pum.Dumper.Servers;
using Pum.Dumper.ServerTests;

// A process for tests to end. With the word "restore" it makes a database from a dump: see RestoreProcess.
if (args is ["restore"])
{
    var (conninfo, file, template, tools) = (Console.ReadLine()!, Console.ReadLine()!, Console.ReadLine()!, Console.ReadLine()!);
    var request = new RestoreRequest
    {
        Connection = new() { ConnectionString = conninfo },
        File = file,
        BaseDirectory = Path.GetDirectoryName(file)!,
        ToolPath = tools,
        CreateDatabase = true,
        BaseTemplate = template,
    };
    await RestoreOperation.RunAsync(request, new CollectingReporter());
    return;
}

// Else it holds a temporary server until its input ends: see ServerProcess.
await using var server = await TemporaryServer.StartAsync(new());
Console.WriteLine(Path.GetDirectoryName(server.DataDirectory));
Console.In.ReadToEnd();
