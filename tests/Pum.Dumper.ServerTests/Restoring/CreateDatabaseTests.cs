using System.Globalization;
using Npgsql;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.Servers;
using static Pum.Dumper.ServerTests.Restoring.Replacing;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>Several restores that each would create the same missing database.</summary>
[TestClass]
internal sealed class CreateDatabaseTests
{
    private const string Renewing = "DROP SCHEMA IF EXISTS library CASCADE;\nCREATE SCHEMA library;\n";

    private readonly CollectingReporter _first = new();
    private readonly CollectingReporter _second = new();

    [TestMethod]
    [DataRow(DumpFormat.Plain)]
    [DataRow(DumpFormat.Custom)]
    public async Task Two_at_once_both_succeed_as_one_after_the_other(DumpFormat format)
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.ReserveAsync(server);
        var gate = new Gate(server);
        var later = format == DumpFormat.Plain
            ? folder.Write("later.sql", $"{Renewing}CREATE TABLE library.book AS SELECT 2 AS id;\n")
            : await MakeDumpAsync(folder, "CREATE SCHEMA music; CREATE TABLE music.song AS SELECT 2 AS id", server: server);
        var first = CreateAsync(target, Waiting(folder, gate), _first);
        await gate.ReachedAsync();
        var second = CreateAsync(target, later, _second);
        await WaitingForTurnAsync(server, second);
        Assert.AreEqual(1L, await QueryAsync<long>(server, "SELECT count(*) FROM pg_database WHERE datname LIKE 'pum\\_%'"));

        await gate.OpenAsync();
        await Task.WhenAll(first, second);

        Assert.AreEqual(
            format == DumpFormat.Plain ? "2" : "1 2",
            await target.QueryAsync<string>(
                format == DumpFormat.Plain
                    ? "SELECT string_agg(id::text, ' ') FROM library.book"
                    : "SELECT (SELECT id FROM library.book) || ' ' || (SELECT id FROM music.song)"));
        Assert.AreEqual("", await ScratchesAsync(server));
        Assert.IsEmpty(_first.Warnings);
        Assert.IsEmpty(_second.Warnings);
    }

    [TestMethod]
    public async Task Many_at_once_all_succeed()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.ReserveAsync(server);
        var dumps = await Task.WhenAll(Enumerable.Range(0, 4).Select(
            number => MakeDumpAsync(folder, $"CREATE SCHEMA s{number}; CREATE TABLE s{number}.t AS SELECT {number}", server: server)));

        await Task.WhenAll(dumps.Select(dump => CreateAsync(target, dump, new())));

        Assert.AreEqual(4L, await target.QueryAsync<long>("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 's_'"));
        Assert.AreEqual("", await ScratchesAsync(server));
    }

    [TestMethod]
    public async Task The_second_fails_as_it_would_a_moment_later_and_leaves_what_the_first_made()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.ReserveAsync(server);
        var gate = new Gate(server);
        var first = CreateAsync(target, Waiting(folder, gate), _first);
        await gate.ReachedAsync();
        var second = CreateAsync(
            target, folder.Write("later.sql", "CREATE SCHEMA library;\nCREATE TABLE library.book AS SELECT 2 AS id;\n"), _second);
        await WaitingForTurnAsync(server, second);

        await gate.OpenAsync();
        await first;
        var failure = await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(() => second);

        Assert.AreEqual("PUM5004", failure.Codes(), failure.ToString());
        Assert.Contains("already exists", failure.Failure.Message);
        Assert.AreEqual(1, await target.QueryAsync<int>("SELECT id FROM library.book"));
    }

    [TestMethod]
    public async Task The_second_creates_it_if_the_first_fails()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.ReserveAsync(server);
        var gate = new Gate(server);
        var first = CreateAsync(target, folder.Write("wait.sql", $"{gate.Statement}\nSELECT 1/0;\n"), _first);
        await gate.ReachedAsync();
        var second = CreateAsync(target, folder.Write("later.sql", "CREATE TABLE film AS SELECT 2 AS id;\n"), _second);
        await WaitingForTurnAsync(server, second);

        await gate.OpenAsync();
        await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(() => first);
        await second;

        Assert.AreEqual(2, await target.QueryAsync<int>("SELECT id FROM film"));
        Assert.AreEqual("", await ScratchesAsync(server));
    }

    [TestMethod]
    public async Task A_database_that_another_program_creates_meanwhile_is_restored_into()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.ReserveAsync(server);
        var gate = new Gate(server);
        // What is said before the restore is not said again.
        var restore = CreateAsync(target, Waiting(folder, gate), _first, request => request with { IgnoreErrors = true });
        await gate.ReachedAsync();
        await ExecuteAsync(server, $"CREATE DATABASE {target.Name} OWNER {target.User}");
        await target.ExecuteAsync("CREATE TABLE mine ()");

        await gate.OpenAsync();
        await restore;

        Assert.AreEqual(1, await target.QueryAsync<int>("SELECT id FROM library.book"));
        Assert.IsTrue(await target.QueryAsync<bool>("SELECT to_regclass('mine') IS NOT NULL"));
        Assert.AreEqual("", await ScratchesAsync(server));
        Assert.AreEqual("", await CommentAsync(target));
        Assert.IsTrue(
            _first.Messages.Any(message => message.Text.Contains($"Another session has created the database '{target.Name}'", StringComparison.Ordinal)));
        Assert.HasCount(_first.Warnings.Distinct().Count(), _first.Warnings);
    }

    [TestMethod]
    public async Task The_wait_for_the_first_has_a_limit_too_and_says_for_whom()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.ReserveAsync(server);
        await using var holder = new NpgsqlConnection(server.ToNpgsql().ConnectionString + ";Application Name=nightly report");
        await holder.OpenAsync();
        var key = AdvisoryLock.KeyOf("creation", target.Name).ToString(CultureInfo.InvariantCulture);
        await using (var command = new NpgsqlCommand($"SELECT pg_advisory_lock('{key}'::bigint)", holder))
            await command.ExecuteNonQueryAsync();

        var failure = await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(() => CreateAsync(
            target, folder.Write("seed.sql", "CREATE TABLE film ();\n"), _first, request => request with { LockTimeout = 300 }));

        Assert.AreEqual("PUM5008", failure.Codes(), failure.ToString());
        Assert.Contains($"session {holder.ProcessID} (nightly report", failure.Failure.Message);
        Assert.IsFalse(await target.ExistsAsync());
        Assert.AreEqual("", await ScratchesAsync(server));
    }

    private static Task<RestoreResult> CreateAsync(
        TestDatabase target, string dump, CollectingReporter reporter, Func<RestoreRequest, RestoreRequest>? with = null) =>
        ReplaceAsync(target, dump, reporter, request =>
        {
            var creating = request with { ReplaceDatabase = false, CreateDatabase = true };
            return with?.Invoke(creating) ?? creating;
        });

    private static string Waiting(TestFolder folder, Gate gate) =>
        folder.Write("first.sql", $"{Renewing}CREATE TABLE library.book AS SELECT 1 AS id;\n{gate.Statement}\n");

    private static Task WaitingForTurnAsync(TemporaryServer server, Task restore) => Eventually.IsTrueAsync(
        async () => restore.IsCompleted
            || await QueryAsync<long>(server, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == 1,
        "the second waits for its turn");
}
