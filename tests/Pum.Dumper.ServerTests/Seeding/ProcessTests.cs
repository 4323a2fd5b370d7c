using Pum.Dumper.ServerTests.Restoring;

namespace Pum.Dumper.ServerTests.Seeding;

/// <summary>Several processes on one server, and what is left of those that are killed.</summary>
[TestClass]
public sealed class ProcessTests
{
    [TestMethod]
    public async Task Eight_processes_that_want_one_new_seed_make_one_restore()
    {
        await using var site = await SeedSite.CreateAsync();
        var processes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SeedProcess.StartAsync(Order(site) with { Clones = 2, Preparation = "INSERT INTO film VALUES (3, 'Red Beard')" })));

        await Task.WhenAll(processes.Select(process => process.ReadyAsync()));
        Assert.HasCount(16, await site.DatabasesAsync("pum_app_"));
        Assert.IsLessThanOrEqualTo(16L, await site.QueryAsSuperuserAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name LIKE 'PumSeed %'"));
        var restores = await Task.WhenAll(processes.Select(process => process.EndAsync()));

        Assert.AreEqual(1, restores.Sum());
        await NothingIsLeftAsync(site);
        foreach (var process in processes)
            process.Dispose();
    }

    [TestMethod]
    public async Task What_a_process_leaves_that_is_killed_during_the_restore_the_next_drops()
    {
        await using var site = await SeedSite.CreateAsync();
        var gate = new Gate(site.Server);
        var order = Order(site) with { Dump = site.Write("gate.sql", gate.Statement) };
        using var killed = await SeedProcess.StartAsync(order);
        await gate.ReachedAsync();

        await killed.KillAsync();
        await gate.OpenAsync();
        using var next = await SeedProcess.StartAsync(order);
        await next.ReadyAsync();

        Assert.AreEqual(1, await next.EndAsync());
        await NothingIsLeftAsync(site);
    }

    [TestMethod]
    public async Task What_a_process_leaves_that_is_killed_during_its_preparation_the_next_drops()
    {
        await using var site = await SeedSite.CreateAsync();
        var order = Order(site) with { Preparation = "CREATE TABLE half AS SELECT 1 AS id FROM pg_sleep(CASE WHEN EXISTS (SELECT FROM pg_roles WHERE rolname = 'go') THEN 0 ELSE 600 END)" };
        using var killed = await SeedProcess.StartAsync(order);
        await Eventually.IsTrueAsync(
            () => site.QueryAsSuperuserAsync<bool>("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname LIKE 'pum\\_making%' AND wait_event = 'PgSleep')"), "it prepares");

        await killed.KillAsync();
        Assert.HasCount(1, await site.DatabasesAsync("pum_making_"));
        await site.ExecuteAsSuperuserAsync("CREATE ROLE go");
        using var next = await SeedProcess.StartAsync(order);
        await next.ReadyAsync();

        Assert.AreEqual(0, await next.EndAsync(), "the base is there");
        await NothingIsLeftAsync(site);
    }

    [TestMethod]
    public async Task What_a_process_leaves_that_is_killed_with_clones_open_the_next_drops()
    {
        await using var site = await SeedSite.CreateAsync();
        using var killed = await SeedProcess.StartAsync(Order(site) with { Clones = 3 });
        await killed.ReadyAsync();
        using var live = await SeedProcess.StartAsync(Order(site) with { Clones = 2 });
        await live.ReadyAsync();
        // A database of somebody's own, and one that looks like a clone and is none.
        await site.ExecuteAsSuperuserAsync($"CREATE DATABASE pum_test OWNER {TestServer.Owner}");
        await site.ExecuteAsSuperuserAsync($"CREATE DATABASE pum_app_mine_7f3a OWNER {TestServer.Owner}");

        await killed.KillAsync();
        using var next = await SeedProcess.StartAsync(Order(site));
        await next.ReadyAsync();

        await Eventually.IsTrueAsync(async () => (await site.DatabasesAsync("pum_app_")).Count == 4, "the three are gone, and no other");
        await next.EndAsync();
        await live.EndAsync();
        CollectionAssert.AreEqual(new[] { "pum_app_mine_7f3a" }, await site.DatabasesAsync("pum_app_"));
        Assert.HasCount(1, await site.DatabasesAsync("pum_test"));
    }

    [TestMethod]
    public async Task Processes_that_are_killed_at_any_moment_leave_nothing_that_is_not_dropped()
    {
        await using var site = await SeedSite.CreateAsync();
        for (var round = 0; round < 6; round++)
        {
            using var killed = await SeedProcess.StartAsync(Order(site) with { Clones = 20 });
            await Eventually.IsTrueAsync(async () => (await site.DatabasesAsync("pum_app_")).Count > 2 * round, "it clones");
            await killed.KillAsync();
        }

        using var next = await SeedProcess.StartAsync(Order(site) with { Clones = 3 });
        await next.ReadyAsync();
        await next.EndAsync();

        await NothingIsLeftAsync(site);
    }

    [TestMethod]
    public async Task A_process_that_ends_without_giving_its_clones_back_drops_them()
    {
        await using var site = await SeedSite.CreateAsync();
        using var process = await SeedProcess.StartAsync(Order(site) with { Clones = 3 });
        await process.ReadyAsync();
        Assert.HasCount(3, await site.DatabasesAsync("pum_app_"));

        await process.LeaveAsync();

        Assert.IsEmpty(await site.DatabasesAsync("pum_app_"));
    }

    private static SeedOrder Order(SeedSite site) => new(site.Conninfo, site.Dump, site.Folder.FullName, site.Server.BinDirectory);

    /// <summary>Nothing but the templates and their spares.</summary>
    private static async Task NothingIsLeftAsync(SeedSite site)
    {
        await Eventually.IsTrueAsync(
            async () => (await site.DatabasesAsync()).All(name => name.StartsWith("pum_base_", StringComparison.Ordinal)
                || name.StartsWith("pum_template_", StringComparison.Ordinal) || name.StartsWith("pum_spare_", StringComparison.Ordinal)),
            () => string.Join(' ', site.DatabasesAsync().Result),
            TimeSpan.FromSeconds(20));
        Assert.IsLessThanOrEqualTo(2, (await site.DatabasesAsync("pum_base_")).Count);
    }
}
