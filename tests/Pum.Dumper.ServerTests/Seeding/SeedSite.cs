using Npgsql;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;
using Pum.Dumper.Seeding;
using Pum.Dumper.Servers;
using static Pum.Dumper.ServerTests.Restoring.Replacing;

namespace Pum.Dumper.ServerTests.Seeding;

/// <summary>A server, a folder with a small dump, and this process as a user of seeds.</summary>
internal sealed class SeedSite : IAsyncDisposable
{
    private readonly bool _ownsServer;

    private SeedSite(TemporaryServer server, bool ownsServer, string user, string password)
    {
        (Server, _ownsServer) = (server, ownsServer);
        Conninfo = server.ToConninfo("postgres", user, password);
    }

    public TemporaryServer Server { get; }

    public TestFolder Folder { get; } = new();

    public CollectingReporter Reporter { get; } = new();

    public string Conninfo { get; }

    /// <summary>A file that no other test restores, so that its template is this test's own.</summary>
    public string Dump { get; private set; } = "";

    /// <summary>On a server of its own, or on the one that all share, where databases of other tests are around.</summary>
    public static async Task<SeedSite> CreateAsync(TemporaryServer? shared = null, string user = TestServer.Owner, string? password = null)
    {
        var server = shared ?? await StartServerAsync();
        var site = new SeedSite(server, shared is null, user, password ?? TestServer.OwnerPassword);
        site.Dump = site.Write("app.sql", "INSERT INTO film VALUES (1, 'Ran'), (2, 'Ikiru');");
        return site;
    }

    /// <summary>Writes a script that makes a table and does something more.</summary>
    public string Write(string file, string more) =>
        Folder.Write(file, $"CREATE TABLE film (id int PRIMARY KEY, title text);\n{more}\n-- {Guid.NewGuid()}\n");

    /// <summary>A process's use of the server.</summary>
    public SeedServer Open(string caller = "PumSeed", LockPatience? patience = null, IReporter? reporter = null) => new(
        ConnectionResolver.Resolve(new() { ConnectionString = Conninfo }, HostEnvironment.Current(Folder.FullName)),
        caller,
        reporter ?? Reporter,
        HostEnvironment.Current(Folder.FullName),
        patience);

    /// <summary>A seed of the dump.</summary>
    public SeedDefinition Seed(params Preparation[] preparations) => new()
    {
        Name = "app",
        Caller = "PumSeed",
        Connection = new() { ConnectionString = Conninfo },
        BaseDirectory = Folder.FullName,
        ToolPath = Server.BinDirectory,
        Dump = new() { Caller = "PumSeed", Connection = new(), File = Dump, BaseDirectory = Folder.FullName },
        Preparations = [.. preparations],
    };

    /// <summary>A clone that nothing is special about.</summary>
    public static Task<SeedClone> CloneAsync(SeedServer server, SeedDefinition seed, string caller = "Test") =>
        server.CloneAsync(seed, caller, isReadOnly: false, isKept: false, CancellationToken.None);

    /// <summary>The failure of one.</summary>
    public static async Task<PumFailure> FailureAsync(SeedServer server, SeedDefinition seed) =>
        (await Assert.ThrowsAsync<PumFailureException>(() => CloneAsync(server, seed))).Failure;

    /// <summary>A seed without a dump.</summary>
    public SeedDefinition Empty(params Preparation[] preparations) => Seed(preparations) with { Dump = null };

    /// <summary>Names of this server's databases that seeds made, by how they begin.</summary>
    public async Task<List<string>> DatabasesAsync(string prefix = "pum_")
    {
        await using var connection = await OpenAsync(Server.ToNpgsql().ConnectionString);
        await using var command = new NpgsqlCommand("SELECT datname FROM pg_database WHERE starts_with(datname, $1) ORDER BY 1", connection) { Parameters = { new() { Value = prefix } } };
        await using var reader = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await reader.ReadAsync())
            names.Add(reader.GetString(0));
        return names;
    }

    /// <summary>How often a restore ended.</summary>
    public int Restores => Reporter.Messages.Count(message => message.Text.StartsWith("PumSeed: pum_base_", StringComparison.Ordinal));

    /// <summary>The lock of a database, taken by a session of a role.</summary>
    public async Task<NpgsqlConnection> TakeLockAsync(string database, string user, string password)
    {
        var connection = await OpenAsync(Server.ToNpgsql("postgres", user, password).ConnectionString + ";Application Name=somebody");
        await using var command = new NpgsqlCommand($"SELECT pg_advisory_lock('{NameLocks.KeyOf(database)}'::bigint)", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    public static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false;Server Compatibility Mode=NoTypeLoading");
        await connection.OpenAsync();
        return connection;
    }

    public static async Task<T> QueryAsync<T>(string connectionString, string sql)
    {
        await using var connection = await OpenAsync(connectionString);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = await OpenAsync(connectionString);
        await ExecuteAsync(connection, sql);
    }

    public static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public Task ExecuteAsSuperuserAsync(string sql) => ExecuteAsync(Server.ToNpgsql().ConnectionString, sql);

    public Task<T> QueryAsSuperuserAsync<T>(string sql) => QueryAsync<T>(Server.ToNpgsql().ConnectionString, sql);

    public async ValueTask DisposeAsync()
    {
        Folder.Dispose();
        if (_ownsServer)
            await Server.DisposeAsync();
    }
}
