using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Seeding;
using static Pum.Dumper.ServerTests.Seeding.SeedSite;

namespace Pum.Dumper.ServerTests.Seeding;

/// <summary>A server that other roles use too: what they can make of the names, the locks and the limits that all share.</summary>
[TestClass]
public sealed class SharedServerTests
{
    private const string Titles = "SELECT string_agg(title, ',' ORDER BY id) FROM film";

    [TestMethod]
    public async Task A_template_of_another_role_is_never_cloned()
    {
        await using var site = await SeedSite.CreateAsync();
        var template = await MakeAsync(site);
        await ForgeAsync(site, template);

        await using var server = site.Open();
        var failure = await FailureAsync(server, site.Seed());

        Assert.AreEqual("PUM6001", failure.Code);
        Assert.AreEqual($"The database '{template}' belongs to the role 'stranger', so it cannot be a template of yours.", failure.Message);
        Assert.HasCount(1, await site.DatabasesAsync("pum_base_"));
    }

    [TestMethod]
    public async Task A_spare_of_another_role_is_never_claimed()
    {
        await using var site = await SeedSite.CreateAsync();
        var template = await MakeAsync(site);
        var spares = await site.DatabasesAsync("pum_spare_");
        foreach (var spare in spares)
            await ForgeAsync(site, spare);

        await using var server = site.Open();
        var clone = await CloneAsync(server, site.Seed());

        Assert.AreEqual("Ran,Ikiru", await QueryAsync<string>(clone.ConnectionString, Titles));
        Assert.IsEmpty(spares.Except(await site.DatabasesAsync("pum_spare_")).ToList());
    }

    [TestMethod]
    public async Task A_database_that_only_looks_like_a_template_is_made_anew()
    {
        await using var site = await SeedSite.CreateAsync();
        var template = await MakeAsync(site);
        // By hand: open, then closed again, without the statement that says that it is complete.
        await site.ExecuteAsSuperuserAsync($"COMMENT ON DATABASE {template} IS NULL");
        foreach (var spare in await site.DatabasesAsync("pum_spare_"))
            await site.ExecuteAsSuperuserAsync($"DROP DATABASE {spare}");

        await using var server = site.Open();
        var clone = await CloneAsync(server, site.Seed());

        Assert.AreEqual("Ran,Ikiru", await QueryAsync<string>(clone.ConnectionString, Titles));
        Assert.AreEqual(2, site.Restores);
    }

    [TestMethod]
    public async Task A_lock_that_another_role_holds_fails_in_time_and_is_named()
    {
        await using var site = await SeedSite.CreateAsync();
        var template = await MakeAsync(site);
        await site.ExecuteAsSuperuserAsync($"DROP DATABASE {template}");
        await using var holder = await site.TakeLockAsync(SeedNames.TurnOf(template), TestServer.Plain, TestServer.PlainPassword);

        await using var server = site.Open(patience: LockPatience.Default with { WithOthers = TimeSpan.FromMilliseconds(300) });
        var failure = await FailureAsync(server, site.Seed());

        Assert.AreEqual("PUM6002", failure.Code);
        Assert.Contains($"session {holder.ProcessID} (somebody, user {TestServer.Plain}) holds its lock", failure.Message);
    }

    [TestMethod]
    public async Task A_role_that_may_not_create_databases_is_told_so()
    {
        await using var site = await SeedSite.CreateAsync(await TestServer.GetAsync(), TestServer.Plain, TestServer.PlainPassword);
        await using var server = site.Open();

        var failure = await FailureAsync(server, site.Seed());

        Assert.AreEqual("PUM5005", failure.Code);
        Assert.AreEqual($"The role '{TestServer.Plain}' may not create databases, which every test database needs.", failure.Message);
    }

    [TestMethod]
    public async Task A_role_that_loses_the_right_to_create_databases_is_told_so()
    {
        await using var site = await SeedSite.CreateAsync();
        await using var server = site.Open();
        await CloneAsync(server, site.Seed());

        await site.ExecuteAsSuperuserAsync($"ALTER ROLE {TestServer.Owner} NOCREATEDB");
        var failure = await FailureAsync(server, site.Empty());

        Assert.AreEqual("PUM6001", failure.Code);
        Assert.AreEqual("The role needs CREATEDB (ALTER ROLE … CREATEDB).", failure.Advice);
    }

    [TestMethod]
    public async Task A_server_that_is_out_of_connections_is_waited_for()
    {
        await using var site = await SeedSite.CreateAsync();
        await MakeAsync(site);
        await site.ExecuteAsSuperuserAsync($"ALTER ROLE {TestServer.Owner} CONNECTION LIMIT 2");
        var others = new[] { await OpenAsync(await OwnersAsync(site)), await OpenAsync(await OwnersAsync(site)) };

        await using var server = site.Open();
        var cloning = CloneAsync(server, site.Seed());
        await Task.Delay(500);
        Assert.IsFalse(cloning.IsCompleted);
        foreach (var other in others)
            await other.DisposeAsync();

        await cloning;
    }

    [TestMethod]
    public async Task A_session_that_an_administrator_ends_is_opened_again_and_its_locks_are_taken_again()
    {
        await using var site = await SeedSite.CreateAsync();
        await using var server = site.Open();
        var clone = await CloneAsync(server, site.Seed(), "Held");
        await Eventually.IsTrueAsync(
            () => site.QueryAsSuperuserAsync<bool>("SELECT count(shobj_description(oid, 'pg_database')) = 2 FROM pg_database WHERE datname LIKE 'pum\\_spare%'"),
            "both sessions are at rest");
        foreach (var spare in await site.DatabasesAsync("pum_spare_"))
            await site.ExecuteAsSuperuserAsync($"DROP DATABASE {spare}");
        await site.ExecuteAsSuperuserAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'PumSeed %'");
        await CloneAsync(server, site.Seed(), "Again");

        await using (var other = site.Open())
        {
            await CloneAsync(other, site.Seed(), "Other");
            await Task.Delay(300);
        }

        Assert.AreEqual("Ran,Ikiru", await QueryAsync<string>(clone.ConnectionString, Titles));
    }

    [TestMethod]
    [DataRow("SELECT 1", true)]
    // As that of another process has which got its number after a start of the server.
    [DataRow("SET application_name = 'PumSeed another'", false)]
    public async Task A_lost_session_that_the_server_still_has_does_not_keep_its_locks(string change, bool isRetaken)
    {
        await using var site = await SeedSite.CreateAsync(await TestServer.GetAsync());
        var environment = HostEnvironment.Current(site.Folder.FullName);
        var connection = ConnectionResolver.Resolve(new() { ConnectionString = site.Conninfo }, environment)
            .WithApplicationName(SessionName.Next("PumSeed"));
        var failure = new FailureContext("PumSeed", 0, [], connection.Display, Dumping: false, File: "");
        var locks = new NameLocks(LockPatience.Default);
        await using var lost = new ServerSession(connection, failure, TimeSpan.Zero, locks.RetakeAsync);
        locks.Use(lost);
        var name = $"pum_app_{Guid.NewGuid():N}";
        Assert.IsTrue(await locks.TryTakeAsync(name));
        await lost.UseAsync(session => session.ExecuteAsync(change, CancellationToken.None));
        await using var next = await SessionOpening.OpenAsync(connection, failure, CancellationToken.None);

        await locks.RetakeAsync(next);

        Assert.AreEqual(isRetaken, await AdvisoryLock.IsHeldAsync(next, NameLocks.KeyOf(name), CancellationToken.None));
    }

    private static async Task<string> MakeAsync(SeedSite site)
    {
        await using var server = site.Open();
        await server.FillAsync(await server.PrepareAsync(site.Seed(), CancellationToken.None));
        return (await site.DatabasesAsync("pum_base_")).Single();
    }

    /// <summary>Puts a database of another role in the place of one: closed, and with the very comment.</summary>
    private static async Task ForgeAsync(SeedSite site, string name)
    {
        await site.ExecuteAsSuperuserAsync("DO $$ BEGIN CREATE ROLE stranger LOGIN CREATEDB; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        await site.ExecuteAsSuperuserAsync($"ALTER DATABASE \"{name}\" OWNER TO stranger");
    }

    private static Task<string> OwnersAsync(SeedSite site) =>
        Task.FromResult(site.Server.ToNpgsql("postgres", TestServer.Owner, TestServer.OwnerPassword).ConnectionString);
}
