using System.Collections.Immutable;
using Npgsql;
using Pum.Dumper.Servers;

namespace Pum.Benchmarks.Subjects;

/// <summary>A server of this run's own, with a role as a build has it: it may create databases and nothing more.</summary>
internal sealed class BenchmarkServer : IAsyncDisposable
{
    private const string Role = "benchmark";

    // A dump of 10,000 tables locks them all. Autovacuum would work through what was just restored while the next way is measured.
    private static readonly ImmutableDictionary<string, string> Settings = ImmutableDictionary<string, string>.Empty
        .Add("max_locks_per_transaction", "512").Add("autovacuum", "off");

    private static readonly ImmutableDictionary<string, string> DurableSettings = Settings
        .Add("fsync", "on").Add("synchronous_commit", "on").Add("full_page_writes", "on");

    private readonly TemporaryServer _server;
    private readonly DiskCopy? _disk;

    private BenchmarkServer(TemporaryServer server, bool isDurable, DiskCopy? disk) =>
        (_server, IsDurable, _disk) = (server, isDurable, disk);

    /// <summary>Whether it keeps what it commits.</summary>
    public bool IsDurable { get; }

    /// <summary>Folder of its programs, client tools included.</summary>
    public string BinDirectory => _server.BinDirectory;

    /// <summary>The major version.</summary>
    public int Major => _server.Major;

    /// <summary>What to call it.</summary>
    public string Title => $"PostgreSQL {_server.Version}";

    /// <summary>Where its data is, in words.</summary>
    public string Place => _disk is null && _server.DataDirectory.StartsWith("/dev/shm/", StringComparison.Ordinal) ? "in memory" : "on disk";

    /// <summary>The environment that leads PostgreSQL's tools to it.</summary>
    public IReadOnlyDictionary<string, string> ToolEnvironment => new Dictionary<string, string>
    {
        ["PGHOST"] = _server.Host,
        ["PGPORT"] = $"{_server.Port}",
        ["PGUSER"] = Role,
        ["PGPASSWORD"] = _server.SuperuserPassword,
    };

    /// <summary>Makes and starts one.</summary>
    /// <param name="binDirectory">Folder of its programs.</param>
    /// <param name="isDurable">Whether it keeps what it commits (<c>fsync = on</c>), which only means something on a disk.</param>
    /// <param name="needsDisk">Whether its data may be too large for memory.</param>
    public static async Task<BenchmarkServer> StartAsync(string binDirectory, bool isDurable, bool needsDisk)
    {
        var server = await TemporaryServer.StartAsync(
            new() { BinDirectory = binDirectory, Tcp = true, Settings = isDurable ? DurableSettings : Settings });
        var started = new BenchmarkServer(server, isDurable, isDurable || needsDisk ? await DiskCopy.MoveAsync(server) : null);
        await started.ExecuteAsync($"CREATE ROLE {Role} LOGIN CREATEDB PASSWORD '{server.SuperuserPassword}'");
        return started;
    }

    /// <summary>The role's connection to a database, with its password.</summary>
    public string ConnectionString(string database) => _server.ToConninfo(database, Role, _server.SuperuserPassword);

    /// <summary>Runs statements as the superuser, each on its own.</summary>
    public async Task ExecuteAsync(params string[] statements)
    {
        await using var connection = new NpgsqlConnection(_server.ToNpgsql().ConnectionString);
        await connection.OpenAsync();
        foreach (var sql in statements)
            await connection.ExecuteAsync(sql);
    }

    /// <summary>Opens a session of the role.</summary>
    public async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(_server.ToNpgsql(database, Role, _server.SuperuserPassword).ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Makes a database of the role, in place of one that may be there.</summary>
    public Task CreateDatabaseAsync(string name) =>
        ExecuteAsync($"DROP DATABASE IF EXISTS {name}", $"CREATE DATABASE {name} OWNER {Role}");

    /// <summary>Has everything written that earlier runs left to write.</summary>
    public Task SettleAsync() => ExecuteAsync("CHECKPOINT");

    /// <summary>The folder that holds a database's files.</summary>
    public async Task<string> FolderOfAsync(string database)
    {
        await using var connection = await OpenAsync(database);
        var oid = await connection.ReadAsync<uint>("SELECT oid FROM pg_database WHERE datname = current_database()");
        return Path.Combine(_server.DataDirectory, "base", $"{oid}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _disk?.Dispose();
    }
}
