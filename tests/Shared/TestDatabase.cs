using Npgsql;
using Pum.Dumper.Connections;
using Pum.Dumper.Servers;

namespace Pum.TestSupport;

/// <summary>A database of one test's own, dropped at its end.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private TestDatabase(TemporaryServer server, string name, string user, string? password)
    {
        Server = server;
        Name = name;
        User = user;
        Password = password;
    }

    /// <summary>The server it is on.</summary>
    public TemporaryServer Server { get; }

    /// <summary>Its name, unique on the server.</summary>
    public string Name { get; }

    /// <summary>Its owner, as whom the members of this class connect.</summary>
    public string User { get; }

    /// <summary>The owner's password.</summary>
    public string? Password { get; }

    /// <summary>A connection string for Npgsql.</summary>
    /// <remarks>Npgsql would read all types of each new database first.</remarks>
    public string ConnectionString => $"{Server.ToNpgsql(Name, User, Password).ConnectionString};Server Compatibility Mode=NoTypeLoading";

    /// <summary>libpq's keywords and values, password included.</summary>
    public string Conninfo => Server.ToConninfo(Name, User, Password);

    /// <summary>What a task would be given for this database.</summary>
    public ConnectionRequest Request => new() { ConnectionString = Conninfo };

    /// <summary>
    /// Creates a database. <paramref name="server"/>: null for the system's. <paramref name="owner"/>: null for
    /// <see cref="TestServer.Owner"/>. <paramref name="options"/>: further words of <c>CREATE DATABASE</c>. <paramref name="prefix"/>: the
    /// beginning of the name.
    /// </summary>
    public static async Task<TestDatabase> CreateAsync(
        TemporaryServer? server = null, string? owner = null, string options = "", string prefix = "test")
    {
        server ??= await TestServer.GetAsync();
        var database = For(server, $"{prefix}_{Guid.NewGuid():N}", owner);
        // Without fsync a copy of the files is what takes least.
        var strategy = server.Major >= 15 ? "STRATEGY file_copy" : "";
        await AdministerAsync(server, $"CREATE DATABASE {Quote(database.Name)} OWNER {Quote(database.User)} {strategy} {options}");
        return database;
    }

    /// <summary>A name that no database has, dropped at the end all the same: for what a test itself creates.</summary>
    public static async Task<TestDatabase> ReserveAsync(TemporaryServer? server = null, string? owner = null, string prefix = "test") =>
        For(server ?? await TestServer.GetAsync(), $"{prefix}_{Guid.NewGuid():N}", owner);

    private static TestDatabase For(TemporaryServer server, string name, string? owner) => owner switch
    {
        null or TestServer.Owner => new(server, name, TestServer.Owner, TestServer.OwnerPassword),
        TestServer.Plain => new(server, name, TestServer.Plain, TestServer.PlainPassword),
        _ when owner == server.Superuser => new(server, name, owner, server.SuperuserPassword),
        _ => throw new ArgumentException("No such role.", nameof(owner)),
    };

    /// <summary>The same database as another role sees it; dispose the original alone.</summary>
    public TestDatabase As(string user) => For(Server, Name, user);

    /// <summary>An open connection.</summary>
    public async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Runs SQL, several statements in one transaction.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column of the first row.</summary>
    public async Task<T?> QueryAsync<T>(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        var value = await command.ExecuteScalarAsync();
        return value is null or DBNull ? default : (T)value;
    }

    /// <summary>The first column of every row.</summary>
    public async Task<List<T>> QueryListAsync<T>(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<T>();
        while (await reader.ReadAsync())
            values.Add(reader.GetFieldValue<T>(0));
        return values;
    }

    /// <summary>Runs SQL as the superuser, in this database: for what only a superuser can prepare.</summary>
    public Task ExecuteAsSuperuserAsync(string sql) => As(Server.Superuser).ExecuteAsync(sql);

    /// <summary>Whether the database exists.</summary>
    public async Task<bool> ExistsAsync()
    {
        await using var connection = new NpgsqlConnection(Server.ToNpgsql().ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM pg_database WHERE datname = $1", connection) { Parameters = { new() { Value = Name } } };
        return (long)(await command.ExecuteScalarAsync())! == 1;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() =>
        await AdministerAsync(Server, $"DROP DATABASE IF EXISTS {Quote(Name)}{(Server.Major >= 13 ? " WITH (FORCE)" : "")}");

    /// <summary>A name as SQL writes it.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static async Task AdministerAsync(TemporaryServer server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ToNpgsql().ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}
