using System.Diagnostics;
using Npgsql;
using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.Restoring.Running;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>A restore that waits for a lock of somebody else's.</summary>
[TestClass]
internal sealed class LockTimeoutTests
{
    private readonly CollectingReporter _reporter = new();

    [TestMethod]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Plain)]
    public async Task A_restore_that_waits_too_long_for_a_lock_says_for_whom_and_leaves_the_target_as_it_was(DumpFormat format)
    {
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync("CREATE TABLE film AS SELECT 1 AS id; CREATE TABLE alone ()");
        var dump = await DumpAsync(target, folder["snap"], format, "--clean");
        await using var holder = await HoldAsync(target, "LOCK TABLE film IN ACCESS SHARE MODE");

        var failure = await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(() => RestoreAsync(
            target,
            dump,
            request => request with { LockTimeout = 300, Clean = format == DumpFormat.Custom, ConfirmReplace = target.Name }));

        Assert.AreEqual("PUM5008", failure.Code, failure.ToString());
        StringAssert.Matches(failure.Failure.Message, new(
            $"^The restore waited longer than its LockTimeout of 300 ms for a lock on public.film, which session {holder.ProcessID} \\(nightly report, user {TestServer.Owner}, idle in transaction since 20.* UTC\\) holds\\.$"));
        await Eventually.IsTrueAsync(async () => await target.QueryAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'PumRestore %'") == 0, "no session stays");
        Assert.AreEqual(1, await target.QueryAsync<int>("SELECT id FROM film"));
        Assert.IsTrue(await target.QueryAsync<bool>("SELECT to_regclass('alone') IS NOT NULL"));
    }

    [TestMethod]
    public async Task The_time_runs_on_while_nobody_can_look()
    {
        var limit = TimeSpan.FromSeconds(6);
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync();
        await using var elsewhere = await TestDatabase.CreateAsync();
        await target.ExecuteAsync("CREATE TABLE film ()");
        var script = folder.Write("seed.sql", "INSERT INTO film DEFAULT VALUES;\n");
        await using var holder = await HoldAsync(target, "LOCK TABLE film IN EXCLUSIVE MODE");
        var restore = RestoreAsync(target, script, request => request with { LockTimeout = (int)limit.TotalMilliseconds });
        var waiting = Stopwatch.StartNew();
        await Eventually.IsTrueAsync(
            async () => await elsewhere.QueryAsync<long>($"SELECT count(*) FROM pg_stat_activity WHERE datname = '{target.Name}' AND wait_event_type = 'Lock'") == 1, "the restore waits");
        // Time for a first look, of which nothing is to be seen from outside.
        await Eventually.IsTrueAsync(() => waiting.Elapsed > limit / 2, "it looked once");

        await elsewhere.ExecuteAsSuperuserAsync($"ALTER DATABASE {target.Name} CONNECTION LIMIT 2");
        await Eventually.IsTrueAsync(
            () => waiting.Elapsed > limit * 1.5 && Blind(ReportImportance.Low) > 1 && Blind(ReportImportance.Normal) == 1,
            "it says that it cannot look");
        await elsewhere.ExecuteAsSuperuserAsync($"ALTER DATABASE {target.Name} CONNECTION LIMIT -1");
        var seeing = Stopwatch.StartNew();

        Assert.AreEqual("PUM5008", (await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(() => restore)).Code);
        Assert.IsLessThan(limit, seeing.Elapsed);

        int Blind(ReportImportance importance) =>
            _reporter.Messages.Count(message => message.Importance == importance
                && message.Text.StartsWith("The restore cannot see whether it waits for a lock: ", StringComparison.Ordinal));
    }

    [TestMethod]
    public async Task The_holder_is_named_to_a_role_that_may_not_look_into_its_session()
    {
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync("CREATE TABLE film ()");
        var script = folder.Write("seed.sql", "INSERT INTO film DEFAULT VALUES;\n");
        await using var holder = await HoldAsync(target.As(target.Server.Superuser), "LOCK TABLE film IN EXCLUSIVE MODE");

        var failure = await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(
            () => RestoreAsync(target, script, request => request with { LockTimeout = 300 }));

        Assert.AreEqual("PUM5008", failure.Code, failure.ToString());
        Assert.Contains($"session {holder.ProcessID} (nightly report, user {target.Server.Superuser}) holds", failure.Failure.Message);
    }

    [TestMethod]
    public async Task A_lock_that_comes_free_in_time_ends_the_wait()
    {
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync("CREATE TABLE film ()");
        var script = folder.Write("seed.sql", "INSERT INTO film DEFAULT VALUES;\n");
        var holder = await HoldAsync(target, "LOCK TABLE film IN EXCLUSIVE MODE");

        var restore = RestoreAsync(target, script, request => request with { LockTimeout = 600_000 });
        await Eventually.IsTrueAsync(async () => await target.QueryAsync<long>("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'film'::regclass") == 1, "the restore waits");
        await holder.DisposeAsync();
        await restore;

        Assert.AreEqual(1L, await target.QueryAsync<long>("SELECT count(*) FROM film"));
    }

    [TestMethod]
    [DataRow("PumRestore 1", 0)]
    [DataRow("somebody else", 1)]
    public async Task Only_a_wait_for_somebody_else_counts(string holderName, int expected)
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE film ()");
        await using var holder = await HoldAsync(database, "LOCK TABLE film", holderName);
        var waiting = HoldAsync(database, "LOCK TABLE film", "PumRestore 1");
        await Eventually.IsTrueAsync(async () => await database.QueryAsync<long>("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'film'::regclass") == 1, "one waits for the other");

        await using var looking = await database.OpenAsync();
        await using (var command = new NpgsqlCommand(LockWait.Query("PumRestore 1"), looking))
        {
            await using var reader = await command.ExecuteReaderAsync();
            var waits = new List<LockWait>();
            while (await reader.ReadAsync())
                waits.Add(LockWait.Read(reader));
            Assert.HasCount(expected, waits);
        }

        await holder.DisposeAsync();
        await (await waiting).DisposeAsync();
    }

    [TestMethod]
    public async Task Without_a_limit_a_long_wait_is_told()
    {
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync("CREATE TABLE film ()");
        var script = folder.Write("seed.sql", "INSERT INTO film DEFAULT VALUES;\n");
        var holder = await HoldAsync(target, "LOCK TABLE film IN EXCLUSIVE MODE");

        var restore = RestoreAsync(target, script);
        await Eventually.IsTrueAsync(
            () => _reporter.Messages.Any(message => message.Importance == ReportImportance.Normal && message.Text.StartsWith($"The restore waits for a lock on public.film, which session {holder.ProcessID} (nightly report", StringComparison.Ordinal)),
            "it says for whom it waits");
        await holder.DisposeAsync();
        await restore;
    }

    private static async Task<NpgsqlConnection> HoldAsync(TestDatabase database, string statement, string name = "nightly report")
    {
        var connection = new NpgsqlConnection(database.ConnectionString + $";Application Name={name};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"BEGIN; {statement}", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private async Task<string> DumpAsync(TestDatabase source, string file, DumpFormat format, string additional = "") =>
        (await DumpOperation.RunAsync(
            new()
            {
                Caller = "PumDump",
                Connection = source.Request,
                File = file,
                Format = format,
                BaseDirectory = Path.GetDirectoryName(file)!,
                ToolPath = source.Server.BinDirectory,
                AdditionalOptions = format == DumpFormat.Plain ? additional : "",
            },
            _reporter)).File;

    private Task<RestoreResult> RestoreAsync(TestDatabase target, string dump, Func<RestoreRequest, RestoreRequest>? with = null)
    {
        var request = new RestoreRequest
        {
            Caller = "PumRestore",
            Connection = target.Request,
            File = dump,
            BaseDirectory = Path.GetDirectoryName(dump)!,
            ToolPath = target.Server.BinDirectory,
        };
        return RestoreOperation.RunAsync(with?.Invoke(request) ?? request, _reporter);
    }
}
