using System.Collections.Concurrent;
using Npgsql;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.Restoring.Replacing;
using static Pum.Dumper.ServerTests.Restoring.Replacing;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>The moment in which a database takes another's name, with others about.</summary>
[TestClass]
public sealed class SwapTests
{
    private readonly CollectingReporter _reporter = new();

    [TestMethod]
    public async Task Readers_see_the_old_state_or_the_new_one_and_nothing_else()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        var dumps = new List<string>();
        foreach (var state in Enumerable.Range(0, 4))
            dumps.Add(await MakeDumpAsync(folder, $"CREATE TABLE state (number int); INSERT INTO state SELECT {state} FROM generate_series(1, 1000)", server: server));
        await ReplaceAsync(target, dumps[0], _reporter);

        using var stop = new CancellationTokenSource();
        var seen = new ConcurrentDictionary<string, int>();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(() => ReadUntilAsync(target, seen, stop.Token))).ToArray();
        foreach (var round in Enumerable.Range(0, 8))
            await ReplaceAsync(target, dumps[round % dumps.Count], _reporter);
        await stop.CancelAsync();
        await Task.WhenAll(readers);

        Assert.AreEqual(
            "", string.Join('\n', seen.Keys.Except(dumps.Select((_, state) => $"1000 rows of {state}"))), "what nobody should see");
        Assert.HasCount(dumps.Count, seen);
        Assert.IsEmpty(_reporter.Warnings);
        Assert.AreEqual("", await ScratchesAsync(server));
    }

    [TestMethod]
    public async Task An_idle_client_is_ended_where_that_is_wanted()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, "CREATE TABLE film (id int)");
        await using var target = await TestDatabase.CreateAsync();
        await using var idle = new NpgsqlConnection(target.ConnectionString + ";Pooling=false;Application Name=sleeper");
        await idle.OpenAsync();
        await using (var open = new NpgsqlCommand("BEGIN; SELECT 1", idle))
            await open.ExecuteNonQueryAsync();

        await ReplaceAsync(target, dump, _reporter, request => request with { DisconnectUsers = true });

        Assert.IsTrue(await target.QueryAsync<bool>("SELECT to_regclass('film') IS NOT NULL"));
        Assert.IsTrue(_reporter.Messages.Any(message => message.Text.Contains("Ended sleeper of ", StringComparison.Ordinal)));
        await using var command = new NpgsqlCommand("SELECT 1", idle);
        await Assert.ThrowsAsync<NpgsqlException>(() => command.ExecuteScalarAsync());
    }

    [TestMethod]
    public async Task A_session_that_the_role_may_not_end_is_named_before()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, "CREATE TABLE film (id int)");
        await using var target = await TestDatabase.CreateAsync();
        await using var idle = new NpgsqlConnection(
            target.As(target.Server.Superuser).ConnectionString + ";Pooling=false;Application Name=admin");
        await idle.OpenAsync();
        var before = await OidAsync(target);
        var failure = await FailureAsync(target, dump, request => request with { DisconnectUsers = true });
        Assert.AreEqual("PUM5008", failure.Codes());
        Assert.Contains("may not end: admin of postgres", failure.Failure.Message);
        Assert.AreEqual(before, await OidAsync(target));
        await using var command = new NpgsqlCommand("SELECT 1", idle);
        Assert.AreEqual(1, await command.ExecuteScalarAsync());
    }

    [TestMethod]
    public async Task Somebody_who_connects_during_the_restore_and_stays_stops_the_swap()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        var gate = new Gate(server);
        var script = folder.Write("wait.sql", $"CREATE TABLE film (id int);\n{gate.Statement}\n");
        var before = await StateAsync(target);
        var restore = FailureAsync(target, script);
        await gate.ReachedAsync();
        await using var late = new NpgsqlConnection(target.ConnectionString + ";Pooling=false;Application Name=latecomer");
        await late.OpenAsync();
        await gate.OpenAsync();

        var failure = await restore;

        Assert.AreEqual("PUM5008", failure.Codes());
        Assert.Contains("latecomer of ", failure.Failure.Message);
        Assert.AreEqual(before, await StateAsync(target));
        Assert.AreEqual("", await ScratchesAsync(server));
    }

    [TestMethod]
    public async Task What_somebody_fills_during_the_restore_is_not_lost()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        await using var missing = await TestDatabase.ReserveAsync(server);
        foreach (var database in new[] { target, missing })
        {
            var gate = new Gate(server);
            var script = folder.Write("wait.sql", $"CREATE TABLE film (id int);\n{gate.Statement}\n");
            var restore = FailureAsync(database, script);
            await gate.ReachedAsync();
            if (database == missing)
                await ExecuteAsync(server, $"CREATE DATABASE {missing.Name} OWNER {TestServer.Owner}");
            await database.ExecuteAsync("CREATE TABLE mine ()");
            await gate.OpenAsync();
            Assert.AreEqual("PUM5007", (await restore).Codes());
            Assert.IsTrue(await database.QueryAsync<bool>("SELECT to_regclass('mine') IS NOT NULL"));
        }
    }

    [TestMethod]
    public async Task Two_at_once_both_succeed_in_turn()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        var dumps = new[] { await MakeDumpAsync(folder, "CREATE TABLE state AS SELECT 1 AS number", server: server), await MakeDumpAsync(
            folder, "CREATE TABLE state AS SELECT 2 AS number", server: server) };
        await using var target = await TestDatabase.ReserveAsync(server);
        foreach (var maintenance in (string?[])[null, "template1"])
        {
            await Task.WhenAll(dumps.Concat(dumps).Select((dump, index) => ReplaceAsync(target, dump, _reporter, request => request with
            {
                // Locks of different databases do not meet: then the transactions alone keep them apart.
                Connection = request.Connection with { MaintenanceDatabase = index % 2 == 0 ? maintenance : null },
            })));
            Assert.Contains(await target.QueryAsync<int>("SELECT number FROM state"), (int[])[1, 2]);
        }

        Assert.IsEmpty(_reporter.Warnings);
        Assert.AreEqual("", await ScratchesAsync(server));
    }

    [TestMethod]
    public async Task Workers_that_wait_for_each_other_do_not_fail_the_replacement()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, """
            CREATE TABLE t AS SELECT n AS d, md5(n::text) AS t FROM generate_series(1, 150000) n;
            ALTER TABLE t ALTER t SET NOT NULL;
            CREATE INDEX ordered ON t (t, d);
            ALTER TABLE t CLUSTER ON ordered;
            CREATE UNIQUE INDEX replica ON t (t);
            ALTER TABLE t REPLICA IDENTITY USING INDEX replica;
            """);
        await using var target = await TestDatabase.CreateAsync();
        await ReplaceAsync(target, dump, _reporter, request => request with { Jobs = 2 });
        Assert.IsTrue(
            _reporter.Messages.Any(message => message.Text.Contains("starts again with one", StringComparison.Ordinal)),
            "there was no deadlock");
        Assert.AreEqual(150000L, await target.QueryAsync<long>("SELECT count(*) FROM t"));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_lost_answer_to_the_commit_is_found_out(bool committed)
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, "CREATE TABLE film (id int)", server: server);
        await using var target = await TestDatabase.CreateAsync(server);
        var before = await OidAsync(target);
        // The message by which Npgsql prepares a statement; the client tools send others.
        await using var proxy = CuttingProxy.Start(server.Port, "\0COMMIT\0", deliver: committed);
        Func<RestoreRequest, RestoreRequest> through = request => request with
        {
            Connection = new() { ConnectionString = $"host=127.0.0.1 port={proxy.Port} dbname={target.Name} user={target.User} password='{target.Password!.Replace("'", "\\'", StringComparison.Ordinal)}'" },
        };

        if (committed)
        {
            await ReplaceAsync(target, dump, _reporter, through);
            Assert.AreNotEqual(before, await OidAsync(target));
        }
        else
        {
            var failure = await FailureAsync(target, dump, through);
            Assert.AreEqual("PUM5012", failure.Codes(), failure.ToString());
            Assert.Contains("the replacement did not take place", failure.Failure.Message);
            Assert.AreEqual(before, await OidAsync(target));
        }

        Assert.AreEqual(1, proxy.Cuts);
        Assert.AreEqual("", await ScratchesAsync(server));
        Assert.IsEmpty(_reporter.Warnings);
    }

    [TestMethod]
    public async Task A_target_that_another_run_replaced_meanwhile_is_looked_at_again()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        await target.ExecuteAsync("CREATE TABLE mine ()");
        var before = await StateAsync(target);
        var environment = HostEnvironment.Current(folder.FullName);
        var connection = ConnectionResolver.Resolve(target.Request, environment);
        var request = new RestoreRequest { Caller = "PumRestore", Connection = target.Request, File = folder["none"], BaseDirectory = folder.FullName, ReplaceDatabase = true };
        var context = new RestoreContext(request, connection, Target.Unknown, IsNew: true, _reporter, environment);
        await using var maintenance = await MaintenanceDatabase.OpenAsync(
            connection, context.Failure("PumRestore"), CancellationToken.None);
        await using var inTarget = await Dumper.Connections.SessionOpening.OpenAsync(
            connection, context.Failure("PumRestore"), CancellationToken.None);
        var facts = await DatabaseFacts.InspectAsync(inTarget, CancellationToken.None);
        await inTarget.DisposeAsync();
        var scratch = ScratchName.Next(1);
        await ExecuteAsync(server, $"CREATE DATABASE {scratch.Format()} OWNER {TestServer.Owner}");
        var swap = new DatabaseSwap(context, scratch, 1, null);

        Assert.IsFalse(await swap.TryAsync(maintenance, facts with { Oid = facts.Oid + 1 }, CancellationToken.None));
        Assert.IsFalse(await swap.TryAsync(maintenance, null, CancellationToken.None));

        Assert.AreEqual(before, await StateAsync(target));
        Assert.AreEqual(scratch.Format(), await ScratchesAsync(server));
    }

    /// <summary>Reads what there is, again and again; whoever came in between may have to try again once.</summary>
    private static async Task ReadUntilAsync(TestDatabase target, ConcurrentDictionary<string, int> seen, CancellationToken stop)
    {
        var refused = 0;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(target.ConnectionString + ";Pooling=false;Include Error Detail=true");
                await connection.OpenAsync(CancellationToken.None);
                await using var command = new NpgsqlCommand(
                    "SELECT count(*) || ' rows of ' || string_agg(DISTINCT number::text, ',') FROM state", connection);
                seen.AddOrUpdate((string)(await command.ExecuteScalarAsync(CancellationToken.None))!, 1, (_, count) => count + 1);
                refused = 0;
            }
            catch (PostgresException exception) when (exception.SqlState == "3D000")
            {
                // Without a detail there was no database of that name at all, and not one that was just renamed.
                if (++refused > 1 || exception.Detail is null)
                    seen["absent"] = refused;
            }
        }
    }
}
