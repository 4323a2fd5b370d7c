using Npgsql;
using Pum.Dumper.Connections;
using Pum.Dumper.ServerTests.Restoring;

namespace Pum.Dumper.ServerTests.Faults;

/// <summary>The network between the tools and the server breaks, or an administrator ends the session.</summary>
[TestClass]
internal sealed class CutConnectionTests
{
    [TestMethod]
    [DataRow(DumpFormat.Custom, true)]
    [DataRow(DumpFormat.Plain, true)]
    [DataRow(DumpFormat.Directory, true)]
    [DataRow(DumpFormat.Custom, false)]
    public async Task A_dump_that_loses_its_connection_leaves_the_old_dump(DumpFormat format, bool network)
    {
        await using var site = await FaultSite.CreateAsync();
        await site.DumpAsync("snap", format);
        var before = DumpSnapshot.Of(site.Folder["snap"]);
        await BulkyData.AddAsync(site);
        await using var relay = new Relay(site.Database.Server.Port) { Pause = TimeSpan.FromMilliseconds(4) };

        var dump = site.DumpAsync("snap", format, request => request with { Connection = Through(relay, site) });
        var failure = await CutAsync(site, relay, dump, network);

        Assert.AreEqual("PUM4006", failure.Code, failure.ToString());
        Assert.AreEqual(before, DumpSnapshot.Of(site.Folder["snap"]));
        await site.NothingIsLeftAsync();
    }

    [TestMethod]
    public async Task A_worker_that_loses_its_connection_where_it_locks_its_table_is_PUM4006()
    {
        await using var site = await FaultSite.CreateAsync();
        await site.DumpAsync("snap", DumpFormat.Directory);
        var before = DumpSnapshot.Of(site.Folder["snap"]);
        CuttingProxy proxy = null!;
        await using (proxy = AtLockOfWorker(site, () => Task.Run(() => proxy.Cut())))
        {
            var failure = await FaultSite.FailureOf(
                site.DumpAsync("snap", DumpFormat.Directory, request => request with { Connection = Through(proxy, site), Jobs = 2 }));

            Assert.IsTrue(proxy.IsThrough, "no worker asked for its lock");
            Assert.AreEqual("PUM4006", failure?.Code, failure?.ToString());
        }
        Assert.AreEqual(before, DumpSnapshot.Of(site.Folder["snap"]));
        await site.NothingIsLeftAsync();
    }

    [TestMethod]
    public async Task A_worker_that_another_session_shuts_out_of_its_table_is_PUM4005()
    {
        await using var site = await FaultSite.CreateAsync();
        await site.Database.ExecuteAsync("CREATE TABLE wanted AS SELECT 1 AS a");
        await site.DumpAsync("snap", DumpFormat.Directory);
        var before = DumpSnapshot.Of(site.Folder["snap"]);
        await using var other = await site.Database.OpenAsync();
        var waiting = Task.CompletedTask;
        await using (var proxy = AtLockOfWorker(site, async () =>
        {
            // Behind the leader's own lock.
            waiting = new NpgsqlCommand("ALTER TABLE wanted ADD b int", other).ExecuteNonQueryAsync();
            await Eventually.IsTrueAsync(
                async () => await site.Database.QueryAsync<long>("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'wanted'::regclass") == 1, "the other session waits");
        }))
        {
            var failure = await FaultSite.FailureOf(site.DumpAsync(
                "snap", DumpFormat.Directory, request => request with { Connection = Through(proxy, site), Jobs = 2, Filter = new() { Tables = ["wanted"] } }));

            Assert.AreEqual("PUM4005", failure?.Code, failure?.ToString());
            Assert.Contains("Jobs=\"1\"", failure!.Advice);
        }
        await waiting;
        Assert.AreEqual(before, DumpSnapshot.Of(site.Folder["snap"]));
        await site.NothingIsLeftAsync();
    }

    [TestMethod]
    [DataRow(DumpFormat.Custom, true, false)]
    [DataRow(DumpFormat.Plain, true, false)]
    [DataRow(DumpFormat.Plain, false, false)]
    [DataRow(DumpFormat.Custom, false, false)]
    [DataRow(DumpFormat.Plain, false, true)]
    [DataRow(DumpFormat.Custom, false, true)]
    public async Task A_restore_that_loses_its_connection_leaves_the_target_as_it_was(DumpFormat format, bool network, bool intoNew)
    {
        await using var site = await FaultSite.CreateAsync();
        var before = await DatabaseSnapshot.TakeAsync(site.Database);
        await BulkyData.AddAsync(site);
        await site.DumpAsync("snap", format, request => request with { Filter = new() { Tables = ["bulk_*"] } });
        await BulkyData.RemoveAsync(site);
        await using var missing = await site.ReserveBesideAsync();
        await using var relay = new Relay(site.Database.Server.Port) { Pause = TimeSpan.FromMilliseconds(4) };

        var restore = site.RestoreAsync("snap", request => request with
        {
            Connection = Through(relay, site) with { Database = intoNew ? missing.Name : null },
            CreateDatabase = intoNew,
        });
        var failure = await CutAsync(site, relay, restore, network);

        Assert.AreEqual("PUM5012", failure.Code, failure.ToString());
        Assert.AreEqual(
            intoNew, failure.Advice.Contains($"'{missing.Name}' was not created", StringComparison.Ordinal), failure.ToString());
        await site.NothingIsLeftAsync();
        Assert.IsFalse(await missing.ExistsAsync());
        before.Equals(await DatabaseSnapshot.TakeAsync(site.Database), failure.ToString());
    }

    private static CuttingProxy AtLockOfWorker(FaultSite site, Func<Task> first) =>
        CuttingProxy.StartSteps(site.Database.Server.Port, (" NOWAIT", first));

    private static ConnectionRequest Through(Relay relay, FaultSite site) =>
        new() { ConnectionString = $"{site.Database.Conninfo} port={relay.Port}" };

    private static async Task<Failures.PumFailure> CutAsync(FaultSite site, Relay relay, Task operation, bool network)
    {
        Assert.IsTrue(await Moment.Copying(new(5)).ComesAsync(site.Database.Server, operation), "the operation was too fast");
        if (network)
            relay.Cut();
        else
            await site.Database.ExecuteAsSuperuserAsync(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ~ '^Pum(Dump|Restore) '");
        var failure = await FaultSite.FailureOf(operation);
        Assert.IsNotNull(failure);
        return failure;
    }
}
