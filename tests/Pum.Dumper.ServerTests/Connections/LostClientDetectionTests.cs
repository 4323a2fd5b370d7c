using System.Diagnostics;
using Pum.Dumper.Connections;
using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.ServerTests.Connections;

/// <summary>What happens on the server when a client tool is gone without a word.</summary>
[TestClass]
public sealed class LostClientDetectionTests
{
    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task The_sessions_of_a_tool_that_was_killed_do_not_outlive_it_for_long()
    {
        using var folder = new TestFolder();
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE film ()");
        var script = folder.Write("seed.sql", "SELECT pg_sleep(600);\n");
        await using var holder = await database.OpenAsync();
        await using var locking = new Npgsql.NpgsqlCommand("BEGIN; LOCK TABLE film", holder);
        await locking.ExecuteNonQueryAsync();

        var dump = DumpOperation.RunAsync(Dump(database, folder), new CollectingReporter());
        await KillAsync(database, "pg_dump", "PumDump");
        Assert.AreEqual("PUM4001", (await Assert.ThrowsExactlyAsync<PgDumpFailedException>(() => dump)).Code);
        var restore = RestoreOperation.RunAsync(Restore(database, script), new CollectingReporter());
        await KillAsync(database, "psql", "PumRestore");
        await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(() => restore);

        await Eventually.IsTrueAsync(async () => await WaitingAsync(database, "Pum") is null, "no session waits on");
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [DataRow("connection to server at \"db\", port 5432 failed: FATAL:  unrecognized configuration parameter \"client_connection_check_interval\"")]
    [DataRow("FATAL:  unrecognized configuration parameter \"client_connection_check_interval\"")]
    [DataRow("connection to server at \"db\", port 5432 failed: FATAL:  invalid value for parameter \"client_connection_check_interval\": 2000")]
    [DataRow("connection to server at \"db\", port 5432 failed: FATALE:  valore non valido per il parametro \"client_connection_check_interval\": 2000")]
    [DataRow("connection to server at \"db\", port 6432 failed: FATAL:  unsupported startup parameter: options")]
    public async Task A_server_or_a_pooler_that_refuses_the_setting_is_used_without_it(string refusal)
    {
        using var folder = new TestFolder();
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE film ()");
        await using var target = await TestDatabase.CreateAsync();
        foreach (var tool in new[] { "pg_dump", "pg_restore", "psql" })
        {
            // psql 13 alone says no more.
            var words = tool == "psql" || !refusal.StartsWith('F') ? refusal : $"connection to database \"film\" failed: {refusal}";
            TestProgram.Write(folder[$"bin/{tool}"], $"""
                case "$*" in
                  *client_connection_check_interval*) echo '{tool}: error: {words}' >&2; exit 1 ;;
                esac
                exec '{Path.Combine(database.Server.BinDirectory, tool)}' "$@"
                """);
        }

        await DumpOperation.RunAsync(Dump(database, folder) with { ToolPath = folder["bin"] }, new CollectingReporter());
        await RestoreOperation.RunAsync(Restore(target, folder["snap"]) with { ToolPath = folder["bin"] }, new CollectingReporter());
        await RestoreOperation.RunAsync(
            Restore(target, folder.Write("seed.sql", "CREATE TABLE seed ();\n")) with { ToolPath = folder["bin"] },
            new CollectingReporter());

        Assert.AreEqual(2L, await target.QueryAsync<long>("SELECT count(*) FROM pg_class WHERE relname IN ('film', 'seed')"));
    }

    [TestMethod]
    public async Task A_filtered_restore_gets_through_where_the_setting_is_refused()
    {
        using var folder = new TestFolder();
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE film (id int PRIMARY KEY); CREATE TABLE rental (film_id int REFERENCES film)");
        await DumpOperation.RunAsync(Dump(database, folder), new CollectingReporter());
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync("CREATE TABLE film (id int PRIMARY KEY)");
        await using var proxy = new RefusingProxy(database.Server.Port, "client_connection_check_interval");
        var connection = new ConnectionRequest
        {
            ConnectionString = $"{target.Conninfo} port={proxy.Port} sslmode=disable gssencmode=disable",
        };

        await RestoreOperation.RunAsync(
            Restore(target, folder["snap"]) with { Connection = connection, Filter = new() { Tables = ["rental"] } },
            new CollectingReporter());

        Assert.AreEqual(1L, await target.QueryAsync<long>("SELECT count(*) FROM pg_constraint WHERE contype = 'f'"));
        Assert.AreEqual(1, proxy.Refusals);
    }

    [TestMethod]
    public async Task The_users_own_setting_is_kept()
    {
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync();
        var script = folder.Write(
            "seed.sql",
            "CREATE TABLE t AS SELECT current_setting('client_connection_check_interval') AS interval, current_setting('geqo') AS geqo;\n");
        await RestoreOperation.RunAsync(Restore(target, script), new CollectingReporter());
        Assert.AreEqual("2s", await target.QueryAsync<string>("SELECT interval FROM t"));
        await target.ExecuteAsync("DROP TABLE t");
        await RestoreOperation.RunAsync(
            Restore(target, script) with { Connection = new() { ConnectionString = target.Conninfo + " options='-c client_connection_check_interval=7s -c geqo=off'" } }, new CollectingReporter());
        Assert.AreEqual("7s off", await target.QueryAsync<string>("SELECT interval || ' ' || geqo FROM t"));
    }

    private static async Task KillAsync(TestDatabase database, string tool, string operation)
    {
        string? name = null;
        await Eventually.IsTrueAsync(async () => (name = await WaitingAsync(database, operation)) is not null, "the tool waits");
        foreach (var process in Process.GetProcessesByName(tool))
        {
            using (process)
            {
                if ((await File.ReadAllTextAsync($"/proc/{process.Id}/cmdline")).Contains(name!, StringComparison.Ordinal))
                    process.Kill();
            }
        }
    }

    private static Task<string?> WaitingAsync(TestDatabase database, string operation) => database.QueryAsync<string>(
        $"SELECT application_name FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE '{operation}%' AND wait_event_type IN ('Lock', 'Timeout')");

    private static DumpRequest Dump(TestDatabase database, TestFolder folder) =>
        new() { Caller = "PumDump", Connection = database.Request, File = folder["snap"], BaseDirectory = folder.FullName, ToolPath = database.Server.BinDirectory };

    private static RestoreRequest Restore(TestDatabase database, string file) =>
        new() { Caller = "PumRestore", Connection = database.Request, File = file, BaseDirectory = Path.GetDirectoryName(file)!, ToolPath = database.Server.BinDirectory };
}
