namespace Pum.Dumper.ServerTests.Faults;

/// <summary>A client tool is ended by SIGKILL, as by the system when memory runs out.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
internal sealed class KilledToolTests
{
    private const int Rounds = 3;

    [TestMethod]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Plain)]
    [DataRow(DumpFormat.Directory)]
    public async Task A_pg_dump_that_is_killed_leaves_the_old_dump(DumpFormat format)
    {
        await using var site = await FaultSite.CreateAsync();
        await BulkyData.AddAsync(site);
        await site.DumpAsync("snap", format, request => request with { SchemaOnly = true });
        var before = DumpSnapshot.Of(site.Folder["snap"]);
        var random = new Random(4004);
        var killed = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var moment = round == 0 ? Moment.Copying(random) : Moment.Any(random, restoring: false);
            var dump = site.DumpAsync("snap", format);
            if (await moment.ComesAsync(site.Database.Server, dump))
                ToolKiller.Kill(site.Database.Server, site.Database.Name, random);
            if (await FaultSite.FailureOf(dump) is not { } failure)
            {
                before = DumpSnapshot.Of(site.Folder["snap"]);
                continue;
            }
            killed++;
            // Of parallel workers the leader says that one of them died.
            Assert.IsTrue(failure.Code is "PUM4001" or "PUM4006", failure.ToString());
            Assert.AreEqual(before, DumpSnapshot.Of(site.Folder["snap"]), $"round {round}, {moment}");
            await site.NothingIsLeftAsync();
        }
        Assert.IsGreaterThan(0, killed, "no moment came in time");
    }

    [TestMethod]
    public async Task Pg_dump_by_itself_loses_the_old_dump()
    {
        await using var site = await FaultSite.CreateAsync();
        await site.DumpAsync("snap");
        var before = DumpSnapshot.Of(site.Folder["snap"]);
        await BulkyData.AddAsync(site);
        await using var relay = new Relay(site.Database.Server.Port) { Pause = TimeSpan.FromMilliseconds(4) };
        var bare = BareTool.Start(site, relay, "pg_dump", "--format=custom", $"--file={site.Folder["snap"]}");
        Assert.IsTrue(await Moment.First.ComesAsync(site.Database.Server, bare.Process.WaitForExitAsync()));
        bare.Process.Kill();
        await bare.EndAsync();
        Assert.AreNotEqual(before, DumpSnapshot.Of(site.Folder["snap"]));
    }

    [TestMethod]
    [DataRow(DumpFormat.Custom, false)]
    [DataRow(DumpFormat.Directory, false)]
    [DataRow(DumpFormat.Plain, false)]
    [DataRow(DumpFormat.Custom, true)]
    [DataRow(DumpFormat.Plain, true)]
    public async Task A_tool_that_is_killed_leaves_the_target_as_it_was(DumpFormat format, bool intoNew)
    {
        await using var site = await FaultSite.CreateAsync();
        var before = await DatabaseSnapshot.TakeAsync(site.Database);
        await BulkyData.AddAsync(site);
        await site.DumpAsync("snap", format, request => request with { Filter = new() { Tables = ["bulk_*"] } });
        var whole = await DatabaseSnapshot.TakeAsync(site.Database);
        await BulkyData.RemoveAsync(site);
        await using var missing = await site.ReserveBesideAsync();
        var random = new Random(5001);
        var killed = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var moment = round == 0 ? Moment.Copying(random) : Moment.Any(random, restoring: true);
            var restore = intoNew
                ? site.RestoreAsync("snap", request => request with { Connection = missing.Request, CreateDatabase = true })
                : site.RestoreAsync("snap");
            if (await moment.ComesAsync(site.Database.Server, restore))
                ToolKiller.Kill(site.Database.Server, intoNew ? "pum_scratch_" : site.Database.Name, random);
            var failure = await FaultSite.FailureOf(restore);
            await site.NothingIsLeftAsync();
            Assert.AreEqual(intoNew && failure is null, await missing.ExistsAsync(), failure?.ToString());
            if (failure is not null)
                killed++;
            if (!intoNew)
                (failure is null ? whole : before)
                    .Equals(await DatabaseSnapshot.TakeAsync(site.Database), $"round {round}, {moment}: {failure}");
            if (failure is null && intoNew)
                await missing.DisposeAsync();
            else if (failure is null)
                await BulkyData.RemoveAsync(site);
        }
        Assert.IsGreaterThan(0, killed, "no moment came in time");
    }

    [TestMethod]
    public async Task Pg_restore_and_psql_by_themselves_leave_half()
    {
        await using var site = await FaultSite.CreateAsync();
        var before = await DatabaseSnapshot.TakeAsync(site.Database);
        await BulkyData.AddAsync(site);
        await site.DumpAsync("snap", change: request => request with { Filter = new() { Tables = ["bulk_*"] } });
        await site.DumpAsync("snap.sql", DumpFormat.Plain, request => request with { Filter = new() { Tables = ["bulk_*"] } });
        await using var relay = new Relay(site.Database.Server.Port) { Pause = TimeSpan.FromMilliseconds(4) };
        foreach (var (tool, argument) in new[] { ("pg_restore", site.Folder["snap"]), ("psql", $"--file={site.Folder["snap.sql"]}") })
        {
            await BulkyData.RemoveAsync(site);
            var bare = BareTool.Start(site, relay, tool, argument);
            Assert.IsTrue(await new Moment("COPY public.bulk_3 ", 0).ComesAsync(site.Database.Server, bare.Process.WaitForExitAsync()));
            bare.Process.Kill();
            await bare.EndAsync();
            Assert.IsTrue(before.Differs(await DatabaseSnapshot.TakeAsync(site.Database)));
        }
    }
}
