using Npgsql;
using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.Servers;
using static Pum.Dumper.ServerTests.Restoring.Replacing;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>
/// What stands against a restore is said at once, and before anything is touched: the server gives out no transaction id.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class PreflightTests : IDisposable
{
    private static TemporaryServer _server = null!;

    private readonly TestFolder _folder = new();

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => _server = await StartServerAsync(("autovacuum", "off"));

    [ClassCleanup]
    public static async Task StopAsync() => await _server.DisposeAsync();

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow(false, "PUM3005")]
    [DataRow(true, "PUM5005")]
    public async Task A_missing_tool_a_missing_database_and_a_broken_dump_are_three_errors(bool createDatabase, string missing)
    {
        var dump = await MakeDumpAsync(_folder, "CREATE TABLE film AS SELECT generate_series(1, 1000) AS id", server: _server);
        var cut = _folder["cut.dump"];
        await File.WriteAllBytesAsync(cut, (await File.ReadAllBytesAsync(dump))[..^100]);
        Directory.CreateDirectory(_folder["empty"]);

        var codes = await RefusedAsync(
            TestServer.Plain,
            "nowhere",
            request => request with { File = cut, ToolPath = _folder["empty"], CreateDatabase = createDatabase });

        Assert.AreEqual($"PUM5003 PUM2001 {missing}", codes);
    }

    [TestMethod]
    public async Task Whatever_stands_against_a_script_is_said_at_once()
    {
        var script = _folder.Write("seed.sql", "CREATE TABLE film ();\n\\! touch x\nROLLBACK;\nVACUUM;\n");
        Directory.CreateDirectory(_folder["empty"]);
        await using var target = await TestDatabase.CreateAsync(_server);

        // Without psql, what depends on it is not asked; what the script holds is known.
        Assert.AreEqual(
            "PUM1001 PUM1001 PUM2001 PUM5009 PUM5015 PUM5016",
            await RefusedAsync(TestServer.Owner, target.Name, request => request with { File = script, ToolPath = _folder["empty"], NoOwner = false, AdditionalOptions = "--file=x" }));
        Assert.AreEqual(
            "PUM3005 PUM5009 PUM5015 PUM5016", await RefusedAsync(TestServer.Owner, "nowhere", request => request with { File = script }));
        // A new database takes statements that no transaction does.
        Assert.AreEqual(
            "PUM5009", await RefusedAsync(TestServer.Owner, "nowhere", request => request with { File = script, CreateDatabase = true }));
    }

    [TestMethod]
    public async Task What_cannot_be_asked_is_not_reported()
    {
        var nowhere = new RestoreRequest
        {
            Caller = "PumRestore",
            Connection = new() { ConnectionString = "host=127.0.0.1 port=1 user=ci dbname=app" },
            File = _folder["missing.dump"],
            BaseDirectory = _folder.FullName,
            ToolPath = _folder["none"],
            SchemaOnly = true,
            DataOnly = true,
            Clean = true,
            Jobs = 4,
        };
        Assert.AreEqual("PUM1001 PUM1003 PUM2001 PUM3003", await CodesAsync(nowhere));
        Assert.AreEqual("PUM1001 PUM1002 PUM1003 PUM2001", await CodesAsync(
            nowhere with { Connection = new() { ConnectionStringVariable = "PUM_NO_SUCH" } }));
    }

    [TestMethod]
    public async Task Whatever_stands_against_an_existing_target_is_said_at_once()
    {
        var dump = await MakeDumpAsync(_folder, "CREATE EXTENSION hstore; CREATE TABLE film (id int)", server: _server);
        var changed = _folder["changed.dump"];
        await Archived.ReplaceAsync(dump, changed, "hstore", "hstorx");
        await using var target = await TestDatabase.CreateAsync(_server);
        await target.ExecuteAsync("CREATE TABLE precious ()");

        Assert.AreEqual("PUM1001 PUM5007 PUM5006", await RefusedAsync(
            TestServer.Owner, target.Name, request => request with { File = changed, Jobs = 2, Clean = true }));
        await using var idle = new NpgsqlConnection(target.ConnectionString);
        await idle.OpenAsync();
        Assert.AreEqual("PUM5006 PUM5007 PUM5008", await RefusedAsync(
            TestServer.Owner, target.Name, request => request with { File = changed, ReplaceDatabase = true }));
    }

    [TestMethod]
    public async Task Rights_that_are_lacking_are_said_before_anything_is_touched()
    {
        var dump = await MakeDumpAsync(
            _folder, "CREATE TABLE film (id int); CREATE SCHEMA app; CREATE TABLE app.rental (id int)", server: _server);
        var script = _folder.Write("seed.sql", "SELECT 1;\n");
        await using var target = await TestDatabase.CreateAsync(_server);
        await target.ExecuteAsync($"REVOKE ALL ON DATABASE {target.Name} FROM PUBLIC; GRANT CONNECT ON DATABASE {target.Name} TO PUBLIC; REVOKE ALL ON SCHEMA public FROM PUBLIC");

        Assert.AreEqual("PUM5005 PUM5005", await RefusedAsync(TestServer.Plain, target.Name, request => request with { File = dump }));
        Assert.AreEqual("PUM5005", await RefusedAsync(
            TestServer.Plain, target.Name, request => request with { File = dump, Filter = new() { ExcludeSchemas = ["app"] } }));
        await target.ExecuteAsync(
            $"GRANT CREATE ON DATABASE {target.Name} TO {TestServer.Plain}; GRANT CREATE, USAGE ON SCHEMA public TO {TestServer.Plain}");
        await RestoreOperation.RunAsync(Request(TestServer.Plain, target.Name) with { File = dump }, new CollectingReporter());
        await RestoreOperation.RunAsync(Request(TestServer.Plain, target.Name) with { File = script }, new CollectingReporter());
    }

    [TestMethod]
    public async Task What_psql_restores_takes_no_right_to_temporary_tables()
    {
        await using var target = await TestDatabase.CreateAsync(_server);
        var (user, writer) = ($"pum_user_{Guid.NewGuid():N}", $"pum_writer_{Guid.NewGuid():N}");
        await ExecuteAsync(
            _server, $"CREATE ROLE {writer}; CREATE ROLE {user} LOGIN NOINHERIT PASSWORD 'secret'; GRANT {writer} TO {user}");
        await target.ExecuteAsync(
            $"REVOKE TEMPORARY ON DATABASE {target.Name} FROM PUBLIC; GRANT CREATE, USAGE ON SCHEMA public TO {writer}");
        var script = _folder.Write("seed.sql", "CREATE TABLE seed ();\n");
        var rows = await InsertsAsync("CREATE TABLE film AS SELECT 1 AS id");
        RestoreRequest Taking(RestoreRequest request, string dump) =>
            request with { File = dump, Connection = new() { ConnectionString = _server.ToConninfo(target.Name, user, "secret"), Role = writer } };

        await RestoreOperation.RunAsync(Taking(Request(user, target.Name), script), new CollectingReporter());
        await RestoreOperation.RunAsync(Taking(Request(user, target.Name), rows), new CollectingReporter());
    }

    [TestMethod]
    public async Task What_additional_options_may_leave_out_is_left_to_the_restore()
    {
        var dump = await MakeDumpAsync(
            _folder, "CREATE SCHEMA app; CREATE TABLE app.film (id int); CREATE SCHEMA other; CREATE SEQUENCE app.number", server: _server);
        await using var target = await TestDatabase.CreateAsync(_server);
        await target.ExecuteAsync($"CREATE SCHEMA app; GRANT CREATE, USAGE ON SCHEMA app TO {TestServer.Plain}");

        Assert.AreEqual("PUM5005", await RefusedAsync(TestServer.Plain, target.Name, request => request with { File = dump }));
        await RestoreOperation.RunAsync(
            Request(TestServer.Plain, target.Name) with { File = dump, AdditionalOptions = "--schema=app" }, new CollectingReporter());
        // What no restore undoes is refused all the same.
        Assert.AreEqual("PUM5016", await RefusedAsync(
            TestServer.Plain, target.Name, request => request with { File = dump, DataOnly = true, AdditionalOptions = "-n app" }));
    }

    /// <summary>Dumps rows as INSERTs into an archive, which is restored through psql.</summary>
    private async Task<string> InsertsAsync(string sql)
    {
        await using var source = await TestDatabase.CreateAsync(_server);
        await source.ExecuteAsync(sql);
        var result = await DumpOperation.RunAsync(
            new() { Caller = "PumDump", Connection = source.Request, File = _folder["rows.dump"], BaseDirectory = _folder.FullName, ToolPath = _server.BinDirectory, AdditionalOptions = "--inserts" }, new CollectingReporter());
        return result.File;
    }

    /// <summary>The codes of what a restore is refused for, which has touched nothing.</summary>
    private static async Task<string> RefusedAsync(string user, string database, Func<RestoreRequest, RestoreRequest> with)
    {
        var before = await CounterAsync();
        var codes = await CodesAsync(with(Request(user, database)));
        Assert.AreEqual(before, await CounterAsync());
        return codes;
    }

    private static async Task<string> CodesAsync(RestoreRequest request) =>
        (await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(() => RestoreOperation.RunAsync(request, new CollectingReporter())))
            .Codes();

    private static RestoreRequest Request(string user, string database) => new()
    {
        Caller = "PumRestore",
        Connection = new()
        {
            ConnectionString = _server.ToConninfo(
            database, user, user == TestServer.Owner ? TestServer.OwnerPassword : TestServer.PlainPassword)
        },
        File = "",
        BaseDirectory = AppContext.BaseDirectory,
        ToolPath = _server.BinDirectory,
    };

    /// <summary>The next transaction id of the server, and its databases.</summary>
    private static Task<string> CounterAsync() =>
        QueryAsync<string>(_server, "SELECT concat_ws(' ', pg_snapshot_xmax(pg_current_snapshot()), (SELECT string_agg(oid || ' ' || datname, ' ' ORDER BY oid) FROM pg_database))");
}
