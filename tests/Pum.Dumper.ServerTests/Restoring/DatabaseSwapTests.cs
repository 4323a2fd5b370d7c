using System.Globalization;
using Npgsql;
using Pum.Dumper.Databases;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.Servers;
using static Pum.Dumper.ServerTests.Restoring.Replacing;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>Those who are in the way at the moment of the swap, or write in it.</summary>
[TestClass]
public sealed class DatabaseSwapTests
{
    /// <summary>The message by which Npgsql prepares a statement; the client tools send others.</summary>
    private const string Begin = "\0BEGIN\0";

    private const string Script = "CREATE TABLE film (id int);\n";

    private readonly CollectingReporter _reporter = new();

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task What_is_committed_after_the_last_look_is_not_lost(bool disconnect)
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        var before = await OidAsync(target);
        await using var proxy = CuttingProxy.StartSteps(
            server.Port, (Begin, () => target.ExecuteAsync("CREATE TABLE precious AS SELECT 1 AS id")));

        var failure = await FailureAsync(
            target, folder.Write("seed.sql", Script), request => Through(proxy, target)(request) with { DisconnectUsers = disconnect });

        Assert.IsTrue(proxy.IsThrough);
        Assert.AreEqual("PUM5007", failure.Codes(), failure.ToString());
        Assert.AreEqual(before, await OidAsync(target));
        Assert.AreEqual(1, await target.QueryAsync<int>("SELECT id FROM precious"));
        Assert.AreEqual("", await ScratchesAsync(server));
    }

    [TestMethod]
    public async Task What_cannot_be_put_back_is_kept_under_a_name_that_is_told()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        await using var late = new NpgsqlConnection(target.As(server.Superuser).ConnectionString + ";Pooling=false");
        await using var proxy = CuttingProxy.StartSteps(
            server.Port,
            (Begin, () => target.ExecuteAsync("CREATE TABLE precious AS SELECT 1 AS id")),
            ("database\0pum_kept_", () => late.OpenAsync()));

        var failure = await FailureAsync(target, folder.Write("seed.sql", Script), Through(proxy, target));

        Assert.IsTrue(proxy.IsThrough);
        Assert.AreEqual("PUM5007", failure.Codes(), failure.ToString());
        var kept = await ScratchesAsync(server);
        Assert.StartsWith("pum_kept_", kept);
        Assert.Contains(kept, failure.Failure.Text);
        await using var there = new NpgsqlConnection(server.ToNpgsql(kept).ConnectionString + ";Pooling=false");
        await there.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT id FROM precious", there);
        Assert.AreEqual(1, await command.ExecuteScalarAsync());
        await there.CloseAsync();
        await late.CloseAsync();

        // The next run lets it be.
        await ReplaceAsync(target, folder.Write("seed.sql", Script), _reporter);
        Assert.AreEqual(kept, await ScratchesAsync(server));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_lost_answer_to_the_commit_that_puts_a_database_back_is_found_out(bool committed)
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        var before = await OidAsync(target);
        await using var proxy = CuttingProxy.StartSteps(
            server.Port,
            "\0COMMIT\0",
            deliver: committed,
            (Begin, () => target.ExecuteAsync("CREATE TABLE precious AS SELECT 1 AS id")),
            ("\0COMMIT\0", () => Task.CompletedTask));

        var failure = await FailureAsync(target, folder.Write("seed.sql", Script), Through(proxy, target));

        Assert.AreEqual(1, proxy.Cuts);
        Assert.AreEqual("PUM5007", failure.Codes(), failure.ToString());
        Assert.AreEqual(committed, before == await OidAsync(target));
        if (committed)
            Assert.AreEqual("", await ScratchesAsync(server));
        else
            Assert.Contains($"the old one is kept, complete, as '{await ScratchesAsync(server)}'", failure.Failure.Text);
    }

    [TestMethod]
    public async Task The_wait_for_a_turn_has_a_limit_too_and_says_for_whom()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        var before = await StateAsync(target);
        var key = AdvisoryLock.KeyOf("target", target.Name).ToString(CultureInfo.InvariantCulture);
        await using var holder = await HoldAsync(server, $"SELECT pg_advisory_lock('{key}'::bigint)");

        var failure = await FailureAsync(target, folder.Write("seed.sql", Script), request => request with { LockTimeout = 300 });

        Assert.AreEqual("PUM5008", failure.Codes(), failure.ToString());
        Assert.Contains($"session {holder.ProcessID} (nightly report", failure.Failure.Message);
        Assert.AreEqual(before, await StateAsync(target));
        Assert.AreEqual("", await ScratchesAsync(server));
    }

    [TestMethod]
    public async Task The_wait_for_a_lock_on_the_database_has_a_limit_too_and_says_for_whom()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        var before = await StateAsync(target);
        await using var holder = await HoldAsync(server, $"BEGIN; COMMENT ON DATABASE {target.Name} IS 'mine'");

        var failure = await FailureAsync(target, folder.Write("seed.sql", Script), request => request with { LockTimeout = 2000 });

        Assert.AreEqual("PUM5008", failure.Codes(), failure.ToString());
        Assert.Contains($"session {holder.ProcessID} (nightly report", failure.Failure.Message);
        Assert.AreEqual(before, await StateAsync(target));
        Assert.AreEqual("", await ScratchesAsync(server));
    }

    [TestMethod]
    public async Task Without_a_limit_a_lock_on_the_database_is_waited_for_with_a_word()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        await using var holder = await HoldAsync(server, $"BEGIN; COMMENT ON DATABASE {target.Name} IS 'mine'");

        var restore = ReplaceAsync(target, folder.Write("seed.sql", Script), _reporter);
        await Eventually.IsTrueAsync(
            () => _reporter.Messages.Any(message => message.Importance == ReportImportance.Normal
                && message.Text.Contains($"session {holder.ProcessID} (nightly report", StringComparison.Ordinal)),
            "it says for whom it waits");
        await holder.CloseAsync();
        await restore;

        Assert.IsTrue(await target.QueryAsync<bool>("SELECT to_regclass('film') IS NOT NULL"));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task A_session_in_the_scratch_database_is_ended_or_named(bool superuser)
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        var before = await StateAsync(target);
        var gate = new Gate(server);
        var restore = ReplaceAsync(target, folder.Write("wait.sql", $"{Script}{gate.Statement}\n"), _reporter);
        await gate.ReachedAsync();
        var scratch = await ScratchesAsync(server);
        var inside = superuser ? server.ToNpgsql(scratch) : server.ToNpgsql(scratch, target.User, target.Password);
        await using var monitor = new NpgsqlConnection(inside.ConnectionString + ";Pooling=false;Application Name=monitor");
        await monitor.OpenAsync();
        await gate.OpenAsync();

        if (superuser)
        {
            var failure = await Assert.ThrowsExactlyAsync<Dumper.Failures.PgRestoreFailedException>(() => restore);
            Assert.AreEqual("PUM5008", failure.Codes(), failure.ToString());
            Assert.Contains("monitor of postgres", failure.Failure.Message);
            Assert.AreEqual(before, await StateAsync(target));
            // For the same reason it cannot be dropped; the next run does it.
            Assert.Contains(scratch, _reporter.Warnings.Single().Message);
        }
        else
        {
            await restore;
            Assert.IsTrue(await target.QueryAsync<bool>("SELECT to_regclass('film') IS NOT NULL"));
            Assert.AreEqual("", await ScratchesAsync(server));
        }
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task A_target_that_is_there_and_cannot_be_reached_ends_the_attempts()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        // Else the server fails over pages of it that are not written yet.
        await ExecuteAsync(server, "CHECKPOINT");
        Directory.Delete(
            Path.Combine(server.DataDirectory, "base", (await OidAsync(target)).ToString(CultureInfo.InvariantCulture)), recursive: true);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);

        var failure = await Assert.ThrowsExactlyAsync<Dumper.Failures.PgRestoreFailedException>(
            () => ReplaceAsync(target, folder.Write("seed.sql", Script), _reporter, cancellationToken: limit.Token));

        Assert.AreEqual("PUM5004", failure.Codes(), failure.ToString());
        Assert.AreEqual("", await ScratchesAsync(server));
    }

    [TestMethod]
    public async Task An_outcome_that_nobody_knows_is_said_to_be_unknown_and_leaves_no_warning()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        await target.ExecuteAsync("CREATE TABLE precious ()");
        // The server is gone over the COMMIT and does not come back in time.
        await using var proxy = CuttingProxy.StartSteps(server.Port, ("\0COMMIT\0", () => server.StopAsync(ServerStop.Immediate)));

        var failure = await Assert.ThrowsExactlyAsync<Dumper.Failures.PgRestoreFailedException>(
            () => ReplaceAsync(target, folder.Write("seed.sql", Script), _reporter, request => Through(proxy, target)(request) with { ConfirmReplace = target.Name }));

        Assert.AreEqual("PUM5012", failure.Codes(), failure.ToString());
        Assert.IsTrue(failure.Failure.TargetMayHaveChanged);
        Assert.IsEmpty(_reporter.Warnings);
        await server.StartAgainAsync();
    }

    /// <summary>The framework's.</summary>
    public required TestContext TestContext { get; init; }

    private static Func<RestoreRequest, RestoreRequest> Through(CuttingProxy proxy, TestDatabase target) => request => request with
    {
        Connection = new() { ConnectionString = $"{target.Conninfo} host=127.0.0.1 port={proxy.Port}" },
    };

    private static async Task<NpgsqlConnection> HoldAsync(TemporaryServer server, string sql)
    {
        var connection = new NpgsqlConnection(server.ToNpgsql().ConnectionString + ";Pooling=false;Application Name=nightly report");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }
}
