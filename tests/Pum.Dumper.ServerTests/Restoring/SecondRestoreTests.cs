using Pum.Dumper.Restoring.Planning;
using static Pum.Dumper.ServerTests.Messages.Following;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>What the manual says of a dump that is restored again, by nobody's hand, into a database of the same name.</summary>
[TestClass]
internal sealed class SecondRestoreTests
{
    private const string Film = "CREATE TABLE film (title text); INSERT INTO film VALUES ('Alien')";
    private const string Changed = "UPDATE film SET title = 'Brazil'";

    private static readonly Dictionary<string, Func<RestoreRequest, RestoreRequest>> Ways = new()
    {
        ["nothing"] = request => request,
        ["CreateDatabase"] = request => request with { CreateDatabase = true },
        ["Clean"] = request => request with { Clean = true },
        ["ReplaceDatabase"] = request => request with { ReplaceDatabase = true },
        ["IgnoreErrors"] = request => request with { IgnoreErrors = true },
        ["DataOnly"] = request => request with { DataOnly = true },
    };

    [TestMethod]
    [DataRow("nothing", DumpFormat.Custom, "PUM5004", "Brazil")]
    [DataRow("nothing", DumpFormat.Plain, "PUM5004", "Brazil")]
    [DataRow("CreateDatabase", DumpFormat.Custom, "PUM5004", "Brazil")]
    [DataRow("Clean", DumpFormat.Custom, null, "Alien")]
    [DataRow("ReplaceDatabase", DumpFormat.Custom, null, "Alien")]
    [DataRow("ReplaceDatabase", DumpFormat.Plain, null, "Alien")]
    [DataRow("IgnoreErrors", DumpFormat.Custom, null, "Alien Brazil")]
    [DataRow("IgnoreErrors", DumpFormat.Plain, null, "Alien Brazil")]
    [DataRow("DataOnly", DumpFormat.Custom, null, "Alien Brazil")]
    public async Task A_second_restore_does_what_the_manual_says(string way, DumpFormat format, string? code, string titles)
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync(Film);
        var dump = await DumpAsync(source, folder, request => request with { Format = format });
        await using var target = await TestDatabase.ReserveAsync();
        await RestoreAsync(target, dump, Ways["CreateDatabase"]);
        await target.ExecuteAsync(Changed);

        if (code is null)
            await RestoreAsync(target, dump, Ways[way]);
        else
            await FailsAsync(target, dump, code, "ReplaceDatabase", Ways[way]);

        Assert.AreEqual(titles, await target.QueryAsync<string>("SELECT string_agg(title, ' ' ORDER BY title) FROM film"));
        await target.ExecuteAsync("CREATE TABLE own ()");
        if (way is "Clean" or "ReplaceDatabase")
            await FailsAsync(target, dump, "PUM5007", "ConfirmReplace", Ways[way]);
    }

    [TestMethod]
    public async Task A_script_that_drops_first_asks_nobody()
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync(Film);
        var script = await MakeScriptAsync(source, folder, ["--clean", "--if-exists"]);
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync($"{Film}; {Changed}; CREATE TABLE own ()");

        await RestoreAsync(target, script);
        await RestoreAsync(target, script);

        Assert.AreEqual("Alien", await target.QueryAsync<string>("SELECT string_agg(title, ' ') FROM film"));
        Assert.IsTrue(await target.QueryAsync<bool>("SELECT to_regclass('own') IS NOT NULL"));
    }

    [TestMethod]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Plain)]
    public async Task Settings_of_a_database_do_not_travel(DumpFormat format)
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync($"{Film}; ALTER DATABASE {source.Name} SET work_mem = '7MB'; ALTER DATABASE {source.Name} CONNECTION LIMIT 7; COMMENT ON DATABASE {source.Name} IS 'films'; GRANT TEMPORARY ON DATABASE {source.Name} TO {TestServer.Plain}");
        await source.ExecuteAsSuperuserAsync($"ALTER ROLE {TestServer.Plain} IN DATABASE {source.Name} SET work_mem = '8MB'");
        var dump = await DumpAsync(source, folder, request => request with { Format = format, NoPrivileges = false });
        await using var target = await TestDatabase.ReserveAsync();
        foreach (var way in new[] { "CreateDatabase", "ReplaceDatabase" })
        {
            await RestoreAsync(
                target, dump, request => Ways[way](request) with { NoPrivileges = format == DumpFormat.Plain ? null : false });

            Assert.AreEqual(0L, await target.QueryAsync<long>("SELECT count(*) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase WHERE datname = current_database()"));
            Assert.AreEqual("-1 no grant", await target.QueryAsync<string>($"SELECT datconnlimit || CASE WHEN coalesce(datacl::text, '') LIKE '%{TestServer.Plain}%' THEN ' a grant' ELSE ' no grant' END FROM pg_database WHERE datname = current_database()"));
            Assert.DoesNotContain("films", await Replacing.CommentAsync(target));
        }
    }
}
