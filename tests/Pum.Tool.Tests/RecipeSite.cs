using System.Diagnostics;
using System.Runtime.Versioning;
using Npgsql;
using Pum.Dumper.Servers;

namespace Pum.Tool.Tests;

/// <summary>Where a reader follows a recipe: a server, a home with pum and the services of the page, and a folder to work in.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class RecipeSite : IAsyncDisposable
{
    private const string Password = "recipe's secret";

    private readonly TestFolder _folder = new();

    private readonly Dictionary<string, string?> _variables;

    private RecipeSite(TemporaryServer server)
    {
        Server = server;
        WriteProgram("pum", $"exec '{BuildRun.Dotnet}' '{PumRun.Program}' \"$@\"");
        Directory.CreateDirectory(_folder["temporary"]);
        Directory.CreateDirectory(_folder["work"]);
        var path = Environment.GetEnvironmentVariable("PATH");
        _variables = new()
        {
            ["HOME"] = _folder["home"],
            ["PATH"] = $"{_folder["home/.dotnet/tools"]}:{server.BinDirectory}:{path}",
            ["TMPDIR"] = _folder["temporary"],
        };
    }

    /// <summary>The server of all services.</summary>
    public TemporaryServer Server { get; }

    /// <summary>A full path in the folder to work in.</summary>
    public string this[string path] => Path.Combine(_folder["work"], path);

    /// <summary>
    /// On a server of its own, the database app holds <paramref name="sql"/> and app_dev is empty. The roles are those of the page:
    /// backup is as <c>backup-role.sql</c> makes it, scratch and me may create databases.
    /// </summary>
    public static async Task<RecipeSite> CreateAsync(string sql)
    {
        var site = new RecipeSite(await TestServer.StartAsync());
        await site.ExecuteAsync("postgres", Recipes.File("backup-role.sql"));
        await site.ExecuteAsync("postgres",
            $"""
            ALTER ROLE backup PASSWORD '{ScramSecret.Of(Password)}';
            CREATE ROLE scratch LOGIN CREATEDB PASSWORD '{ScramSecret.Of(Password)}';
            CREATE ROLE me LOGIN CREATEDB PASSWORD '{ScramSecret.Of(Password)}'
            """);
        await site.ExecuteAsync("postgres", $"CREATE DATABASE app OWNER {TestServer.Owner}");
        await site.ExecuteAsync("postgres", "CREATE DATABASE app_dev OWNER me");
        await site.ExecuteAsync("app", $"SET ROLE {TestServer.Owner};\n{sql}");
        site.UseServices();
        return site;
    }

    /// <summary>Saves blocks of the page in the folder to work in.</summary>
    public void Save(params string[] files)
    {
        foreach (var file in files)
            Write(file, Recipes.File(file));
    }

    /// <summary>Writes a file into the folder to work in.</summary>
    public void Write(string file, string content) => _folder.Write(Path.Combine("work", file), content);

    /// <summary>Writes a file into the home.</summary>
    public void WriteToHome(string file, string content) => _folder.Write(Path.Combine("home", file), content);

    /// <summary>Writes a program that the recipes find before the system's own.</summary>
    public void WriteProgram(string name, string body) => TestProgram.Write(_folder[Path.Combine("home", ".dotnet", "tools", name)], body);

    /// <summary>Has a shell do what the page says.</summary>
    public Task<BuildRun> ShellAsync(string command, params (string Name, string Value)[] variables) =>
        BuildRun.RunAsync(_folder["work"], "/bin/sh", ["-c", command], With(variables));

    /// <summary>Starts a script of the page, to be ended by a signal.</summary>
    public Process StartScript(string file, params (string Name, string Value)[] variables) =>
        BuildRun.Start(_folder["work"], "/bin/sh", [file], With(variables));

    /// <summary>Runs SQL as the superuser.</summary>
    public Task ExecuteAsync(string database, string sql) => QueryAsync<object>(database, sql);

    /// <summary>The first answer to a question of the superuser.</summary>
    public Task<T?> QueryAsync<T>(string database, string sql) => QueryAsync<T>(Server, database, sql);

    /// <summary>The same on another server.</summary>
    public static async Task<T?> QueryAsync<T>(TemporaryServer server, string database, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ToNpgsql(database).ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    /// <summary>A recipe has put away what it needed meanwhile: no database but those of the page, no temporary file.</summary>
    public async Task NothingIsLeftAsync()
    {
        Assert.AreEqual("app,app_dev", await QueryAsync<string>("postgres",
            "SELECT string_agg(datname, ',' ORDER BY datname) FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'"));
        Assert.IsEmpty(Directory.GetFileSystemEntries(_folder["temporary"]));
    }

    /// <summary>The services of the page, on this server, and new on another one.</summary>
    public void UseServices(TemporaryServer? other = null)
    {
        var services = Service("app", "app", "backup") + Service("scratch", "postgres", "scratch") + Service("dev", "app_dev", "me");
        if (other is not null)
            services += Service(other, "new", "postgres", other.Superuser, other.SuperuserPassword);
        _variables["PGSERVICEFILE"] = _folder.Write("home/pg_service.conf", services);
    }

    private Dictionary<string, string?> With((string Name, string Value)[] variables)
    {
        var all = new Dictionary<string, string?>(_variables);
        foreach (var (name, value) in variables)
            all[name] = value;
        return all;
    }

    private string Service(string name, string database, string user) => Service(Server, name, database, user, Password);

    private static string Service(TemporaryServer server, string name, string database, string user, string password) =>
        $"[{name}]\nhost={server.Host}\nport={server.Port}\ndbname={database}\nuser={user}\npassword={password}\n\n";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
