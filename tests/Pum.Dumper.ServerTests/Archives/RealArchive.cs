using System.Diagnostics;
using System.Text;

namespace Pum.Dumper.ServerTests.Archives;

/// <summary>Archives that pg_dump makes of a database with odd names, and what pg_restore says of them.</summary>
internal sealed class RealArchive : IAsyncDisposable
{
    private const string Schema =
        """
        CREATE SCHEMA "odd schema";
        CREATE SCHEMA "größe";
        CREATE TABLE "odd schema"."a ""quoted"" table
        with newline" (id int PRIMARY KEY, "sp ace" text);
        INSERT INTO "odd schema"."a ""quoted"" table
        with newline" SELECT g, md5(g::text) FROM generate_series(1, 200) g;
        CREATE TABLE "größe"."tabelle ü" (id int PRIMARY KEY, b text DEFAULT 'x');
        CREATE TABLE part (a int, b text) PARTITION BY RANGE (a);
        CREATE TABLE part1 PARTITION OF part FOR VALUES FROM (0) TO (100);
        INSERT INTO part SELECT g, E'\\.\t\r\n' FROM generate_series(0, 99) g;
        CREATE MATERIALIZED VIEW mv AS SELECT count(*) FROM part;
        CREATE VIEW v AS SELECT * FROM part;
        CREATE TABLE empty (a serial, b int);
        CREATE DOMAIN positive AS int CHECK (VALUE > 0);
        CREATE FUNCTION f(int, text) RETURNS int LANGUAGE sql AS $$ SELECT 1; $$;
        CREATE STATISTICS st ON a, b FROM part;
        COMMENT ON TABLE part IS E'two\nlines';
        SELECT lo_from_bytea(0, decode(repeat('ab', 5000), 'hex'));
        SELECT lo_from_bytea(0, '');
        """;

    private readonly TestDatabase _database;
    private readonly TestFolder _folder = new(awkward: true);

    private RealArchive(TestDatabase database) => _database = database;

    /// <summary>For a database of the test's own, which this drops.</summary>
    public static RealArchive Of(TestDatabase database) => new(database);

    public static async Task<RealArchive> CreateAsync(int major)
    {
        var database = await TestDatabase.CreateAsync(major == 0 ? null : await TestServer.GetAsync(major));
        var archive = new RealArchive(database);
        await database.ExecuteAsync(Schema);
        return archive;
    }

    /// <summary>Dumps and returns the path.</summary>
    public async Task<string> DumpAsync(string format, params string[] options)
    {
        var path = _folder[$"{format}{string.Concat(options)}"];
        await RunAsync("pg_dump", ["--format", format, "--file", path, .. options, "--dbname", _database.Server.ToConninfo(
            _database.Name, _database.User)]);
        return path;
    }

    /// <summary>Runs a client tool and returns its output.</summary>
    public async Task<string> RunAsync(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(_database.Server.BinDirectory, tool), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["PGPASSWORD"] = _database.Password;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.AreEqual(0, process.ExitCode, await errors);
        return output;
    }

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        await _database.DisposeAsync();
    }
}
