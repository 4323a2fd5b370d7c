using Npgsql;
using Pum.Dumper.Databases;
using Pum.Dumper.Seeding;
using Pum.Dumper.ServerTests.Restoring;
using static Pum.Dumper.ServerTests.Seeding.SeedSite;

namespace Pum.Dumper.ServerTests.Seeding;

/// <summary>Other roles of the server that mean harm: what they reach by a name, a session or a lock.</summary>
[TestClass]
public sealed class OtherRolesTests
{
    private const string Titles = "SELECT string_agg(title, ',' ORDER BY id) FROM film";

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task A_database_that_takes_the_name_of_a_template_in_the_making_gets_nothing_of_it(bool duringRestore)
    {
        var shared = await TestServer.GetAsync();
        await using var site = await SeedSite.CreateAsync(shared, shared.Superuser, shared.SuperuserPassword);
        var taken = "";
        var gate = new Gate(shared);
        var seed = site.Seed() with { Dump = site.Seed().Dump! with { File = site.Write("gate.sql", duringRestore ? gate.Statement : "") } };
        Task TakeAsync() => site.ExecuteAsSuperuserAsync($"CREATE DATABASE {taken} OWNER {TestServer.Plain} TEMPLATE template0");
        await using var server = site.Open(reporter: new ActingReporter(name =>
        {
            taken = name;
            return duringRestore ? Task.CompletedTask : TakeAsync();
        }));

        var failing = FailureAsync(server, seed);
        if (duringRestore)
        {
            await gate.ReachedAsync();
            await TakeAsync();
            await gate.OpenAsync();
        }

        var message = (await failing).Message;
        Assert.AreEqual($"Another session created a database '{taken}' while the template of that name was being made.", message);
        Assert.IsTrue(await QueryAsync<bool>(shared.ToNpgsql(taken).ConnectionString, "SELECT to_regclass('film') IS NULL"));
        await site.ExecuteAsSuperuserAsync($"DROP DATABASE {taken}");
    }

    [TestMethod]
    public async Task Only_its_owner_gets_into_a_clone_until_that_role_grants_it()
    {
        await using var site = await SeedSite.CreateAsync(await TestServer.GetAsync());
        await using var server = site.Open();
        var clone = await CloneAsync(server, site.Seed());
        var other = site.Server.ToNpgsql(clone.Name, TestServer.Plain, TestServer.PlainPassword).ConnectionString;

        var refused = await Assert.ThrowsExactlyAsync<PostgresException>(() => QueryAsync<int>(other, "SELECT 1"));
        await ExecuteAsync(clone.ConnectionString, $"GRANT CONNECT ON DATABASE \"{clone.Name}\" TO {TestServer.Plain}");

        Assert.AreEqual("42501", refused.SqlState);
        // As in any database, for tests that take on a role: SET ROLE.
        Assert.IsTrue(await QueryAsync<bool>(other, "SELECT has_database_privilege(current_database(), 'TEMPORARY')"));
    }

    [TestMethod]
    public async Task A_login_that_does_not_inherit_gets_into_its_templates_and_clones()
    {
        var shared = await TestServer.GetAsync();
        string? dump = null;
        // The second login gets a spare that the first has made.
        for (var number = 1; number <= 2; number++)
        {
            var login = $"login_{Guid.NewGuid():N}";
            await ExecuteAsync(
                shared.ToNpgsql().ConnectionString,
                $"CREATE ROLE {login} LOGIN NOINHERIT PASSWORD 'login''s secret' IN ROLE {TestServer.Owner}; ALTER ROLE {login} SET role = {TestServer.Owner}");
            await using var site = await SeedSite.CreateAsync(shared, login, "login's secret");
            dump ??= await File.ReadAllTextAsync(site.Dump);
            await File.WriteAllTextAsync(site.Dump, dump);
            await using var server = site.Open();
            var seed = site.Seed(new CodePreparation("alone", (text, _) => ExecuteAsync(text, "INSERT INTO film VALUES (3, 'Red Beard')")));

            var clone = await CloneAsync(server, seed);
            await server.FillAsync(await server.PrepareAsync(seed, CancellationToken.None));

            Assert.AreEqual("Ran,Ikiru,Red Beard", await QueryAsync<string>(clone.ConnectionString, Titles));
            Assert.AreEqual(TestServer.Owner, await QueryAsync<string>(clone.ConnectionString, "SELECT current_user::text"));
        }
    }

    [TestMethod]
    public async Task A_session_of_another_role_keeps_its_clone_and_holds_no_other_up()
    {
        await using var site = await SeedSite.CreateAsync(await TestServer.GetAsync());
        await using var server = site.Open();
        var seed = site.Seed();
        var (kept, dropped) = (await CloneAsync(server, seed, "Kept"), await CloneAsync(server, seed, "Dropped"));
        await ExecuteAsync(kept.ConnectionString, $"GRANT CONNECT ON DATABASE \"{kept.Name}\" TO {TestServer.Plain}");
        await using var other = await OpenAsync(
            site.Server.ToNpgsql(kept.Name, TestServer.Plain, TestServer.PlainPassword).ConnectionString);

        await Task.WhenAll(kept.ReleaseAsync(), dropped.ReleaseAsync());

        CollectionAssert.AreEqual(
            new[] { kept.Name }, (await site.DatabasesAsync()).Where(name => name == kept.Name || name == dropped.Name).ToArray());
        var said = site.Reporter.Messages.Single(message => message.Text.StartsWith(kept.Name, StringComparison.Ordinal)).Text;
        Assert.Contains($"(pid {other.ProcessID})", said);
        Assert.Contains("this role may not end", said);
    }

    [TestMethod]
    public async Task A_lock_of_another_role_keeps_nothing_that_is_over()
    {
        await using var site = await SeedSite.CreateAsync(await TestServer.GetAsync());
        var dead = $"pum_app_dead_{Guid.NewGuid():N}";
        await site.ExecuteAsSuperuserAsync($"CREATE DATABASE {dead} OWNER {TestServer.Owner} TEMPLATE template0");
        var oid = await site.QueryAsSuperuserAsync<long>($"SELECT oid::int8 FROM pg_database WHERE datname = '{dead}'");
        await site.ExecuteAsSuperuserAsync($"COMMENT ON DATABASE {dead} IS '{new CloneStamp((uint)oid).Format()}'");
        await using var holder = await site.TakeLockAsync(dead, TestServer.Plain, TestServer.PlainPassword);

        await using var server = site.Open();
        await CloneAsync(server, site.Seed());

        await Eventually.IsTrueAsync(async () => !(await site.DatabasesAsync()).Contains(dead), "it is gone", TimeSpan.FromSeconds(20));
    }

    [TestMethod]
    public async Task A_lock_that_a_prepared_transaction_holds_is_anothers_and_is_named()
    {
        await using var own = await Restoring.Replacing.StartServerAsync(("max_prepared_transactions", "2"));
        await using var site = await SeedSite.CreateAsync(own);
        await using var server = site.Open(patience: new(TimeSpan.FromSeconds(20), WithOthers: TimeSpan.FromMilliseconds(300)));
        var template = await server.PrepareAsync(site.Seed(), CancellationToken.None);
        await site.ExecuteAsSuperuserAsync($"DROP DATABASE {template.Name}");
        await ExecuteAsync(
            own.ToNpgsql("postgres", TestServer.Plain, TestServer.PlainPassword).ConnectionString,
            $"BEGIN; SELECT pg_advisory_xact_lock('{NameLocks.KeyOf(SeedNames.TurnOf(template.Name))}'::bigint); PREPARE TRANSACTION 'z'");

        var failure = await FailureAsync(server, site.Seed());

        Assert.AreEqual("PUM6002", failure.Code);
        Assert.Contains("because a prepared transaction holds its lock", failure.Message);
        Assert.Contains("pg_prepared_xacts", failure.Advice);
    }

    [TestMethod]
    public async Task A_database_that_is_only_called_like_a_spare_is_never_claimed()
    {
        await using var site = await SeedSite.CreateAsync(await TestServer.GetAsync());
        await using var server = site.Open();
        var template = await server.PrepareAsync(site.Seed(), CancellationToken.None);
        var planted = SeedNames.SparesOf(template.Name) + "deadbeef";
        await site.ExecuteAsSuperuserAsync($"CREATE DATABASE {planted} OWNER {TestServer.Owner} TEMPLATE template0 ALLOW_CONNECTIONS false");

        var clone = await CloneAsync(server, site.Seed());

        Assert.AreEqual("Ran,Ikiru", await QueryAsync<string>(clone.ConnectionString, Titles));
    }
}
