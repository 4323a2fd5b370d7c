using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring;
using Pum.Dumper.Servers;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>What no dump brings: roles, tablespaces and extensions of the server.</summary>
[TestClass]
public sealed class PrerequisiteTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly string _suffix = Guid.NewGuid().ToString("N")[..8];

    /// <summary>A role's name as hostile as they come.</summary>
    private string Odd => $"pum \"odd\", TO; 'x' {_suffix}";

    private string OddQuoted => TestDatabase.Quote(Odd);

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow(15)]
    [DataRow(17)]
    [DataRow(18)]
    public async Task Roles_that_are_missing_are_named_together_where_the_restore_would_need_them(int major)
    {
        var server = await TestServer.GetAsync(major);
        string[] roles = ["owner", "reader", "admin", "writer", "mapped", "passed_over"];
        var dump = await DumpAsync(server, [.. roles.Select(Role), Odd], $"""
            DO $$ BEGIN
                EXECUTE format('GRANT TEMPORARY ON DATABASE %1$I TO {Role("passed_over")}', current_database());
                EXECUTE format('ALTER DATABASE %1$I OWNER TO {Role("passed_over")}', current_database());
            END $$;
            CREATE SCHEMA "the app";
            CREATE TABLE "the app"."film list" (id int);
            ALTER TABLE "the app"."film list" OWNER TO {Role("owner")};
            CREATE INDEX ON "the app"."film list" (id);
            CREATE TABLE film (id int);
            GRANT SELECT ON film TO {Role("reader")} WITH GRANT OPTION;
            SET ROLE {Role("reader")};
            GRANT SELECT ON film TO {OddQuoted}, PUBLIC;
            RESET ROLE;
            ALTER DEFAULT PRIVILEGES FOR ROLE {Role("admin")} IN SCHEMA "the app" GRANT SELECT ON TABLES TO {Role("writer")};
            CREATE EXTENSION postgres_fdw;
            CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw;
            CREATE USER MAPPING FOR {Role("mapped")} SERVER far;
            CREATE USER MAPPING FOR PUBLIC SERVER far;
            CREATE POLICY "read (TO x)" ON "the app"."film list" AS RESTRICTIVE FOR SELECT TO {Role("reader")}, {OddQuoted} USING (id > 0);
            CREATE POLICY everybody ON film USING (true);
            """);
        await using var target = await TestDatabase.CreateAsync(server, server.Superuser);

        await AssertRolesAsync(target, dump, request => request, null, Odd, Role("mapped"), Role("reader"));
        await AssertRolesAsync(target, dump, request => request with { NoOwner = false }, null, Odd, Role("mapped"), Role("owner"), Role("reader"));
        await AssertRolesAsync(target, dump, request => request with { NoPrivileges = false }, null, Odd, Role("admin"), Role("mapped"), Role("reader"), Role("writer"));
        // What is left out needs nothing.
        await AssertRolesAsync(target, dump, request => request with { NoOwner = false, Filter = new() { Schemas = ["the app"] } }, null, Odd, Role("owner"), Role("reader"));
        await AssertRolesAsync(target, dump, request => request with { NoPrivileges = false, Filter = new() { Tables = ["film"] } }, "or set NoPrivileges=\"true\"", Odd, Role("reader"));
        await RestoreAsync(target, dump, request => request with { Filter = new() { Tables = ["film"] } });
    }

    [TestMethod]
    public async Task Extensions_that_the_server_does_not_have_are_named()
    {
        var server = await TestServer.GetAsync();
        var dump = await ChangedAsync(await DumpAsync(server, [], "CREATE EXTENSION hstore; CREATE EXTENSION citext; CREATE EXTENSION pg_trgm; CREATE TABLE film ()"), ("hstore", "hstorx"), ("citext", "citexx"));
        await using var target = await TestDatabase.CreateAsync(server);
        await using var missing = await TestDatabase.ReserveAsync(server);
        foreach (var (database, change) in new (TestDatabase, Func<RestoreRequest, RestoreRequest>)[]
        {
            (target, request => request),
            (target, request => request with { ReplaceDatabase = true }),
            (missing, request => request with { CreateDatabase = true }),
        })
        {
            var failure = await FailureAsync(database, dump, change);
            Assert.AreEqual("PUM5006", failure.Codes(), failure.ToString());
            Assert.Contains("2 extensions that the dump needs: 'citexx', 'hstorx'.", failure.Failure.Message);
            Assert.AreEqual(dump, failure.Location?.File);
        }

        await RestoreAsync(missing, dump, request => request with { CreateDatabase = true, Filter = new() { ExcludeExtensions = ["hstorx", "citexx"] } });
        var reporter = await RestoreAsync(target, dump, request => request with { IgnoreErrors = true });
        Assert.Contains("is not available", reporter.Warnings.First().Message, "with IgnoreErrors a statement that fails is a warning, whatever it fails of");
    }

    [TestMethod]
    [DataRow(15)]
    [DataRow(18)]
    public async Task Extensions_that_the_role_may_not_install_are_named_unless_they_are_there(int major)
    {
        var server = await TestServer.GetAsync(major);
        var dump = await DumpAsync(server, [], "CREATE EXTENSION dblink; CREATE EXTENSION hstore; CREATE TABLE film ()");
        await using var target = await TestDatabase.CreateAsync(server);
        await using var missing = await TestDatabase.ReserveAsync(server);

        var failure = await FailureAsync(target, dump, request => request);
        Assert.AreEqual("PUM5005", failure.Codes(), failure.ToString());
        Assert.AreEqual($"The role '{TestServer.Owner}' may not install the extension 'dblink' that the dump needs.", failure.Failure.Message);
        Assert.AreEqual("PUM5005", (await FailureAsync(missing, dump, request => request with { CreateDatabase = true })).Codes());

        await target.ExecuteAsSuperuserAsync("CREATE EXTENSION dblink");
        await RestoreAsync(target, dump, request => request);
        await RestoreAsync(missing, dump, request => request with { CreateDatabase = true, BaseTemplate = target.Name, Filter = new() { ExcludeTables = ["film"] } });
    }

    [TestMethod]
    public async Task A_library_that_may_allow_more_leaves_the_answer_to_the_server()
    {
        var server = await TestServer.GetAsync();
        var dump = await DumpAsync(server, [], "CREATE EXTENSION dblink");
        await using var target = await TestDatabase.CreateAsync(server);
        await target.ExecuteAsSuperuserAsync($"ALTER DATABASE {target.Name} SET session_preload_libraries = 'auto_explain'");

        var failure = await FailureAsync(target, dump, request => request);

        Assert.AreEqual("PUM5005", failure.Codes());
        Assert.Contains("permission denied to create extension", failure.Failure.Message);
    }

    [TestMethod]
    public async Task Tablespaces_are_missing_only_where_they_are_asked_for()
    {
        var server = await TestServer.GetAsync();
        var tablespace = $"pum space {_suffix}";
        string dump;
        await using (var source = await TestDatabase.CreateAsync(server, server.Superuser))
        {
            await source.ExecuteAsync("ALTER ROLE CURRENT_USER SET allow_in_place_tablespaces = true");
            await source.ExecuteAsync($"CREATE TABLESPACE {TestDatabase.Quote(tablespace)} LOCATION ''");
            await source.ExecuteAsync("ALTER ROLE CURRENT_USER RESET allow_in_place_tablespaces");
            await source.ExecuteAsync($"CREATE TABLE film (id int) TABLESPACE {TestDatabase.Quote(tablespace)}");
            dump = await DumpAsync(source);
        }

        await using var target = await TestDatabase.CreateAsync(server);
        var denied = await FailureAsync(target, dump, request => request with { NoTablespaces = false });
        await target.ExecuteAsSuperuserAsync($"DROP TABLESPACE {TestDatabase.Quote(tablespace)}");
        var missing = await FailureAsync(target, dump, request => request with { NoTablespaces = false });

        Assert.AreEqual("PUM5005", denied.Codes(), denied.ToString());
        Assert.Contains($"may create nothing in the tablespace '{tablespace}'", denied.Failure.Message);
        Assert.AreEqual("PUM5006", missing.Codes(), missing.ToString());
        Assert.Contains($"lacks the tablespace '{tablespace}'", missing.Failure.Message);
        await RestoreAsync(target, dump, request => request);
    }

    private static async Task AssertRolesAsync(TestDatabase target, string dump, Func<RestoreRequest, RestoreRequest> with, string? advice, params string[] roles)
    {
        var failure = await FailureAsync(target, dump, with);
        Assert.AreEqual("PUM5006", failure.Codes(), failure.ToString());
        var named = failure.Failure.Details.Select(line => line[..line.IndexOf(": ", StringComparison.Ordinal)]).Distinct().Order(StringComparer.Ordinal);
        Assert.AreEqual(string.Join('\n', roles.Order(StringComparer.Ordinal)), string.Join('\n', named));
        Assert.Contains(roles.Length == 1 ? "lacks the role" : $"lacks {roles.Length} roles", failure.Failure.Message);
        if (advice is null)
            Assert.DoesNotContain("or set", failure.Failure.Advice);
        else
            Assert.Contains(advice, failure.Failure.Advice);
    }

    /// <summary>Dumps a database that a superuser filled, and drops it and its roles.</summary>
    private async Task<string> DumpAsync(TemporaryServer server, string[] roles, string sql)
    {
        await Replacing.ExecuteAsync(server, string.Concat(roles.Select(role => $"CREATE ROLE {TestDatabase.Quote(role)};")) + "SELECT");
        try
        {
            await using var source = await TestDatabase.CreateAsync(server, server.Superuser);
            await source.ExecuteAsync(sql);
            return await DumpAsync(source);
        }
        finally
        {
            await Replacing.ExecuteAsync(server, string.Concat(roles.Select(role => $"DROP ROLE {TestDatabase.Quote(role)};")) + "SELECT");
        }
    }

    private async Task<string> DumpAsync(TestDatabase source)
    {
        var result = await DumpOperation.RunAsync(
            new() { Connection = source.Request, File = _folder[$"{Guid.NewGuid():N}.dump"], BaseDirectory = _folder.FullName, ToolPath = source.Server.BinDirectory, NoOwner = false, NoPrivileges = false }, new CollectingReporter());
        return result.File;
    }

    private async Task<string> ChangedAsync(string dump, params (string Word, string Other)[] words)
    {
        foreach (var (word, other) in words)
        {
            var changed = _folder[$"{Guid.NewGuid():N}.dump"];
            await Archived.ReplaceAsync(dump, changed, word, other);
            dump = changed;
        }

        return dump;
    }

    private static async Task<CollectingReporter> RestoreAsync(TestDatabase target, string dump, Func<RestoreRequest, RestoreRequest> with)
    {
        var reporter = new CollectingReporter();
        await RestoreOperation.RunAsync(
            with(new() { Connection = target.Request, File = dump, BaseDirectory = Path.GetDirectoryName(dump)!, ToolPath = target.Server.BinDirectory }), reporter);
        return reporter;
    }

    private static Task<PgRestoreFailedException> FailureAsync(TestDatabase target, string dump, Func<RestoreRequest, RestoreRequest> with) =>
        Assert.ThrowsExactlyAsync<PgRestoreFailedException>(() => RestoreAsync(target, dump, with));

    private string Role(string name) => $"pum_{name}_{_suffix}";
}
