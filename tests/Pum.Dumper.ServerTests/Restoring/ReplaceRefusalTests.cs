using Npgsql;
using Pum.Dumper.Servers;
using static Pum.Dumper.ServerTests.Restoring.Replacing;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>What is refused before anything is touched: no scratch database, no transaction.</summary>
[TestClass]
public sealed class ReplaceRefusalTests
{
    private const string Fill = "CREATE TABLE film (id int)";

    [TestMethod]
    public async Task Everything_that_stands_against_it_is_said_at_once_and_nothing_is_touched()
    {
        await using var server = await StartServerAsync(
            ("max_prepared_transactions", "2"), ("wal_level", "logical"), ("autovacuum", "off"));
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Fill, server: server);
        await using var target = await TestDatabase.CreateAsync(server);
        await target.ExecuteAsync("CREATE TABLE mine ()");
        await ExecuteAsync(server, $"ALTER ROLE {TestServer.Owner} NOCREATEDB; ALTER DATABASE {target.Name} OWNER TO postgres");
        var superuser = target.As(server.Superuser);
        // A slot waits for every transaction that is open.
        await superuser.ExecuteAsync("SELECT pg_create_logical_replication_slot('slot_of_mine', 'pgoutput')");
        await superuser.ExecuteAsync("BEGIN; CREATE TABLE half (); PREPARE TRANSACTION 'it''s open'");
        await superuser.ExecuteAsync(
            "CREATE SUBSCRIPTION sub_of_mine CONNECTION 'dbname=postgres' PUBLICATION p WITH (connect = false, slot_name = NONE)");
        await using var idle = await OpenAsync(superuser, "the idle one");
        var before = await CountersAsync(server, target);

        var failure = await FailureAsync(target, dump);

        Assert.AreEqual("PUM5007 PUM5005 PUM5005 PUM5008 PUM5008 PUM5008 PUM5008", failure.Codes(), string.Join('\n', failure.Failures));
        var text = string.Join('\n', failure.Failures);
        foreach (var found in (string[])["holds 1 object (table public.mine)", "CREATEDB", "belongs to 'postgres'", "the idle one of postgres (pid ", "it's open", "slot_of_mine", "sub_of_mine"])
            Assert.Contains(found, text);
        Assert.AreEqual(before, await CountersAsync(server, target));
        await superuser.ExecuteAsync("ROLLBACK PREPARED 'it''s open'");
        await superuser.ExecuteAsync("SELECT pg_drop_replication_slot('slot_of_mine')");
        await superuser.ExecuteAsync("DROP SUBSCRIPTION sub_of_mine");
    }

    [TestMethod]
    [DataRow("PUM5007", "ConfirmReplace is not set")]
    [DataRow("PUM5008", "in use")]
    public async Task A_single_reason_is_enough_and_consumes_no_transaction_id(string code, string words)
    {
        await using var server = await StartServerAsync(("autovacuum", "off"));
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Fill, server: server);
        await using var target = await TestDatabase.CreateAsync(server);
        if (code == "PUM5007")
            // Otherwise the server counts what this writes some time after its session is over.
            await target.ExecuteAsync("CREATE TABLE mine (); SELECT pg_stat_force_next_flush()");
        await using var idle = code == "PUM5008" ? await OpenAsync(target, "psql") : null;
        var before = await CountersAsync(server, target);

        var failure = await FailureAsync(target, dump);

        Assert.AreEqual(code, failure.Codes(), failure.ToString());
        Assert.Contains(words, failure.Failure.Message);
        Assert.AreEqual(before, await CountersAsync(server, target));
    }

    [TestMethod]
    public async Task Databases_of_the_server_itself_are_never_replaced()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Fill);
        await using var template = await TestDatabase.CreateAsync();
        foreach (var name in (string[])["postgres", "template0", "template1", "pum_scratch_5_0000000000000001"])
        {
            var failure = await FailureAsync(
                template,
                dump,
                request => request with { ConfirmReplace = name, Connection = request.Connection with { Database = name } });
            Assert.AreEqual("PUM1001", failure.Codes(), name);
            Assert.Contains(name, failure.Failure.Message);
        }

        Assert.AreEqual("PUM1001", (await FailureAsync(template, dump, request => request with { Connection = request.Connection with { MaintenanceDatabase = template.Name } })).Codes());
        await ExecuteAsync(template.Server, $"ALTER DATABASE {template.Name} IS_TEMPLATE true");
        var marked = await FailureAsync(template, dump);
        await ExecuteAsync(template.Server, $"ALTER DATABASE {template.Name} IS_TEMPLATE false");
        Assert.AreEqual("PUM1001", marked.Codes());
        Assert.Contains("template", marked.Failure.Message);
    }

    [TestMethod]
    public async Task A_database_is_swapped_or_cleaned_but_not_both()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Fill);
        await using var target = await TestDatabase.CreateAsync();
        var failure = await FailureAsync(target, dump, request => request with { Clean = true });
        Assert.AreEqual("PUM1001", failure.Codes());
        Assert.Contains("ReplaceDatabase", failure.Failure.Message);
    }

    [TestMethod]
    public async Task A_member_of_the_owner_replaces_its_database_and_a_stranger_does_not()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Fill, server: server);
        await using var target = await TestDatabase.CreateAsync(server);
        await ExecuteAsync(server, $"CREATE ROLE app; ALTER DATABASE {target.Name} OWNER TO app");
        Assert.AreEqual("PUM5005", (await FailureAsync(target, dump)).Codes());
        await ExecuteAsync(server, $"GRANT app TO {TestServer.Owner}; ALTER ROLE {TestServer.Owner} NOINHERIT");
        Assert.AreEqual("PUM5005", (await FailureAsync(target, dump)).Codes(), "a member that does not inherit has not the owner's rights");
        await ExecuteAsync(server, $"ALTER ROLE {TestServer.Owner} INHERIT");
        await ReplaceAsync(target, dump, new());
        Assert.AreEqual("app", await QueryAsync<string>(
            server, $"SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = '{target.Name}'"));
        await ExecuteAsync(server, $"ALTER ROLE {TestServer.Owner} NOINHERIT; ALTER ROLE app CREATEDB");
        await ReplaceAsync(target, dump, new(), request => request with { Connection = request.Connection with { Role = "app" } });
        Assert.AreEqual("app", await target.QueryAsync<string>("SELECT tableowner::text FROM pg_tables WHERE tablename = 'film'"));
    }

    /// <summary>The next transaction id of the server, what was written in the target, and the databases.</summary>
    private static async Task<string> CountersAsync(TemporaryServer server, TestDatabase target)
    {
        await Eventually.IsTrueAsync(
            async () => await QueryAsync<long>(server, "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'Pum%'") == 0,
            "our sessions are gone");
        return await QueryAsync<string>(server, $"""
            SELECT concat_ws(' ', pg_snapshot_xmax(pg_current_snapshot()), tup_inserted, tup_updated, tup_deleted, (SELECT string_agg(oid || ' ' || datname, ' ' ORDER BY oid) FROM pg_database))
            FROM pg_stat_database WHERE datname = '{target.Name}'
            """);
    }

    private static async Task<NpgsqlConnection> OpenAsync(TestDatabase database, string application)
    {
        var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false;Application Name=" + application);
        await connection.OpenAsync();
        return connection;
    }
}
