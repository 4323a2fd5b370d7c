using Pum.Dumper.Servers;
using Pum.Dumper.ServerTests.Restoring;

// A process for tests to end.
if (args is [RestoreProcess.Word])
{
    await RestoreProcess.RunAsync();
    return;
}

// Without a word it holds a temporary server until its input ends: see ServerProcess.
await using var server = await TemporaryServer.StartAsync(new());
Console.WriteLine(Path.GetDirectoryName(server.DataDirectory));
Console.In.ReadToEnd();
