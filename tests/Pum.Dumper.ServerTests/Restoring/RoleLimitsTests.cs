using Npgsql;
using Pum.Dumper.Databases;
using static Pum.Dumper.ServerTests.Restoring.Replacing;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>Settings of the role for its sessions, which are meant for applications and not for the work of a restore.</summary>
[TestClass]
public sealed class RoleLimitsTests
{
    /// <summary>Building the index and ANALYZE each take longer than <see cref="Limit"/>.</summary>
    private const string Slow = """
        CREATE FUNCTION slow(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT CASE WHEN pg_catalog.pg_sleep(1) IS NULL THEN 0 ELSE $1 END';
        CREATE TABLE film (id int);
        INSERT INTO film VALUES (1);
        CREATE INDEX film_slow ON film (slow(id));
        """;

    private const string Limit = "700ms";

    [TestMethod]
    [DataRow(15, "statement_timeout", Limit)]
    [DataRow(15, "idle_in_transaction_session_timeout", "1ms")]
    [DataRow(17, "transaction_timeout", Limit)]
    public async Task A_limit_of_the_role_ends_no_step_of_a_restore(int major, string setting, string value)
    {
        await using var server = await StartServerAsync(major);
        await using var target = await TestDatabase.CreateAsync(server);
        await target.ExecuteAsync("CREATE TABLE old ()");
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Slow, server: server);
        await target.ExecuteAsSuperuserAsync($"ALTER ROLE {TestServer.Owner} SET {setting} = '{value}'");
        var reporter = new CollectingReporter();

        await ReplaceAsync(target, dump, reporter, request => request with { ConfirmReplace = target.Name });

        Assert.AreEqual("", string.Join('\n', reporter.Warnings.Select(warning => warning.Message)));
        Assert.AreEqual(
            1f,
            await target.As(server.Superuser).QueryAsync<float>("SELECT reltuples FROM pg_class WHERE relname = 'film'"),
            "it is analyzed");
    }

    [TestMethod]
    [DataRow(15, "statement_timeout", true)]
    [DataRow(15, "statement_timeout", false)]
    [DataRow(17, "transaction_timeout", false)]
    public async Task A_limit_of_the_role_ends_no_script_that_does_not_lift_it(int major, string setting, bool replace)
    {
        await using var server = await StartServerAsync(major);
        await using var target = await TestDatabase.CreateAsync(server);
        using var folder = new TestFolder();
        var script = folder.Write("seed.sql", "CREATE TABLE film ();\nSELECT pg_sleep(1);\n");
        await target.ExecuteAsSuperuserAsync($"ALTER ROLE {TestServer.Owner} SET {setting} = '{Limit}'");

        await ReplaceAsync(target, script, new(), request => request with { ReplaceDatabase = replace });

        Assert.AreEqual(1L, await target.As(server.Superuser).QueryAsync<long>("SELECT count(*) FROM pg_class WHERE relname = 'film'"));
    }

    [TestMethod]
    public async Task A_lock_timeout_of_the_role_does_not_end_the_wait_for_a_turn()
    {
        await using var server = await StartServerAsync();
        await using var target = await TestDatabase.CreateAsync(server);
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, "CREATE TABLE film ()", server: server);
        await target.ExecuteAsSuperuserAsync($"ALTER ROLE {TestServer.Owner} SET lock_timeout = '1ms'");
        await using var holder = new NpgsqlConnection(server.ToNpgsql().ConnectionString);
        await holder.OpenAsync();
        await HoldAsync($"SELECT pg_advisory_lock({AdvisoryLock.KeyOf("target", target.Name)})");

        var replacing = ReplaceAsync(target, dump, new());
        await Eventually.IsTrueAsync(
            async () => replacing.IsCompleted || await QueryAsync<long>(server, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND waitstart < now() - interval '50 milliseconds'") == 1,
            "it waits for longer than the role may");
        await HoldAsync("SELECT pg_advisory_unlock_all()");
        await replacing;

        Assert.AreEqual(1L, await target.QueryAsync<long>("SELECT count(*) FROM pg_class WHERE relname = 'film'"));

        async Task HoldAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, holder);
            await command.ExecuteNonQueryAsync();
        }
    }

    [TestMethod]
    public async Task A_role_that_only_reads_by_default_may_make_a_database()
    {
        await using var server = await StartServerAsync();
        await using var target = await TestDatabase.ReserveAsync(server);
        using var folder = new TestFolder();
        // The client tools keep to such a default, so the script puts it aside.
        var script = folder.Write("seed.sql", "SET default_transaction_read_only = off;\nCREATE TABLE film ();\n");
        await ExecuteAsync(server, $"ALTER ROLE {TestServer.Owner} SET default_transaction_read_only = on");

        await ReplaceAsync(target, script, new());

        Assert.AreEqual(1L, await target.QueryAsync<long>("SELECT count(*) FROM pg_class WHERE relname = 'film'"));
    }
}
