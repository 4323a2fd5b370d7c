using static Pum.Dumper.ServerTests.Seeding.SeedSite;

namespace Pum.Dumper.ServerTests.Seeding;

/// <summary>
/// What tests leave in their clones that keeps a database from being dropped, when they dispose it and when their process is killed.
/// </summary>
[TestClass]
public sealed class LeftInCloneTests
{
    [TestMethod]
    [DynamicData(nameof(TestServer.Majors), typeof(TestServer))]
    public async Task Whatever_tests_leave_in_their_clones_does_not_keep_them(int major)
    {
        await using var own = await StartAsync(major);
        var (user, password) = await UserAsync(own);
        await using var site = await CreateAsync(own, user, password);
        await using var server = site.Open();
        var clones = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => CloneAsync(server, site.Seed(), $"Leaves{number}")));
        await LeaveAsync(site, [.. clones.Select(clone => clone.Name)]);

        await Task.WhenAll(clones.Select(clone => clone.ReleaseAsync())).WaitAsync(TimeSpan.FromSeconds(20));

        await NothingIsLeftAsync(site);
    }

    [TestMethod]
    [DataRow(15)]
    [DataRow(18)]
    public async Task Whatever_tests_leave_in_their_clones_goes_with_the_next_run_where_their_process_is_killed(int major)
    {
        await using var own = await StartAsync(major);
        var (user, password) = await UserAsync(own);
        await using var site = await CreateAsync(own, user, password);
        using var killed = await SeedProcess.StartAsync(new(site.Conninfo, site.Dump, site.Folder.FullName, own.BinDirectory, Clones: 4));
        await killed.ReadyAsync();
        await LeaveAsync(site, await site.DatabasesAsync("pum_app_"));

        await killed.KillAsync();
        await using (var server = site.Open())
        {
            await (await CloneAsync(server, site.Seed(), "Next")).ReleaseAsync();
            await Eventually.IsTrueAsync(
                async () => (await site.DatabasesAsync("pum_app_")).Count == 0,
                () => Left(site),
                TimeSpan.FromSeconds(20));
        }

        await NothingIsLeftAsync(site);
    }

    [TestMethod]
    public async Task A_host_that_goes_on_connecting_does_not_keep_its_clone()
    {
        await using var site = await CreateAsync(await TestServer.GetAsync());
        await using var server = site.Open();
        var clone = await CloneAsync(server, site.Seed(), "Host");
        await using var pool = Npgsql.NpgsqlDataSource.Create(clone.ConnectionString);
        using var stop = new CancellationTokenSource();
        var host = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => WorkAsync()));
        await Eventually.IsTrueAsync(
            async () => await site.QueryAsSuperuserAsync<long>($"SELECT count(*) FROM pg_stat_activity WHERE datname = '{clone.Name}'") == 4, "the host is at work");

        await clone.ReleaseAsync();

        Assert.IsEmpty((await site.DatabasesAsync()).Where(name => name == clone.Name));
        await stop.CancelAsync();
        await host;

        async Task WorkAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await using var connection = await pool.OpenConnectionAsync(CancellationToken.None);
                    await using var command = new Npgsql.NpgsqlCommand("SELECT pg_sleep(0.01)", connection);
                    await command.ExecuteNonQueryAsync(CancellationToken.None);
                }
                catch (Npgsql.NpgsqlException)
                {
                    // It tries again, as services do.
                }
            }
        }
    }

    [TestMethod]
    public async Task A_session_that_the_role_may_not_end_is_told_and_the_next_run_drops_the_clone()
    {
        await using var site = await CreateAsync();
        await using (var server = site.Open())
        {
            var clone = await CloneAsync(server, site.Seed(), "Held");
            await using var administrator = await OpenAsync(site.Server.ToNpgsql(clone.Name).ConnectionString);

            // The server itself waits for five seconds; other tests wait for their databases meanwhile.
            await clone.ReleaseAsync().WaitAsync(TimeSpan.FromSeconds(12));

            Assert.Contains(
                $"{clone.Name} is left for the next run to drop: The database '{clone.Name}' is in use, and this role may not end a session of postgres (pid {administrator.ProcessID}).",
                Left(site));
        }

        await using var next = site.Open();
        await CloneAsync(next, site.Seed(), "Next");
        await Eventually.IsTrueAsync(async () => (await site.DatabasesAsync("pum_app_Held")).Count == 0, "it is gone");
    }

    private static Task<Dumper.Servers.TemporaryServer> StartAsync(int major) =>
        Restoring.Replacing.StartServerAsync(major, ("max_prepared_transactions", "2"), ("wal_level", "logical"));

    /// <summary>From 16 on a role that is no superuser may do it all.</summary>
    private static async Task<(string User, string Password)> UserAsync(Dumper.Servers.TemporaryServer server)
    {
        if (server.Major < 16)
            return (server.Superuser, server.SuperuserPassword);
        await SeedSite.ExecuteAsync(
            server.ToNpgsql().ConnectionString, $"GRANT pg_create_subscription TO {TestServer.Owner}; ALTER ROLE {TestServer.Owner} REPLICATION");
        return (TestServer.Owner, TestServer.OwnerPassword);
    }

    /// <summary>
    /// In the first a prepared transaction; in the second slots, one of them in use by a subscription of the third; in the fourth a
    /// subscription whose publisher nobody reaches.
    /// </summary>
    private static async Task LeaveAsync(SeedSite site, List<string> clones)
    {
        var publisher = Quoted(site.Conninfo.Replace("dbname='postgres'", $"dbname='{clones[1]}'", StringComparison.Ordinal));
        var unreachable = Quoted("host=127.0.0.1 port=1 password=none");
        await ExecuteAsync(site, clones[1], "CREATE PUBLICATION films FOR TABLE film");
        await ExecuteAsync(site, clones[1], "SELECT pg_create_logical_replication_slot(slot, 'pgoutput') FROM unnest('{idle,busy}'::text[]) slot");
        await ExecuteAsync(site, clones[2],
            $"""
            TRUNCATE film;
            CREATE SUBSCRIPTION "it's ""; left" CONNECTION {publisher}
            PUBLICATION films WITH (create_slot = false, slot_name = busy)
            """);
        await ExecuteAsync(site, clones[3], $"CREATE SUBSCRIPTION nowhere CONNECTION {unreachable} PUBLICATION p WITH (connect = false, slot_name = elsewhere)");
        // Not earlier: a slot is made when all transactions of the server are over that began before.
        await ExecuteAsync(site, clones[0], "BEGIN; DELETE FROM film; PREPARE TRANSACTION 'it''s left'");
        await ExecuteAsync(site, clones[3], "ALTER SUBSCRIPTION nowhere ENABLE");
        await Eventually.IsTrueAsync(
            () => site.QueryAsSuperuserAsync<bool>("SELECT active FROM pg_replication_slots WHERE slot_name = 'busy'"), "the subscription reads");
    }

    private static string Quoted(string text) => $"E'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";

    private static async Task ExecuteAsync(SeedSite site, string database, string sql)
    {
        var (user, password) = await UserAsync(site.Server);
        await SeedSite.ExecuteAsync(site.Server.ToNpgsql(database, user, password).ConnectionString, sql);
    }

    private static async Task NothingIsLeftAsync(SeedSite site)
    {
        Assert.IsEmpty(await site.DatabasesAsync("pum_app_"), Left(site));
        Assert.AreEqual(0L, await site.QueryAsSuperuserAsync<long>(
            "SELECT (SELECT count(*) FROM pg_replication_slots) + (SELECT count(*) FROM pg_subscription) + (SELECT count(*) FROM pg_prepared_xacts)"));
    }

    private static string Left(SeedSite site) => string.Join(
        '\n', site.Reporter.Messages.Select(message => message.Text).Where(text => text.Contains(" is left for ", StringComparison.Ordinal)));
}
