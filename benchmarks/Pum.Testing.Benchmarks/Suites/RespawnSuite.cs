using System.Globalization;
using Npgsql;
using Respawn;

namespace Pum.Testing.Benchmarks.Suites;

/// <summary>
/// Respawn as its manual shows it: one Respawner for a database, which is emptied before each test. The rows are then inserted again. A
/// database that is being reset can serve no other test, so that tests run in turn, or each worker has a database.
/// </summary>
internal static class RespawnSuite
{
    public static Task RunInParallelAsync() => RunAsync(Suite.AtOnce);

    public static Task RunInTurnAsync() => RunAsync(1);

    private static async Task RunAsync(int workers)
    {
        var script = await File.ReadAllTextAsync(Suite.Variable(Suite.ScriptVariable));
        var rows = SeedScripts.RowsOf(script);
        var databases = new WorkerDatabase?[workers];
        await Suite.RunTestsAsync(workers, async (_, worker) =>
        {
            if (databases[worker] is { } database)
                await database.ResetAsync(rows);
            else
                database = databases[worker] = await WorkerDatabase.CreateAsync(worker, script);
            await TestWork.RunAsync(database.Source, isPristine: true);
        });
        await Suite.EndAsync();
        foreach (var database in databases.OfType<WorkerDatabase>())
            await database.DisposeAsync();
    }

    private sealed record WorkerDatabase(string Name, NpgsqlDataSource Source, Respawner Respawner) : IAsyncDisposable
    {
        public static async Task<WorkerDatabase> CreateAsync(int worker, string script)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"respawn_{worker}");
            await OnServerAsync($"CREATE DATABASE {name}");
            var written = new NpgsqlConnectionStringBuilder(Suite.Variable(Suite.ServerVariable)) { Database = name, Pooling = true };
            var source = NpgsqlDataSource.Create(written);
            await using var connection = await source.OpenConnectionAsync();
            await connection.ExecuteAsync(script);
            var respawner = await Respawner.CreateAsync(
                connection, new RespawnerOptions { DbAdapter = DbAdapter.Postgres, SchemasToInclude = ["public"] });
            return new(name, source, respawner);
        }

        public async Task ResetAsync(string rows)
        {
            await using var connection = await Source.OpenConnectionAsync();
            await Respawner.ResetAsync(connection);
            await connection.ExecuteAsync(rows);
        }

        public async ValueTask DisposeAsync()
        {
            await Source.DisposeAsync();
            await OnServerAsync($"DROP DATABASE {Name} WITH (FORCE)");
        }

        private static async Task OnServerAsync(string sql)
        {
            await using var connection = new NpgsqlConnection(Suite.Variable(Suite.ServerVariable));
            await connection.OpenAsync();
            await connection.ExecuteAsync(sql);
        }
    }
}
