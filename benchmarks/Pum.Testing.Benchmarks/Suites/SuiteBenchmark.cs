namespace Pum.Testing.Benchmarks.Suites;

/// <summary>How long the same forty tests take in each way.</summary>
internal sealed class SuiteBenchmark
{
    /// <summary>The times of each.</summary>
    public required IReadOnlyList<(Suite Suite, Series Times)> Runs { get; init; }

    /// <summary>Why no containers were started; <see langword="null"/> where they were.</summary>
    public required string? WithoutContainers { get; init; }

    /// <summary>The least that the tests take.</summary>
    public Series Floor => Runs[0].Times;

    public static async Task<SuiteBenchmark> RunAsync(BenchmarkServer server, SeedScripts scripts, int rounds)
    {
        var obstacle = await ContainerSuite.ObstacleAsync();
        var runs = Suite.All.Where(suite => obstacle is null || suite.Word != ContainerSuite.Word)
            .Select(suite => (suite, new Series())).ToList();
        var variables = ProcessBenchmark.Variables(server);
        variables[Suite.ServerVariable] = server.ConnectionString();
        variables[Suite.ScriptVariable] = scripts.SmallFile;
        variables[FirstTest.Variable] = server.PooledConnectionString("suite_target");
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var (suite, times) in runs)
            {
                await PrepareAsync(server, scripts, suite, variables);
                await using var child = await ChildProcess.StartAsync(suite.Word, variables);
                Console.WriteLine($"  {suite.Word}: {child.Milliseconds:0}");
                // The first of each kind fills the caches of the system and does not count.
                if (round > 0)
                    times.Add(child.Milliseconds);
            }
        }

        return new() { Runs = runs, WithoutContainers = obstacle };
    }

    private static async Task PrepareAsync(
        BenchmarkServer server, SeedScripts scripts, Suite suite, IReadOnlyDictionary<string, string> variables)
    {
        await server.Session.ExecuteAsync("DROP DATABASE IF EXISTS suite_target WITH (FORCE)");
        await server.ForgetAsync();
        if (suite.IsCold)
            return;
        await server.Session.ExecuteAsync("CREATE DATABASE suite_target");
        await using (var connection = new Npgsql.NpgsqlConnection(server.ConnectionString("suite_target")))
        {
            await connection.OpenAsync();
            await connection.ExecuteAsync(await File.ReadAllTextAsync(scripts.SmallFile));
        }

        // An earlier run of the tests leaves the template and two spares.
        await using (await ChildProcess.StartAsync(FirstTest.Word, variables))
            await server.QuietAsync(2);
    }
}
