using Pum.Dumper.Seeding;

namespace Pum.Testing.Benchmarks;

/// <summary>How long it takes from the start of a process until its first test has had an answer of its database.</summary>
internal sealed class ProcessBenchmark
{
    private const string Target = "bare_target";

    /// <summary>A process that connects to a database that is there.</summary>
    public ProcessTimes Bare { get; } = new(new(), new());

    /// <summary>The template is there, and spares of it.</summary>
    public ProcessTimes Ready { get; } = new(new(), new());

    /// <summary>Nothing is there: the dump is restored.</summary>
    public ProcessTimes Cold { get; } = new(new(), new());

    public static async Task<ProcessBenchmark> RunAsync(BenchmarkServer server, SeedScripts scripts, int processes)
    {
        await server.ForgetAsync();
        await server.Session.ExecuteAsync($"CREATE DATABASE {Target}");
        await RunScriptAsync(server.ConnectionString(Target), await File.ReadAllTextAsync(scripts.SmallFile));
        var variables = Variables(server);
        var benchmark = new ProcessBenchmark();
        // The first of each kind fills the caches of the system and does not count.
        for (var round = 0; round <= processes; round++)
        {
            await server.ForgetAsync();
            await MeasureAsync(benchmark.Cold, FirstTest.Word);
            await MeasureAsync(benchmark.Bare, FirstTest.BareWord);
            await MeasureAsync(benchmark.Ready, FirstTest.Word);

            async Task MeasureAsync(ProcessTimes times, string word)
            {
                await using var child = await ChildProcess.StartAsync(word, variables);
                Console.WriteLine($"  {word}: {child.Milliseconds:0} ({child.Report})");
                if (round > 0)
                    times.Add(child);
                await server.QuietAsync(2);
            }
        }

        await server.Session.ExecuteAsync($"DROP DATABASE {Target}");
        return benchmark;
    }

    /// <summary>What the environment of a test process says.</summary>
    public static Dictionary<string, string> Variables(BenchmarkServer server) => new()
    {
        [SeedConnection.Variable] = server.PooledConnectionString(),
        [FirstTest.Variable] = server.PooledConnectionString(Target),
        ["PUM_TOOL_PATH"] = server.BinDirectory,
    };

    private static async Task RunScriptAsync(string connectionString, string script)
    {
        await using var connection = new Npgsql.NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await connection.ExecuteAsync(script);
    }
}
