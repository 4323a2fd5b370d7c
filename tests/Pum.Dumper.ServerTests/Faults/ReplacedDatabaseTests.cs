using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.Servers;

namespace Pum.Dumper.ServerTests.Faults;

/// <summary>
/// What interrupts a restore that is to take another database's place. Who drops and then restores, as the bare tools would have it, has
/// lost the old one at every moment of these.
/// </summary>
[TestClass]
internal sealed class ReplacedDatabaseTests
{
    private const int Rounds = 3;

    [TestMethod]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Directory)]
    [DataRow(DumpFormat.Plain)]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task A_tool_that_is_killed_leaves_the_database_that_was_to_be_replaced(DumpFormat format)
    {
        await using var site = await FaultSite.CreateAsync();
        var (before, whole) = await MakeAsync(site, format);
        var random = new Random(5007);
        var kills = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var moment = kills == 0 ? Moment.Copying(random) : Moment.Any(random, restoring: true);
            var replace = site.RestoreAsync("snap", Replacing(site));
            if (await moment.ComesAsync(site.Database.Server, replace))
                ToolKiller.Kill(site.Database.Server, "pum_scratch_", random);
            var failure = await FaultSite.FailureOf(replace);
            await site.NothingIsLeftAsync();
            // On a busy machine a moment passes unseen now and then: what is replaced in the next round is the new database.
            before = failure is null ? whole : before;
            before.Equals(await DatabaseSnapshot.TakeAsync(site.Database), $"round {round}, {moment}: {failure}");
            kills += failure is null ? 0 : 1;
        }
        Assert.IsGreaterThan(0, kills, "every moment came too late");
    }

    [TestMethod]
    [DataRow("CREATE DATABASE")]
    [DataRow("COPY public.bulk_2 ")]
    [DataRow("ANALYZE")]
    [DataRow("ALTER DATABASE")]
    [DataRow("DROP DATABASE")]
    public async Task A_server_that_stops_has_the_old_database_or_the_new_one_and_the_next_run_cleans_up(string statement)
    {
        await using var server = await TestServer.StartAsync();
        await using var site = await FaultSite.CreateAsync(server);
        var (before, whole) = await MakeAsync(site, DumpFormat.Custom);

        var replace = site.RestoreAsync("snap", Replacing(site));
        var stopped = await new Moment(statement, 0).ComesAsync(server, replace);
        if (stopped)
            await server.StopAsync(ServerStop.Immediate);
        // Where only the old database was still to be dropped, the restore has succeeded.
        var failure = await FaultSite.FailureOf(replace);
        if (stopped)
            await server.StartAgainAsync();

        var after = await DatabaseSnapshot.TakeAsync(site.Database);
        if (before.Differs(after))
            whole.Equals(after, failure?.ToString() ?? "it succeeded");
        await site.RestoreAsync("snap", Replacing(site));
        whole.Equals(await DatabaseSnapshot.TakeAsync(site.Database), "the next run");
        await site.NothingIsLeftAsync();
    }

    [TestMethod]
    [DataRow("COPY public.bulk_2 ")]
    [DataRow("ALTER DATABASE")]
    public async Task A_network_that_breaks_leaves_the_old_database_or_the_new_one_and_the_next_run_cleans_up(string statement)
    {
        await using var site = await FaultSite.CreateAsync();
        var (before, whole) = await MakeAsync(site, DumpFormat.Custom);
        await using var relay = new Relay(site.Database.Server.Port) { Pause = TimeSpan.FromMilliseconds(4) };

        var replace = site.RestoreAsync("snap", request => Replacing(site)(request) with { Connection = new() { ConnectionString = $"{site.Database.Conninfo} port={relay.Port}" } });
        if (await new Moment(statement, 0).ComesAsync(site.Database.Server, replace))
            relay.Cut();
        var failure = await FaultSite.FailureOf(replace);
        if (statement.StartsWith("COPY", StringComparison.Ordinal))
            Assert.StartsWith($"The database '{site.Database.Name}' is as it was before", failure!.Advice);

        var after = await DatabaseSnapshot.TakeAsync(site.Database);
        if (before.Differs(after))
            whole.Equals(after, failure?.ToString() ?? "it succeeded");
        // A session on the old scratch database may still be about to find that nobody is there.
        await Eventually.IsTrueAsync(
            async () => await site.Database.QueryAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname LIKE 'pum\\_%'") == 0,
            "its sessions are gone");
        await site.RestoreAsync("snap", Replacing(site));
        whole.Equals(await DatabaseSnapshot.TakeAsync(site.Database), "the next run");
        await site.NothingIsLeftAsync();
    }

    private static Func<RestoreRequest, RestoreRequest> Replacing(FaultSite site) =>
        request => request with { ReplaceDatabase = true, ConfirmReplace = site.Database.Name };

    /// <summary>Dumps the bulky tables; the site as it is before, and as it is when they have taken its place.</summary>
    private static async Task<(DatabaseSnapshot Before, DatabaseSnapshot Whole)> MakeAsync(FaultSite site, DumpFormat format)
    {
        await using var source = await site.CreateBesideAsync();
        await source.ExecuteAsync(BulkyData.Sql);
        await site.DumpAsync("snap", format, request => request with { Connection = source.Request });
        return (await DatabaseSnapshot.TakeAsync(site.Database), await DatabaseSnapshot.TakeAsync(source));
    }
}
