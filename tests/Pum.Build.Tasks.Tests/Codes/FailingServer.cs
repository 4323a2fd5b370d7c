using Npgsql;
using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests.Codes;

/// <summary>Databases on a real server in each of which something goes wrong.</summary>
internal sealed class FailingServer : IAsyncDisposable
{
    private readonly Dictionary<string, TestDatabase> _databases = [];
    private NpgsqlConnection? _holder;

    private static readonly Dictionary<string, string> Contents = new()
    {
        ["films"] = "CREATE TABLE film (id int PRIMARY KEY); INSERT INTO film VALUES (1); CREATE SCHEMA audit; CREATE TABLE audit.log (id int); CREATE VIEW entry AS SELECT * FROM audit.log; CREATE TABLE noise AS SELECT md5(n::text) FROM generate_series(1, 2000) n",
        ["empty"] = "SELECT",
        ["closed"] = "SELECT",
        ["foreign"] = "SELECT",
        ["locked"] = "CREATE TABLE film (id int)",
        // Whoever reads the table is ended as by an administrator.
        ["ending"] =
            """
            CREATE TABLE film AS SELECT 1 AS id;
            CREATE FUNCTION ending() RETURNS bool LANGUAGE sql AS 'SELECT pg_terminate_backend(pg_backend_pid())';
            ALTER TABLE film ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
            CREATE POLICY ending ON film USING (ending());
            """,
    };

    /// <summary>Makes the databases, and in the folder the services of their names, client tools and scripts.</summary>
    public static async Task<FailingServer> PrepareAsync(ProjectFolder folder)
    {
        var server = new FailingServer();
        try
        {
            foreach (var (name, content) in Contents)
            {
                server._databases[name] = await TestDatabase.CreateAsync();
                await server._databases[name].ExecuteAsync(content);
            }
            var administrators = await TestServer.GetAsync();
            server._databases["administrators"] = await TestDatabase.CreateAsync(administrators, administrators.Superuser);
            await server.SpoilAsync(folder);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_holder is not null)
            await _holder.DisposeAsync();
        foreach (var database in _databases.Values)
            await database.DisposeAsync();
    }

    private async Task SpoilAsync(ProjectFolder folder)
    {
        var empty = _databases["empty"];
        await _databases["closed"].ExecuteAsync($"ALTER DATABASE {_databases["closed"].Name} CONNECTION LIMIT 0");
        await _databases["foreign"].ExecuteAsSuperuserAsync("CREATE TABLE secrets ()");
        _holder = await _databases["locked"].OpenAsync();
        await using (var locking = new NpgsqlCommand("BEGIN; LOCK TABLE film", _holder))
            await locking.ExecuteNonQueryAsync();

        folder.UseServices([.. _databases.Select(database => (database.Key, database.Value)), ("plain", _databases["administrators"].As(TestServer.Plain))]);
        var place = $"host={empty.Server.Host}\nport={empty.Server.Port}\ndbname={empty.Name}\nuser={empty.User}\n";
        File.AppendAllText(
            folder["pg_service.conf"], $"[mistaken]\n{place}password=wrong\n[silent]\n{place}[tls]\n{place}sslmode=require\n");
        folder.Variables["PGPASSFILE"] = folder["no.pgpass"];
        folder.Variables["NoDatabase"] = $"none_{Guid.NewGuid():N}";

        folder.Write("locked.sql", "INSERT INTO film VALUES (1);\n");
        folder.Write("ending.sql", "SELECT pg_terminate_backend(pg_backend_pid());\n");
        folder.Write("disk.sql", "SELECT 1;\n");
        var tools = empty.Server.BinDirectory;
        folder.WriteTool("limited/pg_dump", $"trap '' XFSZ\nulimit -f 1\nexec '{tools}/pg_dump' \"$@\"\n");
        folder.WriteTool("full/psql",
            $"""
            [ "$1" = --version ] && exec '{tools}/psql' --version
            echo 'psql:<stdin>:1: ERROR:  53100: could not extend file "base/5/16384": No space left on device' >&2
            exit 3
            """);
    }
}
