using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.ServerTests.RoundTrip;
using Pum.Dumper.Servers;
using static Pum.Dumper.ServerTests.RoundTrip.RoundTrip;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>What the target has already and the dump merely repeats.</summary>
[TestClass]
public sealed class InstalledObjectsTests
{
    private static IEnumerable<object[]> Cases =>
        from kind in (string[])["empty", "filled", "cleaned", "missing", "replaced"]
        from isSuperuser in (bool[])[true, false]
        from format in (string[])["custom", "directory", "tar"]
        // The formats differ in how pg_restore reads them, not in what is chosen.
        where format == "custom" || kind == "cleaned"
        select new object[] { kind, isSuperuser, format };

    /// <summary>pg_dump writes CREATE SCHEMA public where it is told to dump that schema.</summary>
    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task A_dump_of_public_alone_restores(string kind, bool isSuperuser, string format)
    {
        var server = await TestServer.GetAsync();
        using var folder = new TestFolder();
        var dump = await PgDumpAsync(
            folder, server, "CREATE TABLE note (id int PRIMARY KEY); INSERT INTO note VALUES (1)", $"--format={format}", "--schema=public");
        await using var target = await TargetAsync(kind, isSuperuser, server, "CREATE TABLE other ()");

        await RestoreAsync(dump, target, request => For(kind, request, target));
        if (kind == "cleaned")
            await RestoreAsync(dump, target, request => For(kind, request, target));

        Assert.AreEqual(1, await target.QueryAsync<int>("SELECT id FROM note"));
        Assert.IsTrue(
            await target.QueryAsync<bool>("SELECT has_schema_privilege('pg_read_all_data', 'public', 'USAGE')"),
            "public is no longer for everybody");
    }

    [TestMethod]
    [DataRow("filled", true)]
    [DataRow("filled", false)]
    [DataRow("cleaned", true)]
    [DataRow("cleaned", false)]
    [DataRow("missing", true)]
    [DataRow("missing", false)]
    [DataRow("replaced", true)]
    [DataRow("replaced", false)]
    public async Task The_schema_of_an_extension_that_an_administrator_installed_is_no_conflict(string kind, bool isSuperuser)
    {
        // Not trusted, so that nobody else may install it.
        const string Extension = "CREATE SCHEMA ext; COMMENT ON SCHEMA ext IS 'of the administrator'; CREATE EXTENSION file_fdw SCHEMA ext";
        var server = await TestServer.GetAsync();
        await using var source = await TestDatabase.CreateAsync(server);
        await source.ExecuteAsSuperuserAsync(Extension);
        await source.ExecuteAsync("CREATE TABLE note (id int PRIMARY KEY); INSERT INTO note VALUES (1)");
        using var folder = new TestFolder();
        var dump = await DumpAsync(source, DumpKind.Custom, folder);
        await using var template = await TestDatabase.CreateAsync(server, server.Superuser);
        await template.ExecuteAsync(Extension);
        await template.ExecuteAsync($"ALTER DATABASE {template.Name} IS_TEMPLATE true");
        try
        {
            await using var target = await TargetAsync(kind, isSuperuser, server, "");
            if (kind is "filled" or "cleaned")
                await target.ExecuteAsSuperuserAsync(Extension);

            RestoreRequest Request(RestoreRequest request) =>
                For(kind, request, target) with { BaseTemplate = kind is "missing" or "replaced" ? template.Name : request.BaseTemplate };
            await RestoreAsync(dump, target, Request);
            var installed = await target.QueryAsync<uint>("SELECT oid FROM pg_extension WHERE extname = 'file_fdw'");
            if (kind == "cleaned")
                await RestoreAsync(dump, target, Request);

            Assert.AreEqual(1, await target.QueryAsync<int>("SELECT id FROM note"));
            Assert.AreEqual(installed, await target.QueryAsync<uint>("SELECT oid FROM pg_extension WHERE extname = 'file_fdw'"));
        }
        finally
        {
            await template.ExecuteAsync($"ALTER DATABASE {template.Name} IS_TEMPLATE false");
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task The_owner_of_public_comes_with_the_owners_of_a_dump(bool cleans)
    {
        var server = await TestServer.GetAsync();
        await using var source = await TestDatabase.CreateAsync(server);
        await source.ExecuteAsSuperuserAsync($"ALTER SCHEMA public OWNER TO {TestServer.Plain}; CREATE TABLE note ()");
        using var folder = new TestFolder();
        var dump = await DumpAsync(source.As(server.Superuser), DumpKind.Custom, folder);
        await using var target = await TestDatabase.CreateAsync(server, server.Superuser);

        await RestoreAsync(dump, target, request => For(cleans ? "cleaned" : "filled", request, target) with { NoOwner = false });

        Assert.AreEqual(TestServer.Plain, await target.QueryAsync<string>("SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'public'"));
    }

    [TestMethod]
    [DataRow(false, "")]
    [DataRow(true, "")]
    // Trusted, so that the owner of the database can install it himself.
    [DataRow(true, "; CREATE EXTENSION hstore SCHEMA app")]
    public async Task A_schema_of_somebody_who_could_trap_what_is_restored_into_it_is_a_conflict(bool isSuperuser, string extension)
    {
        var server = await TestServer.GetAsync();
        using var folder = new TestFolder();
        var dump = await PgDumpAsync(folder, server, "CREATE SCHEMA app; CREATE TABLE app.note ()", "--format=custom");
        await using var target = await TestDatabase.CreateAsync(server);
        await (isSuperuser
            ? target.ExecuteAsync($"CREATE SCHEMA app{extension}")
            : target.ExecuteAsSuperuserAsync($"CREATE SCHEMA app AUTHORIZATION {TestServer.Plain}; GRANT ALL ON SCHEMA app TO {TestServer.Owner}"));

        var failure = await Assert.ThrowsExactlyAsync<Failures.PgRestoreFailedException>(
            () => RestoreAsync(dump, isSuperuser ? target.As(server.Superuser) : target));

        Assert.AreEqual("PUM5004", failure.Code);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task A_schema_that_was_made_for_the_dump_beforehand_is_no_conflict(bool cleans)
    {
        var server = await TestServer.GetAsync();
        using var folder = new TestFolder();
        var dump = await PgDumpAsync(folder, server, "CREATE SCHEMA app; COMMENT ON SCHEMA app IS 'of the dump'; CREATE TABLE app.note ()", "--format=custom");
        await using var target = await TestDatabase.CreateAsync(server);
        await target.ExecuteAsSuperuserAsync($"CREATE SCHEMA app; GRANT ALL ON SCHEMA app TO {TestServer.Owner}");

        await RestoreAsync(dump, target, request => For(cleans ? "cleaned" : "filled", request, target));

        Assert.AreEqual(0L, await target.QueryAsync<long>("SELECT count(*) FROM app.note"));
    }

    [TestMethod]
    public async Task A_target_without_public_gets_it_from_the_dump()
    {
        var server = await TestServer.GetAsync();
        using var folder = new TestFolder();
        var dump = await PgDumpAsync(folder, server, "CREATE TABLE note ()", "--format=custom", "--schema=public");
        await using var target = await TestDatabase.CreateAsync(server);
        await target.ExecuteAsSuperuserAsync("DROP SCHEMA public");

        await RestoreAsync(dump, target);

        Assert.AreEqual(0L, await target.QueryAsync<long>("SELECT count(*) FROM public.note"));
    }

    [TestMethod]
    public async Task A_second_restore_that_cleans_goes_through_for_the_owner_of_an_extension_and_its_schema()
    {
        var server = await TestServer.GetAsync();
        using var folder = new TestFolder();
        var dump = await PgDumpAsync(
            folder, server, "CREATE SCHEMA ext; CREATE EXTENSION hstore SCHEMA ext; CREATE TABLE ext.note AS SELECT 'a=>1'::ext.hstore AS pair", "--format=custom");
        await using var target = await TestDatabase.CreateAsync(server);

        await RestoreAsync(dump, target);
        await RestoreAsync(dump, target, request => request with { Clean = true });

        Assert.AreEqual("1", await target.QueryAsync<string>("SELECT pair OPERATOR(ext.->) 'a' FROM ext.note"));
    }

    private static async Task<string> PgDumpAsync(TestFolder folder, TemporaryServer server, string sql, params string[] arguments)
    {
        await using var source = await TestDatabase.CreateAsync(server);
        await source.ExecuteAsync(sql);
        await BareTools.PgDumpAsync(source, [.. arguments, $"--file={folder["a dump"]}"]);
        return folder["a dump"];
    }

    private static async Task<TestDatabase> TargetAsync(string kind, bool isSuperuser, TemporaryServer server, string sql)
    {
        var owner = isSuperuser ? server.Superuser : null;
        if (kind == "missing")
            return await TestDatabase.ReserveAsync(server, owner);
        var target = await TestDatabase.CreateAsync(server, owner);
        if (kind != "empty" && sql.Length > 0)
            await target.ExecuteAsync(sql);
        return target;
    }

    private static RestoreRequest For(string kind, RestoreRequest request, TestDatabase target) => request with
    {
        CreateDatabase = kind == "missing",
        ReplaceDatabase = kind == "replaced",
        Clean = kind == "cleaned",
        ConfirmReplace = kind is "replaced" or "cleaned" ? target.Name : null,
    };
}
