using System.Collections.Immutable;
using Npgsql;
using Pum.Dumper.Servers;

namespace Pum.Build.Support.Demo;

/// <summary>A throw-away server with a role that may create databases and is no superuser, as whom the demo works.</summary>
public sealed class DemoServer : IAsyncDisposable
{
    private const string Role = "demo";
    private readonly TemporaryServer _server;

    private DemoServer(TemporaryServer server) => _server = server;

    /// <summary>What it is, in words.</summary>
    public string Description => $"PostgreSQL {_server.Version} in {_server.BinDirectory}";

    /// <summary>Starts it.</summary>
    public static async Task<DemoServer> StartAsync()
    {
        // A database of the demo's size fits the memory and the log of a server that is set for loading data.
        var settings = ImmutableDictionary<string, string>.Empty.Add("max_wal_size", "4GB").Add("autovacuum", "off")
            .Add("maintenance_work_mem", "256MB");
        var server = new DemoServer(await TemporaryServer.StartAsync(new() { Tcp = true, Settings = settings }));
        await using var connection = new NpgsqlConnection(server._server.ToNpgsql().ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"CREATE ROLE {Role} LOGIN CREATEDB PASSWORD '{server._server.SuperuserPassword}'", connection);
        await command.ExecuteNonQueryAsync();
        return server;
    }

    /// <summary>A connection string that Npgsql and the tasks understand.</summary>
    public string ConnectionString(string database) => _server.ToNpgsql(database, Role, _server.SuperuserPassword).ConnectionString;

    /// <summary>Runs SQL in a database.</summary>
    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>What a database holds.</summary>
    public async Task<DatabaseContent> ReadAsync(string database)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database));
        await connection.OpenAsync();
        return await DatabaseContent.ReadAsync(connection);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
