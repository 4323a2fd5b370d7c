using System.Globalization;
using Npgsql;
using Pum.Dumper.Databases;
using Pum.Dumper.Reporting;
using static Pum.Dumper.ServerTests.Restoring.Replacing;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>What a run leaves that did not come to its end, and who removes it.</summary>
[TestClass]
public sealed class LeftoverTests
{
    private const string Fill = "CREATE TABLE film (id int)";

    private readonly CollectingReporter _reporter = new();

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task What_a_crashed_run_left_is_dropped_by_the_next(bool replace)
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Fill, server: server);
        await using var target = await TestDatabase.ReserveAsync(server);
        var oid = await QueryAsync<uint>(server, "SELECT oid FROM pg_database WHERE datname = 'postgres'");
        var (half, old, broken) = (ScratchName.Next(oid).Format(), ScratchName.Next(oid).Old.Format(), ScratchName.Next(oid).Format());
        foreach (var name in (string[])[half, old, broken])
            await ExecuteAsync(server, $"CREATE DATABASE {name} OWNER {TestServer.Owner}");
        // What a DROP DATABASE leaves that was broken off.
        await ExecuteAsync(server, $"UPDATE pg_database SET datconnlimit = -2 WHERE datname = '{broken}'");
        // Those of another maintenance database, of another owner, and of another make are not ours to judge.
        string[] others = [ScratchName.Next(oid + 1).Format(), ScratchName.Next(oid).Format(), "pum_scratch_mine", $"pum_scratch_{oid}_mine"];
        foreach (var (index, name) in others.Index())
            await ExecuteAsync(server, $"CREATE DATABASE {name} OWNER {(index == 1 ? "postgres" : TestServer.Owner)}");

        await ReplaceAsync(target, dump, _reporter, request => request with { ReplaceDatabase = replace, CreateDatabase = !replace });

        Assert.AreEqual(string.Join(' ', others.Order(StringComparer.Ordinal)), await ScratchesAsync(server));
        foreach (var name in (string[])[half, old, broken])
            Assert.IsTrue(_reporter.Messages.Any(message => message.Importance == ReportImportance.Normal && message.Text.Contains($"Dropped {name}", StringComparison.Ordinal)), name);
        Assert.IsEmpty(_reporter.Warnings);
    }

    [TestMethod]
    public async Task A_live_run_and_what_outlives_its_client_are_let_be()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Fill, server: server);
        await using var target = await TestDatabase.CreateAsync(server);
        await using var other = await TestDatabase.CreateAsync(server);
        var gate = new Gate(server);
        var live = ReplaceAsync(other, folder.Write("wait.sql", $"CREATE TABLE film (id int);\n{gate.Statement}\n"), _reporter);
        await gate.ReachedAsync();
        var used = ScratchName.Next(await QueryAsync<uint>(server, "SELECT oid FROM pg_database WHERE datname = 'postgres'")).Format();
        await ExecuteAsync(server, $"CREATE DATABASE {used} OWNER {TestServer.Owner}");
        // One between two of its steps: it lives, though nobody is in its database.
        var idle = ScratchName.Next(await QueryAsync<uint>(server, "SELECT oid FROM pg_database WHERE datname = 'postgres'"));
        await ExecuteAsync(server, $"CREATE DATABASE {idle.Format()} OWNER {TestServer.Owner}");
        await using var keeper = new NpgsqlConnection(server.ToNpgsql().ConnectionString);
        await keeper.OpenAsync();
        await using (var take = new NpgsqlCommand(
            string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_lock('{idle.Key}'::bigint)"), keeper))
            await take.ExecuteNonQueryAsync();
        await using (var outlived = new NpgsqlConnection(server.ToNpgsql(used).ConnectionString + ";Pooling=false"))
        {
            await outlived.OpenAsync();
            await ReplaceAsync(target, dump, _reporter);
            Assert.HasCount(3, (await ScratchesAsync(server)).Split(' '));
        }

        await gate.OpenAsync();
        await live;
        await keeper.CloseAsync();
        await Eventually.IsTrueAsync(
            async () =>
            {
                await ReplaceAsync(target, dump, _reporter);
                return await ScratchesAsync(server) == "";
            },
            "the last one is dropped");
    }

    [TestMethod]
    public async Task The_lock_of_a_live_run_is_the_one_that_its_scratch_database_names()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        var gate = new Gate(server);
        var live = ReplaceAsync(
            target,
            folder.Write("wait.sql", $"CREATE TABLE film (id int);\n{gate.Statement}\n"),
            _reporter,
            request => request with { Connection = request.Connection with { MaintenanceDatabase = "template1" } });
        await gate.ReachedAsync();

        var name = ScratchName.Parse(await ScratchesAsync(server))!;
        Assert.AreEqual("template1", await QueryAsync<string>(server, string.Create(
            CultureInfo.InvariantCulture, $"SELECT datname::text FROM pg_database WHERE oid = {name.MaintenanceOid}")));
        Assert.AreEqual(1L, await QueryAsync<long>(server, string.Create(CultureInfo.InvariantCulture,
            $"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = {name.MaintenanceOid} AND (classid::int8 << 32 | objid::int8) = {name.Key}")));

        await gate.OpenAsync();
        await live;
    }
}
