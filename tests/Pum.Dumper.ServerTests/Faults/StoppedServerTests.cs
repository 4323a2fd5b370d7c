using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Servers;

namespace Pum.Dumper.ServerTests.Faults;

/// <summary>The server stops at once, as in a crash, and comes back.</summary>
[TestClass]
internal sealed class StoppedServerTests
{
    private const int Rounds = 2;

    [TestMethod]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Plain)]
    [DataRow(DumpFormat.Directory)]
    public async Task A_server_that_stops_during_a_dump_leaves_the_old_dump(DumpFormat format)
    {
        await using var server = await TestServer.StartAsync();
        await using var site = await FaultSite.CreateAsync(server);
        await site.DumpAsync("snap", format);
        var before = DumpSnapshot.Of(site.Folder["snap"]);
        await BulkyData.AddAsync(site);
        await using var relay = Slowly(site);
        var random = new Random(4006);
        for (var round = 0; round < Rounds; round++)
        {
            var dump = site.DumpAsync("snap", format, request => request with { Connection = Through(relay, site) });
            var failure = await StopAsync(server, dump, random);
            Assert.AreEqual("PUM4006", failure?.Code, failure?.ToString());
            Assert.AreEqual(before, DumpSnapshot.Of(site.Folder["snap"]));
            await server.StartAgainAsync();
            await site.NothingIsLeftAsync();
        }
    }

    [TestMethod]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Plain)]
    public async Task A_server_that_stops_during_a_restore_has_the_target_as_it_was(DumpFormat format)
    {
        await using var server = await TestServer.StartAsync();
        await using var site = await FaultSite.CreateAsync(server);
        var before = await DatabaseSnapshot.TakeAsync(site.Database);
        await BulkyData.AddAsync(site);
        await site.DumpAsync("snap", format, request => request with { Filter = new() { Tables = ["bulk_*"] } });
        await BulkyData.RemoveAsync(site);
        await using var relay = Slowly(site);
        var random = new Random(5012);
        for (var round = 0; round < Rounds; round++)
        {
            var restore = site.RestoreAsync("snap", request => request with { Connection = Through(relay, site) });
            var failure = await StopAsync(server, restore, random);
            Assert.AreEqual("PUM5012", failure?.Code, failure?.ToString());
            await server.StartAgainAsync();
            await site.NothingIsLeftAsync();
            before.Equals(await DatabaseSnapshot.TakeAsync(site.Database), failure!.ToString());
        }
    }

    [TestMethod]
    public async Task The_tools_by_themselves_lose_the_old_dump_and_leave_half_a_database()
    {
        await using var server = await TestServer.StartAsync();
        await using var site = await FaultSite.CreateAsync(server);
        var target = await DatabaseSnapshot.TakeAsync(site.Database);
        await BulkyData.AddAsync(site);
        await site.DumpAsync("bulk", change: request => request with { Filter = new() { Tables = ["bulk_*"] } });
        await site.DumpAsync("snap");
        var dump = DumpSnapshot.Of(site.Folder["snap"]);
        await StopDuringAsync("pg_dump", "--format=custom", $"--file={site.Folder["snap"]}");
        Assert.AreNotEqual(dump, DumpSnapshot.Of(site.Folder["snap"]));
        await BulkyData.RemoveAsync(site);
        await StopDuringAsync("pg_restore", site.Folder["bulk"]);
        Assert.IsTrue(target.Differs(await DatabaseSnapshot.TakeAsync(site.Database)));

        async Task StopDuringAsync(string tool, params string[] arguments)
        {
            await using var relay = Slowly(site);
            var bare = BareTool.Start(site, relay, tool, arguments);
            Assert.IsTrue(
                await new Moment("COPY public.bulk_2 ", 0).ComesAsync(server, bare.Process.WaitForExitAsync()), "the tool was too fast");
            await server.StopAsync(ServerStop.Immediate);
            Assert.AreNotEqual(0, await bare.EndAsync());
            await server.StartAgainAsync();
        }
    }

    private static Relay Slowly(FaultSite site) => new(site.Database.Server.Port) { Pause = TimeSpan.FromMilliseconds(8) };

    private static ConnectionRequest Through(Relay relay, FaultSite site) =>
        new() { ConnectionString = $"{site.Database.Conninfo} port={relay.Port}" };

    private static async Task<PumFailure?> StopAsync(TemporaryServer server, Task operation, Random random)
    {
        Assert.IsTrue(await Moment.Copying(random).ComesAsync(server, operation), "the operation was too fast");
        await server.StopAsync(ServerStop.Immediate);
        return await FaultSite.FailureOf(operation);
    }
}
