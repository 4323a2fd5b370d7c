using Pum.Dumper.Servers;

// A process that holds a temporary server until its input ends, for tests that kill it: see ServerProcess.
await using var server = await TemporaryServer.StartAsync(new());
Console.WriteLine(Path.GetDirectoryName(server.DataDirectory));
Console.In.ReadToEnd();
