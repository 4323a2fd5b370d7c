using System.Diagnostics;
using Npgsql;
using Pum.Dumper.Servers;

namespace Pum.Testing.Benchmarks;

/// <summary>A server of this run's own, with a role as a test project has it: it may create databases and nothing more.</summary>
internal sealed class BenchmarkServer : IAsyncDisposable
{
    private const string Role = "benchmark";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryServer _server;
    private NpgsqlConnection? _session;

    private BenchmarkServer(TemporaryServer server) => _server = server;

    public string Version => _server.Version;

    public int Major => _server.Major;

    public string BinDirectory => _server.BinDirectory;

    public string DataDirectory => _server.DataDirectory;

    /// <summary>A session of the role in the maintenance database, for the bare statements.</summary>
    public NpgsqlConnection Session => _session!;

    public static async Task<BenchmarkServer> StartAsync()
    {
        var server = new BenchmarkServer(await TemporaryServer.StartAsync(new() { Tcp = true }));
        await using (var superuser = new NpgsqlConnection(server._server.ToNpgsql().ConnectionString))
        {
            await superuser.OpenAsync();
            await superuser.ExecuteAsync($"CREATE ROLE {Role} LOGIN CREATEDB PASSWORD '{server._server.SuperuserPassword}'");
        }

        server._session = new(server.ConnectionString());
        await server._session.OpenAsync();
        return server;
    }

    /// <summary>For Npgsql; its pools are not used.</summary>
    public string ConnectionString(string database = "postgres") =>
        _server.ToNpgsql(database, Role, _server.SuperuserPassword).ConnectionString;

    /// <summary>The same with Npgsql's pools, as a test writes it.</summary>
    public string PooledConnectionString(string database = "postgres") =>
        new NpgsqlConnectionStringBuilder(ConnectionString(database)) { Pooling = true }.ConnectionString;

    /// <summary>Names of the databases that begin so.</summary>
    public async Task<List<string>> DatabasesAsync(string prefix)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT datname::text FROM pg_database WHERE starts_with(datname, '{prefix}') AND datconnlimit <> -2 ORDER BY 1", Session);
        await using var reader = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await reader.ReadAsync())
            names.Add(reader.GetString(0));
        return names;
    }

    /// <summary>Waits until so many spares are there and nothing is being created or dropped.</summary>
    public Task QuietAsync(int spares) => UntilAsync(
        async () => (await DatabasesAsync("pum_spare_")).Count == spares && await Session.ReadAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid()") == 0,
        TimeSpan.FromMilliseconds(5),
        $"{spares} spares are there");

    /// <summary>Waits until a database is gone.</summary>
    public Task GoneAsync(string name) => UntilAsync(
        async () => await Session.ReadAsync<long>($"SELECT count(*) FROM pg_database WHERE datname = '{name}'") == 0,
        TimeSpan.FromMilliseconds(1),
        $"{name} is gone");

    /// <summary>Drops all that seeds have made here, as if none had ever been used.</summary>
    public async Task ForgetAsync()
    {
        foreach (var name in await DatabasesAsync("pum_"))
            await Session.ExecuteAsync($"DROP DATABASE \"{name}\" WITH (FORCE)");
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is not null)
            await _session.DisposeAsync();
        await _server.DisposeAsync();
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan interval, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > Patience)
                throw new InvalidOperationException($"Waited in vain: {what}");
            await Task.Delay(interval);
        }
    }
}
