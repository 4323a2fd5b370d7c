using Pum.Dumper.Connections;

namespace Pum.Dumper.ServerTests.Faults;

/// <summary>The network between the tools and the server breaks, or an administrator ends the session.</summary>
[TestClass]
[DoNotParallelize]
public sealed class CutConnectionTests
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
        await using var relay = new Relay(site.Database.Server.Port);

        var dump = site.DumpAsync("snap", format, request => request with { Connection = Through(relay, site) });
        var failure = await CutAsync(site, relay, dump, network);

        Assert.AreEqual("PUM4006", failure.Code, failure.ToString());
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
        await using var missing = await TestDatabase.ReserveAsync();
        await using var relay = new Relay(site.Database.Server.Port);

        var restore = site.RestoreAsync("snap", request => request with
        {
            Connection = Through(relay, site) with { Database = intoNew ? missing.Name : null },
            CreateDatabase = intoNew,
        });
        var failure = await CutAsync(site, relay, restore, network);

        Assert.AreEqual("PUM5012", failure.Code, failure.ToString());
        await site.NothingIsLeftAsync();
        Assert.IsFalse(await missing.ExistsAsync());
        before.Equals(await DatabaseSnapshot.TakeAsync(site.Database), failure.ToString());
    }

    private static ConnectionRequest Through(Relay relay, FaultSite site) =>
        new() { ConnectionString = $"{site.Database.Conninfo} port={relay.Port}" };

    private static async Task<Failures.PumFailure> CutAsync(FaultSite site, Relay relay, Task operation, bool network)
    {
        Assert.IsTrue(await Moment.Copying(new(5)).ComesAsync(site.Database.Server, operation), "the operation was too fast");
        if (network)
            relay.Cut();
        else
            await site.Database.ExecuteAsSuperuserAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ~ '^Pum(Dump|Restore) '");
        var failure = await FaultSite.FailureOf(operation);
        Assert.IsNotNull(failure);
        return failure;
    }
}
