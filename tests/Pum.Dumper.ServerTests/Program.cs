using Pum.Dumper;
using Pum.Dumper.Connections;
using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Seeding;
using Pum.Dumper.Servers;
using Pum.Dumper.ServerTests;
using Pum.Dumper.ServerTests.Restoring;
using Pum.Dumper.ServerTests.Seeding;

// A process for tests to end.
if (args is [RestoreProcess.Word])
{
    await RestoreProcess.RunAsync();
    return;
}

// A process that clones test databases, for tests to run beside others and to kill.
if (args is [SeedProcess.Word])
{
    await SeedProcess.RunAsync();
    return;
}

// With the word "dump" it makes a dump and says how that failed: see LanguageTests.
if (args is ["dump"])
{
    var (conninfo, folder, tools) = (Console.ReadLine()!, Console.ReadLine()!, Console.ReadLine()!);
    try
    {
        await DumpOperation.RunAsync(
            new() { Caller = "PumDump", Connection = new() { ConnectionString = conninfo }, File = Path.Combine(folder, "snap"), BaseDirectory = folder, ToolPath = tools }, new CollectingReporter());
    }
    catch (PumFailureException exception)
    {
        Console.WriteLine(exception.Failure);
    }
    return;
}

// With the word "session" it opens a session of ours and says with which Npgsql: see NpgsqlVersionTests.
if (args is ["session"])
{
    try
    {
        var connection = ConnectionResolver.Resolve(new() { ConnectionString = Console.ReadLine()! }, HostEnvironment.Current("/"));
        await using var session = await SessionOpening.OpenAsync(
            connection, new("psql", 0, [], connection.Display, Dumping: false, File: ""), CancellationToken.None);
        var numbers = await session.QueryAsync(
            "SELECT 1, 2, 'é', 9223372036854775807",
            row => $"{row.GetInt32(0)} {row.GetInt32(1)} {row.GetString(2)} {row.GetInt64(3)}",
            CancellationToken.None);
        // Without the keywords that this Npgsql does not know.
        CloneConnection.ForTest(connection, isReadOnly: true);
        Console.WriteLine($"{AppDomain.CurrentDomain.GetAssemblies().Single(assembly => assembly.GetName().Name == "Npgsql").GetName().Version!.ToString(3)}: {numbers}");
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
