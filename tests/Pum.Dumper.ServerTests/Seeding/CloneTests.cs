using Pum.Dumper.Seeding;

namespace Pum.Dumper.ServerTests.Seeding;

/// <summary>What a test gets.</summary>
[TestClass]
public sealed class CloneTests
{
    private const string Titles = "SELECT string_agg(title, ',' ORDER BY id) FROM film";

    [TestMethod]
    [DynamicData(nameof(TestServer.Majors), typeof(TestServer))]
    public async Task Each_clone_is_full_and_its_callers_own(int major)
    {
        await using var site = await SeedSite.CreateAsync(await TestServer.GetAsync(major));
        await using var server = site.Open();
        var seed = site.Seed();

        var clones = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => CloneAsync(server, seed, $"Test{number}")));

        foreach (var clone in clones)
        {
            Assert.AreEqual("Ran,Ikiru", await SeedSite.QueryAsync<string>(clone.ConnectionString, Titles));
            await SeedSite.ExecuteAsync(clone.ConnectionString, "DELETE FROM film; DROP TABLE film; CREATE TABLE mine ()");
        }

        Assert.HasCount(6, clones.Select(clone => clone.Name).Distinct().ToList());
        Assert.AreEqual(1, site.Restores);
        await Task.WhenAll(clones.Select(clone => clone.ReleaseAsync()));
        var after = await CloneAsync(server, seed, "After");
        Assert.AreEqual("Ran,Ikiru", await SeedSite.QueryAsync<string>(after.ConnectionString, Titles));
    }

    [TestMethod]
    public async Task A_clone_is_called_after_its_seed_and_who_asked_and_so_is_its_application_name()
    {
        await using var site = await SeedSite.CreateAsync(await TestServer.GetAsync());
        await using var server = site.Open();

        var clone = await CloneAsync(server, site.Seed(), "RenameTests_Keeps_albums");

        StringAssert.Matches(clone.Name, new("^pum_app_RenameTests_Keeps_albums_[0-9a-f]{4}$"));
        Assert.AreEqual(clone.Name, await SeedSite.QueryAsync<string>(clone.ConnectionString, "SELECT current_setting('application_name')"));
        Assert.AreEqual(clone.Name, await SeedSite.QueryAsync<string>(clone.ConnectionString, "SELECT current_database()::text"));
    }

    [TestMethod]
    public async Task A_read_only_clone_refuses_writes()
    {
        await using var site = await SeedSite.CreateAsync(await TestServer.GetAsync());
        await using var server = site.Open();

        var clone = await server.CloneAsync(site.Seed(), "Reads", isReadOnly: true, isKept: false, CancellationToken.None);

        Assert.AreEqual("Ran,Ikiru", await SeedSite.QueryAsync<string>(clone.ConnectionString, Titles));
        var refused = await Assert.ThrowsExactlyAsync<Npgsql.PostgresException>(() => SeedSite.ExecuteAsync(clone.ConnectionString, "DELETE FROM film"));
        Assert.AreEqual("25006", refused.SqlState);
    }

    [TestMethod]
    public async Task What_is_given_back_is_dropped_and_two_spares_stay_for_the_next_run()
    {
        await using var site = await SeedSite.CreateAsync();
        await using (var server = site.Open())
        {
            var clone = await CloneAsync(server, site.Seed(), "First");
            await clone.ReleaseAsync();
            await clone.ReleaseAsync();
            Assert.IsEmpty(await site.DatabasesAsync("pum_app_"));
            await Eventually.IsTrueAsync(async () => (await site.DatabasesAsync("pum_spare_")).Count == 2, "two spares are there");
        }

        Assert.HasCount(3, await site.DatabasesAsync());
        await using var next = site.Open();
        var spares = await site.DatabasesAsync("pum_spare_");
        await CloneAsync(next, site.Seed(), "Second");
        Assert.HasCount(1, spares.Except(await site.DatabasesAsync("pum_spare_")).ToList());
        Assert.AreEqual(1, site.Restores);
    }

    [TestMethod]
    public async Task Sessions_that_a_test_leaves_in_its_clone_are_ended()
    {
        await using var site = await SeedSite.CreateAsync(await TestServer.GetAsync());
        await using var server = site.Open();
        var clone = await CloneAsync(server, site.Seed(), "Forgets");
        await using var forgotten = await SeedSite.OpenAsync(clone.ConnectionString);
        await using var transaction = await forgotten.BeginTransactionAsync();
        await using var command = new Npgsql.NpgsqlCommand("LOCK TABLE film", forgotten, transaction);
        await command.ExecuteNonQueryAsync();

        await clone.ReleaseAsync();

        Assert.DoesNotContain(clone.Name, await site.DatabasesAsync("pum_app_Forgets"));
    }

    [TestMethod]
    public async Task Prepared_transactions_and_subscriptions_that_a_test_leaves_do_not_keep_its_clone()
    {
        await using var own = await Restoring.Replacing.StartServerAsync(("max_prepared_transactions", "2"), ("wal_level", "logical"));
        await using var site = await SeedSite.CreateAsync(own, own.Superuser, own.SuperuserPassword);
        await using var server = site.Open();
        var clone = await CloneAsync(server, site.Seed(), "Leaves");
        await SeedSite.ExecuteAsync(clone.ConnectionString, "SELECT pg_create_logical_replication_slot('left', 'pgoutput')");
        await SeedSite.ExecuteAsync(clone.ConnectionString, "BEGIN; DELETE FROM film; PREPARE TRANSACTION 'it''s left'");
        await SeedSite.ExecuteAsync(clone.ConnectionString, "CREATE SUBSCRIPTION \"It\" CONNECTION 'dbname=nowhere' PUBLICATION p WITH (connect = false)");

        await clone.ReleaseAsync();

        Assert.IsEmpty(await site.DatabasesAsync("pum_app_"));
    }

    [TestMethod]
    public async Task A_kept_clone_stays_when_it_is_given_back()
    {
        await using var site = await SeedSite.CreateAsync();
        SeedClone kept, asked;
        await using (var server = site.Open())
        {
            kept = await CloneAsync(server, site.Seed(), "Kept");
            await kept.KeepAsync();
            asked = await server.CloneAsync(site.Seed(), "Asked", isReadOnly: false, isKept: true, CancellationToken.None);
            await kept.ReleaseAsync();
        }

        await using (var next = site.Open())
        {
            await (await CloneAsync(next, site.Seed(), "Next")).ReleaseAsync();
            await Task.Delay(300);
            Assert.AreEqual("Ran,Ikiru", await SeedSite.QueryAsync<string>(kept.ConnectionString, Titles));
            Assert.AreEqual("Ran,Ikiru", await SeedSite.QueryAsync<string>(asked.ConnectionString, Titles));
        }

        // After a day.
        foreach (var clone in (SeedClone[])[kept, asked])
            await site.ExecuteAsSuperuserAsync($"COMMENT ON DATABASE \"{clone.Name}\" IS '[pum: clone, database {clone.Oid}, kept until 2026-01-01T00:00Z]'");
        await using var later = site.Open();
        await CloneAsync(later, site.Seed(), "Later");
        await Eventually.IsTrueAsync(async () => (await site.DatabasesAsync("pum_app_Later")).Count == 1
            && (await site.DatabasesAsync("pum_app_")).Count == 1, "both are gone");
    }

    [TestMethod]
    public async Task Many_at_once_take_two_sessions()
    {
        await using var site = await SeedSite.CreateAsync(await TestServer.GetAsync());
        await using var server = site.Open("PumSeed_two");
        await (await CloneAsync(server, site.Seed(), "First")).ReleaseAsync();
        var most = 0L;
        using var done = new CancellationTokenSource();
        var watch = Task.Run(async () =>
        {
            await using var connection = await SeedSite.OpenAsync(site.Server.ToNpgsql().ConnectionString);
            await using var command = new Npgsql.NpgsqlCommand(
                "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name LIKE 'PumSeed_two %'", connection);
            while (!done.IsCancellationRequested)
                most = Math.Max(most, (long)(await command.ExecuteScalarAsync())!);
        });

        var seed = site.Seed();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async number => await (await CloneAsync(server, seed, $"T{number}")).ReleaseAsync()));
        await done.CancelAsync();
        await watch;

        Assert.IsLessThanOrEqualTo(2L, most);
    }

    private static Task<SeedClone> CloneAsync(SeedServer server, SeedDefinition seed, string caller) =>
        SeedSite.CloneAsync(server, seed, caller);
}
