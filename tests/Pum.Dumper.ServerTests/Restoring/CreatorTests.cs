using Pum.Dumper.Restoring.Planning;
using static Pum.Dumper.ServerTests.Restoring.Replacing;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>Which role makes and renames databases where <c>Role</c> is given.</summary>
[TestClass]
public sealed class CreatorTests
{
    [TestMethod]
    [DataRow(15, false)]
    [DataRow(15, true)]
    [DataRow(17, false)]
    [DataRow(18, true)]
    public async Task A_Role_without_CREATEDB_replaces_its_database_where_the_login_role_may_create_some(int major, bool isClosed)
    {
        await using var server = await StartServerAsync(major);
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, "CREATE TABLE film (id int)", server: server);
        await using var target = await TestDatabase.CreateAsync(server);
        await ExecuteAsync(server, $"CREATE ROLE app; GRANT app TO {TestServer.Owner}; ALTER DATABASE {target.Name} OWNER TO app; ALTER DATABASE {target.Name} CONNECTION LIMIT 7; COMMENT ON DATABASE {target.Name} IS 'ours'");
        if (isClosed)
            await ExecuteAsync(server, $"REVOKE ALL ON DATABASE {target.Name} FROM PUBLIC");
        var before = await AttributesAsync(target);

        await ReplaceAsync(target, dump, new(), AsApp);
        await ReplaceAsync(target, dump, new(), AsApp);

        Assert.AreEqual(before, await AttributesAsync(target));
        Assert.AreEqual("app", await target.QueryAsync<string>("SELECT tableowner::text FROM pg_tables WHERE tablename = 'film'"));
        Assert.AreEqual("", await ScratchesAsync(server));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task A_Role_without_CREATEDB_gets_a_database_that_is_missing_where_the_login_role_may_create_some(bool replace)
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, "CREATE TABLE film (id int)", server: server);
        await using var target = await TestDatabase.ReserveAsync(server);
        await ExecuteAsync(server, $"CREATE ROLE app; GRANT app TO {TestServer.Owner}");

        await ReplaceAsync(target, dump, new(), request => AsApp(request) with { ReplaceDatabase = replace, CreateDatabase = !replace });

        Assert.AreEqual("app", await QueryAsync<string>(server, $"SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = '{target.Name}'"));
        Assert.AreEqual("app", await target.QueryAsync<string>("SELECT tableowner::text FROM pg_tables WHERE tablename = 'film'"));
    }

    [TestMethod]
    public async Task Where_neither_role_may_create_databases_the_advice_names_both_and_helps()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, "CREATE TABLE film (id int)", server: server);
        await using var target = await TestDatabase.CreateAsync(server);
        await using var missing = await TestDatabase.ReserveAsync(server);
        await ExecuteAsync(server, $"CREATE ROLE app; GRANT app TO {TestServer.Owner}; ALTER DATABASE {target.Name} OWNER TO app; ALTER ROLE {TestServer.Owner} NOCREATEDB");

        foreach (var database in (TestDatabase[])[target, missing])
        {
            var failure = await FailureAsync(database, dump, AsApp);
            Assert.AreEqual("PUM5005", failure.Codes());
            Assert.Contains("'app' may not create databases", failure.Failure.Message);
            Assert.Contains($"'{TestServer.Owner}' as a member that inherits its rights", failure.Failure.Advice);
        }

        // CREATEDB alone is not enough where the login role does not inherit the rights that a rename takes.
        await ExecuteAsync(server, $"ALTER ROLE {TestServer.Owner} CREATEDB NOINHERIT");
        Assert.AreEqual("PUM5005", (await FailureAsync(target, dump, AsApp)).Codes());
        await ExecuteAsync(server, $"ALTER ROLE {TestServer.Owner} INHERIT");
        await ReplaceAsync(target, dump, new(), AsApp);
        await ExecuteAsync(server, $"ALTER ROLE {TestServer.Owner} NOCREATEDB NOINHERIT; ALTER ROLE app CREATEDB");
        await ReplaceAsync(target, dump, new(), AsApp);
    }

    [TestMethod]
    public async Task A_member_as_Role_gives_what_it_restores_to_the_owner_though_the_login_role_makes_the_database()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, "CREATE SCHEMA s; CREATE TABLE s.film (id int)", server: server);
        await using var target = await TestDatabase.CreateAsync(server);
        await ExecuteAsync(server, $"CREATE ROLE owning; CREATE ROLE app; GRANT owning TO app; GRANT app TO {TestServer.Owner}; ALTER DATABASE {target.Name} OWNER TO owning");

        await ReplaceAsync(target, dump, new(), AsApp);

        Assert.AreEqual("owning owning", await target.QueryAsync<string>(
            "SELECT pg_get_userbyid(datdba) || ' ' || (SELECT tableowner FROM pg_tables WHERE tablename = 'film') FROM pg_database WHERE datname = current_database()"));
    }

    private static RestoreRequest AsApp(RestoreRequest request) => request with { Connection = request.Connection with { Role = "app" } };
}
