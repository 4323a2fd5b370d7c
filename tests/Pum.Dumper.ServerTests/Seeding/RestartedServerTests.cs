using Pum.Dumper.Failures;
using Pum.Dumper.Seeding;
using Pum.Dumper.Servers;
using Pum.Dumper.ServerTests.Restoring;
using static Pum.Dumper.ServerTests.Seeding.SeedSite;

namespace Pum.Dumper.ServerTests.Seeding;

/// <summary>The server stops at once, as in a crash, and comes back.</summary>
[TestClass]
public sealed class RestartedServerTests
{
    private const string Titles = "SELECT string_agg(title, ',' ORDER BY id) FROM film";

    [TestMethod]
    [DynamicData(nameof(TestServer.Majors), typeof(TestServer))]
    public async Task A_server_that_stops_during_the_restore_of_a_seed_leaves_nothing_that_the_next_run_takes_for_it(int major)
    {
        await using var own = await Replacing.StartServerAsync(major);
        await using var site = await SeedSite.CreateAsync(own);
        var gate = new Gate(site.Server);
        var seed = site.Seed() with { Dump = site.Seed().Dump! with { File = site.Write("gate.sql", $"INSERT INTO film VALUES (1, 'Ran');\n{gate.Statement}\nINSERT INTO film VALUES (2, 'Ikiru');") } };
        await using (var server = site.Open())
        {
            var cloning = FailureAsync(server, seed);
            await gate.ReachedAsync();
            await site.Server.StopAsync(ServerStop.Immediate);
            Says("PUM5012", await cloning);
        }

        await site.Server.StartAgainAsync();
        await gate.OpenAsync();
        await NextRunPassesAsync(site, seed);
    }

    [TestMethod]
    public async Task A_server_that_stops_during_a_preparation_leaves_nothing_that_the_next_run_takes_for_it()
    {
        await using var site = await SeedSite.CreateAsync();
        var gate = new Gate(site.Server);
        var seed = site.Seed(new CodePreparation("gate", async (connectionString, _) =>
        {
            await ExecuteAsync(connectionString, "UPDATE film SET title = 'half'");
            await ExecuteAsync(connectionString, gate.Statement);
            await ExecuteAsync(connectionString, "UPDATE film SET title = CASE id WHEN 1 THEN 'Ran' ELSE 'Ikiru' END");
        }));
        await using (var server = site.Open())
        {
            var cloning = FailureAsync(server, seed);
            await gate.ReachedAsync();
            await site.Server.StopAsync(ServerStop.Immediate);
            Says("PUM6001", await cloning);
        }

        await site.Server.StartAgainAsync();
        await gate.OpenAsync();
        await NextRunPassesAsync(site, seed);
    }

    [TestMethod]
    public async Task A_spare_whose_claim_a_stop_of_the_server_undoes_is_pristine_for_the_next()
    {
        await using var site = await SeedSite.CreateAsync();
        await using (var server = site.Open())
        {
            await server.FillAsync(await server.PrepareAsync(site.Seed(), CancellationToken.None));
            var spares = await site.DatabasesAsync("pum_spare_");
            await using var holder = await OpenAsync(site.Server.ToNpgsql().ConnectionString);
            await using var hold = new Npgsql.NpgsqlCommand("BEGIN; LOCK TABLE pg_catalog.pg_shdescription IN SHARE MODE", holder);
            await hold.ExecuteNonQueryAsync();
            var cloning = CloneAsync(server, site.Seed(), "Stopped");
            await Eventually.IsTrueAsync(
                () => site.QueryAsSuperuserAsync<bool>("SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'pg_catalog.pg_shdescription'::regclass AND NOT granted)"),
                "the claim has renamed a spare and is not committed");

            await site.Server.StopAsync(ServerStop.Immediate);

            // Not reached, or it says itself that it stops.
            var failure = (await Assert.ThrowsAsync<PumFailureException>(() => cloning)).Failure;
            Says(failure.Code == "PUM3006" ? failure.Code : "PUM3003", failure);
            await site.Server.StartAgainAsync();
            CollectionAssert.AreEqual(spares, await site.DatabasesAsync("pum_spare_"));
        }

        await NextRunPassesAsync(site, site.Seed());
    }

    [TestMethod]
    public async Task A_clone_that_was_written_to_before_the_server_stopped_never_comes_back_as_a_spare()
    {
        await using var site = await SeedSite.CreateAsync();
        for (var round = 0; round < 2; round++)
        {
            await using (var server = site.Open())
            {
                var clones = await Task.WhenAll(Enumerable.Range(0, 2).Select(number => CloneAsync(server, site.Seed(), $"Open{number}")));
                foreach (var clone in clones)
                    await ExecuteAsync(clone.ConnectionString, "SET synchronous_commit = off; UPDATE film SET title = 'written'");
                await site.Server.StopAsync(ServerStop.Immediate);
                await site.Server.StartAgainAsync();

                // They are given back to the server that was started again.
                await clones[0].ReleaseAsync();
                await using var next = site.Open();
                for (var number = 0; number < 4; number++)
                    Assert.AreEqual("Ran,Ikiru", await QueryAsync<string>((await CloneAsync(next, site.Seed(), "Next")).ConnectionString, Titles));
            }
        }

        await NextRunPassesAsync(site, site.Seed());
        Assert.AreEqual(1, site.Restores);
    }

    private static void Says(string code, PumFailure failure)
    {
        Assert.AreEqual(code, failure.Code, failure.ToString());
        Assert.AreNotEqual("", failure.Advice, failure.ToString());
    }

    private static async Task NextRunPassesAsync(SeedSite site, SeedDefinition seed)
    {
        await using (var next = site.Open())
        {
            Assert.AreEqual("Ran,Ikiru", await QueryAsync<string>((await CloneAsync(next, seed)).ConnectionString, Titles));
            await Eventually.IsTrueAsync(async () => (await site.DatabasesAsync("pum_spare_")).Count >= 2, "spares are there");
        }

        Assert.AreEqual("", string.Join(' ', (await site.DatabasesAsync()).Where(name => !IsAllowed(name))));
    }

    private static bool IsAllowed(string name) => SeedNames.IsTemplate(name) || SeedNames.KeyOfSpare(name) is not null;
}
