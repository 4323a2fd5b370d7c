using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.ServerTests.Restoring;

namespace Pum.Dumper.ServerTests.Connections;

/// <summary>A pooler between the client tools and the server.</summary>
[TestClass]
internal sealed class PoolerTests : IDisposable
{
    private const string Fill = "CREATE TABLE film AS SELECT generate_series(1, 100) AS id";

    private readonly TestFolder _folder = new();

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("transaction", "custom", "")]
    [DataRow("transaction", "plain", "")]
    [DataRow("transaction", "custom", "replace")]
    [DataRow("transaction", "custom", "create")]
    [DataRow("statement", "custom", "")]
    public async Task A_pooler_that_holds_no_sessions_is_PUM3008_before_anything_is_touched(string mode, string format, string how)
    {
        var dump = await Replacing.MakeDumpAsync(_folder, Fill, Enum.Parse<DumpFormat>(format, ignoreCase: true));
        await using var target = how == "create" ? await TestDatabase.ReserveAsync() : await TestDatabase.CreateAsync();
        await using var pooler = await PgBouncer.StartAsync(target.Server, mode);
        // Others are served by the same sessions of the server's.
        await using var busy = how == "create" ? null : await pooler.OpenAsync(target);

        var failure = await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(() =>
            RestoreAsync(
                target, pooler, dump, request => request with { ReplaceDatabase = how == "replace", CreateDatabase = how == "create" }));

        Assert.AreEqual("PUM3008", failure.Codes(), failure.ToString());
        Assert.Contains($":{pooler.Port} ", failure.Failure.Message);
        Assert.AreEqual(how != "create", await target.ExistsAsync());
        if (how != "create")
            Assert.AreEqual(0L, await target.QueryAsync<long>("SELECT count(*) FROM pg_class WHERE relname = 'film'"));
    }

    [TestMethod]
    public async Task A_pooler_that_lends_in_turn_is_found_out()
    {
        var dump = await Replacing.MakeDumpAsync(_folder, Fill);
        await using var target = await TestDatabase.CreateAsync();
        await using var pooler = await PgBouncer.StartAsync(
            target.Server, "transaction", "server_round_robin = 1\ndefault_pool_size = 2\nmin_pool_size = 2");

        var failure = await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(
            () => RestoreAsync(target, pooler, dump, request => request));

        Assert.AreEqual("PUM3008", failure.Codes(), failure.ToString());
    }

    [TestMethod]
    public async Task A_pooler_that_is_refused_keeps_nothing_of_ours()
    {
        var dump = await Replacing.MakeDumpAsync(_folder, Fill);
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsSuperuserAsync($"CREATE ROLE {target.Name}; GRANT {target.Name} TO {TestServer.Owner}");
        try
        {
            await using var pooler = await PgBouncer.StartAsync(target.Server, "transaction");
            var failure = await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(() =>
                RestoreAsync(
                    target, pooler, dump, request => request with { Connection = pooler.RequestFor(target) with { Role = target.Name } }));
            Assert.AreEqual("PUM3008", failure.Codes(), failure.ToString());

            Assert.AreEqual($"{TestServer.Owner} | {OwnSettings}", await SettingsAsync(pooler, target));
        }
        finally
        {
            await target.ExecuteAsSuperuserAsync($"DROP ROLE {target.Name}");
        }
    }

    [TestMethod]
    public async Task A_dump_leaves_nothing_of_ours_in_a_pooler()
    {
        await using var source = await TestDatabase.CreateAsync();
        await using var pooler = await PgBouncer.StartAsync(source.Server, "transaction");

        // It ends before pg_dump, which leaves something of its own, begins.
        var failure = await Assert.ThrowsExactlyAsync<PgDumpFailedException>(
            () => DumpAsync(source, pooler, request => request with { Filter = new() { ExcludeTables = ["missing"] } }));
        Assert.AreEqual("PUM4003", failure.Code, failure.ToString());

        Assert.AreEqual($"{TestServer.Owner} | {OwnSettings}", await SettingsAsync(pooler, source));
    }

    [TestMethod]
    public async Task A_pooler_that_has_one_session_to_hold_serves()
    {
        var dump = await Replacing.MakeDumpAsync(_folder, Fill);
        await using var target = await TestDatabase.CreateAsync();
        await using var pooler = await PgBouncer.StartAsync(target.Server, "session", "default_pool_size = 1\nquery_wait_timeout = 60");

        await RestoreAsync(target, pooler, dump, request => request);

        Assert.AreEqual(100L, await target.QueryAsync<long>("SELECT count(*) FROM film"));
    }

    [TestMethod]
    [DataRow("custom")]
    [DataRow("plain")]
    public async Task A_pooler_that_holds_sessions_serves(string format)
    {
        var dump = await Replacing.MakeDumpAsync(_folder, Fill, Enum.Parse<DumpFormat>(format, ignoreCase: true));
        await using var target = await TestDatabase.CreateAsync();
        await using var created = await TestDatabase.ReserveAsync();
        await using var pooler = await PgBouncer.StartAsync(target.Server, "session");

        await RestoreAsync(target, pooler, dump, request => request);
        await RestoreAsync(created, pooler, dump, request => request with { CreateDatabase = true, DisconnectUsers = true });

        Assert.AreEqual(100L, await target.QueryAsync<long>("SELECT count(*) FROM film"));
        Assert.AreEqual(100L, await created.QueryAsync<long>("SELECT count(*) FROM film"));
    }

    [TestMethod]
    [DataRow("transaction", DumpFormat.Custom)]
    [DataRow("transaction", DumpFormat.Directory)]
    [DataRow("session", DumpFormat.Plain)]
    public async Task A_dump_needs_no_session(string mode, DumpFormat format)
    {
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync(Fill + "; CREATE VIEW films AS SELECT id FROM film");
        await using var pooler = await PgBouncer.StartAsync(source.Server, mode);

        var dumped = await DumpAsync(
            source, pooler, request => request with { Format = format, Filter = new() { ExcludeSchemas = ["no*"] } });

        await using var target = await TestDatabase.CreateAsync();
        await RestoreOperation.RunAsync(
            new() { Caller = "PumRestore", Connection = target.Request, File = dumped.File, BaseDirectory = _folder.FullName, ToolPath = target.Server.BinDirectory }, new CollectingReporter());
        Assert.AreEqual(100L, await target.QueryAsync<long>("SELECT count(*) FROM films"));
    }

    [TestMethod]
    public async Task Options_that_a_pooler_refuses_are_PUM3008()
    {
        var dump = await Replacing.MakeDumpAsync(_folder, Fill);
        await using var database = await TestDatabase.CreateAsync();
        await using var pooler = await PgBouncer.StartAsync(database.Server, "session");
        const string Options = "options='-c geqo=off'";

        var restore = await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(
            () => RestoreAsync(database, pooler, dump, request => request with { Connection = pooler.RequestFor(database, Options) }));
        var dumping = await Assert.ThrowsExactlyAsync<PgDumpFailedException>(
            () => DumpAsync(database, pooler, request => request with { Connection = pooler.RequestFor(database, Options) }));

        Assert.AreEqual("PUM3008", restore.Code, restore.ToString());
        Assert.AreEqual("PUM3008", dumping.Code, dumping.ToString());
        Assert.Contains("unsupported startup parameter", restore.Failure.Message);
    }

    private const string OwnSettings = "\"$user\", public | 0 | off";

    /// <summary>What the next client of the pooler's finds set.</summary>
    private static async Task<string> SettingsAsync(PgBouncer pooler, TestDatabase database)
    {
        await using var next = await pooler.OpenAsync(database);
        await using var command = new Npgsql.NpgsqlCommand(
            "SELECT concat_ws(' | ', current_user, current_setting('search_path'), current_setting('statement_timeout'), current_setting('default_transaction_read_only'))", next);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static Task<RestoreResult> RestoreAsync(
        TestDatabase target, PgBouncer pooler, string dump, Func<RestoreRequest, RestoreRequest> with) => RestoreOperation.RunAsync(
        with(new() { Caller = "PumRestore", Connection = pooler.RequestFor(target), File = dump, BaseDirectory = Path.GetDirectoryName(dump)!, ToolPath = target.Server.BinDirectory }), new CollectingReporter());

    private Task<DumpResult> DumpAsync(TestDatabase source, PgBouncer pooler, Func<DumpRequest, DumpRequest> with) =>
        DumpOperation.RunAsync(
        with(new() { Caller = "PumDump", Connection = pooler.RequestFor(source), File = _folder["snap"], BaseDirectory = _folder.FullName, ToolPath = source.Server.BinDirectory }), new CollectingReporter());
}
