using System.Runtime.Versioning;

namespace Pum.Tool.Tests;

/// <summary>The recipes that bring data from one database into another, as the manual shows them.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
[UnsupportedOSPlatform("windows")]
public sealed class CopyRecipeTests
{
    // The columns are those that anonymise.sql knows.
    private const string Shop =
        """
        CREATE SCHEMA shop;
        CREATE TABLE shop.customer (id int PRIMARY KEY, name text, email text, phone text);
        CREATE TABLE shop.session (customer_id int REFERENCES shop.customer, address inet);
        CREATE TABLE shop.purchase (id int PRIMARY KEY, customer_id int REFERENCES shop.customer, day date);
        CREATE TABLE shop.line (purchase_id int REFERENCES shop.purchase, title text, price int);
        INSERT INTO shop.customer VALUES (1, 'Ada', 'ada@example.org', '1'), (2, 'Grace', 'grace@example.org', '2');
        INSERT INTO shop.session VALUES (1, '192.0.2.1'), (2, '192.0.2.2');
        INSERT INTO shop.purchase VALUES (10, 1, current_date - 200), (20, 2, current_date - 100), (21, 2, current_date - 1);
        INSERT INTO shop.line VALUES (10, 'Ran', 9), (20, 'Ikiru', 9), (21, 'Yojimbo', 9)
        """;

    [TestMethod]
    public async Task Only_what_the_scripts_leave_is_in_the_dump()
    {
        await using var site = await RecipeSite.CreateAsync(Shop);
        site.Save("derive-dump", "reduce.sql", "anonymise.sql");
        // What the scripts saw of who may connect is to be in the dump.
        site.Write("reduce.sql",
            $"{Recipes.File("reduce.sql")}DO $$ BEGIN EXECUTE format('COMMENT ON SCHEMA shop IS %L', has_database_privilege('pum_plain', current_database(), 'CONNECT')); END $$;");

        foreach (var line in Recipes.Console("derive-dump"))
            (await site.ShellAsync(line)).Succeeds();

        await site.NothingIsLeftAsync();
        (await site.ShellAsync("pum -s dev restore recent.dump")).Succeeds();
        Assert.AreEqual("Grace <grace@example.org> Yojimbo", await ContentAsync());
        Assert.AreEqual("f", await site.QueryAsync<string>("app_dev", "SELECT obj_description('shop'::regnamespace)"));
        (await site.ShellAsync("pum -s dev restore anonymous.dump --replace-database")).Succeeds();
        Assert.AreEqual("Customer 2 <customer2@example.invalid> Yojimbo", await ContentAsync());
        Assert.AreEqual(3L, await site.QueryAsync<long>("app", "SELECT count(*) FROM shop.line"));

        async Task<string?> ContentAsync() => await site.QueryAsync<string>("app_dev",
            """
            SELECT string_agg(format('%s <%s> %s', name, email, title), ', ')
            FROM shop.customer LEFT JOIN shop.purchase ON customer_id = customer.id LEFT JOIN shop.line ON purchase_id = purchase.id
            """);
    }

    [TestMethod]
    [DataRow("ALTER TABLE shop.customer ADD birthday date", "Nobody has said what becomes of shop.customer.birthday")]
    [DataRow("ALTER TABLE shop.customer DROP phone", "column \"phone\" of relation \"customer\" does not exist")]
    public async Task Where_a_script_fails_nothing_gets_out(string change, string expected)
    {
        await using var site = await RecipeSite.CreateAsync($"{Shop};\n{change}");
        site.Save("derive-dump", "anonymise.sql");
        site.Write("anonymous.dump", "the old one");

        var run = await site.ShellAsync("sh derive-dump anonymous.dump anonymise.sql");

        Assert.AreEqual(1, run.ExitCode, run.Output);
        Assert.Contains(expected, run.Output);
        await site.NothingIsLeftAsync();
        Assert.AreEqual("the old one", await File.ReadAllTextAsync(site["anonymous.dump"]));
        Assert.HasCount(3, Directory.GetFileSystemEntries(site["."]));
    }

    [TestMethod]
    public async Task Without_a_script_nothing_gets_out()
    {
        await using var site = await RecipeSite.CreateAsync(Shop);
        site.Save("derive-dump");

        var run = await site.ShellAsync("sh derive-dump raw.dump");

        Assert.AreNotEqual(0, run.ExitCode, run.Output);
        Assert.Contains("no script: derive-dump OUTPUT SCRIPT...", run.Output);
        Assert.IsFalse(File.Exists(site["raw.dump"]));
        await site.NothingIsLeftAsync();
    }

    [TestMethod]
    public async Task Large_objects_that_nobody_spoke_of_do_not_get_out()
    {
        await using var site = await RecipeSite.CreateAsync(
            $"{Shop}; SELECT lo_from_bytea(4711, 'Ada'); GRANT SELECT ON LARGE OBJECT 4711 TO backup");
        site.Save("derive-dump", "anonymise.sql");

        var run = await site.ShellAsync("sh derive-dump anonymous.dump anonymise.sql");

        Assert.AreEqual(1, run.ExitCode, run.Output);
        Assert.Contains("Nobody has said what becomes of the large objects", run.Output);
        Assert.IsFalse(File.Exists(site["anonymous.dump"]));

        // The way out that the page names.
        const string Unlink = "SELECT lo_unlink(oid) FROM pg_largeobject_metadata;";
        Assert.Contains($"`{Unlink}`", ManualSnippet.ReadPage(Recipes.Page));
        site.Write("anonymise.sql", Recipes.File("anonymise.sql").Replace("DO $$\n", $"{Unlink}\nDO $$\n", StringComparison.Ordinal));
        (await site.ShellAsync("sh derive-dump anonymous.dump anonymise.sql")).Succeeds();
        (await site.ShellAsync("pum -s dev restore anonymous.dump")).Succeeds();
        Assert.AreEqual(0L, await site.QueryAsync<long>("app_dev", "SELECT count(*) FROM pg_largeobject_metadata"));
        await site.NothingIsLeftAsync();
    }

    [TestMethod]
    public async Task A_part_of_a_database_is_dumped_and_restored()
    {
        await using var site = await PartSiteAsync("");

        foreach (var line in Recipes.Console("part.dump"))
            (await site.ShellAsync(line)).Succeeds();

        Assert.AreEqual("1 0 1", await site.QueryAsync<string>("app_dev",
            "SELECT format('%s %s %s', (SELECT count(*) FROM shop.item), (SELECT count(*) FROM shop.item_event), (SELECT count(*) FROM ref_land.land))"));
        Assert.IsFalse(await site.QueryAsync<bool>("app_dev", "SELECT to_regclass('audit.trail') IS NOT NULL"));
    }

    [TestMethod]
    public async Task A_row_that_refers_to_one_left_out_fails_as_the_manual_shows()
    {
        await using var site = await PartSiteAsync("ALTER TABLE shop.item ADD picture_id int DEFAULT 1 REFERENCES shop.picture");
        var lines = Recipes.Console("part.dump");
        (await site.ShellAsync(lines[0])).Succeeds();

        var run = await site.ShellAsync(lines[1]);

        Assert.AreEqual(1, run.ExitCode, run.Output);
        Assert.Contains(
            ManualSnippet.Of(Recipes.Page).Single(snippet => snippet.Text.Contains("part.dump: error", StringComparison.Ordinal)).Text.TrimEnd(),
            run.Output.Replace(site["part.dump"], "part.dump", StringComparison.Ordinal));

        // The ways out that the page names.
        (await site.ShellAsync($"{lines[0]} --exclude-table-data shop.item")).Succeeds();
        (await site.ShellAsync(lines[1])).Succeeds();
        (await site.ShellAsync("pum -s app dump whole.dump")).Succeeds();
        (await site.ShellAsync(lines[1].Replace("part.dump", "whole.dump --exclude-table shop.picture --exclude-dependents", StringComparison.Ordinal)))
            .Succeeds();
        Assert.AreEqual(1, await site.QueryAsync<int>("app_dev", "SELECT picture_id FROM shop.item"));
    }

    [TestMethod]
    public async Task A_schema_of_ones_own_stays_beside_the_data_of_production()
    {
        await using var site = await DeveloperSiteAsync("CREATE TABLE mine.note (text text); INSERT INTO mine.note VALUES ('keep')");

        foreach (var line in Recipes.Console("--clean"))
            (await site.ShellAsync(line)).Succeeds();

        Assert.AreEqual("Ran keep", await site.QueryAsync<string>("app_dev", "SELECT title || ' ' || text FROM shop.item, mine.note"));
        Assert.IsFalse(await site.QueryAsync<bool>("app_dev", "SELECT to_regclass('audit.trail') IS NOT NULL"));
    }

    [TestMethod]
    [DataRow("CREATE VIEW mine.titles AS SELECT title FROM shop.item", "view mine.titles depends on ")]
    [DataRow("CREATE TABLE mine.note (item_id int REFERENCES shop.item)", "constraint note_item_id_fkey on table mine.note depends on ")]
    [DataRow("CREATE FUNCTION mine.of(shop.item) RETURNS text LANGUAGE sql RETURN $1.title", "function mine.of(shop.item) depends on ")]
    [DataRow("CREATE TABLE shop.own ()", "table shop.own depends on ")]
    public async Task What_depends_on_the_data_of_production_fails_the_restore_and_nothing_changes(string sql, string name)
    {
        await using var site = await DeveloperSiteAsync(sql);

        var run = await site.ShellAsync($"{Recipes.Console("--clean").Single()} -v");

        Assert.AreEqual(1, run.ExitCode, run.Output);
        Assert.Contains("error PUM5001: ", run.Output);
        Assert.Contains(name, run.Output);
        Assert.AreEqual("old", await site.QueryAsync<string>("app_dev", "SELECT title FROM shop.item"));
    }

    [TestMethod]
    public async Task A_schema_that_depends_on_the_data_of_production_is_taken_out_and_put_back()
    {
        await using var site = await DeveloperSiteAsync(
            "CREATE TABLE mine.note (item_id int REFERENCES shop.item, text text); INSERT INTO mine.note VALUES (1, 'keep')");

        foreach (var line in Recipes.Console("--schema mine"))
            (await site.ShellAsync(line)).Succeeds();

        Assert.AreEqual("Ran keep", await site.QueryAsync<string>(
            "app_dev", "SELECT title || ' ' || text FROM shop.item JOIN mine.note ON item_id = item.id"));
    }

    private static Task<RecipeSite> PartSiteAsync(string more) => RecipeSite.CreateAsync(
        $"""
        CREATE SCHEMA shop; CREATE SCHEMA ref_land; CREATE SCHEMA audit;
        CREATE TABLE shop.picture (id int PRIMARY KEY); INSERT INTO shop.picture VALUES (1);
        CREATE TABLE shop.item (id int PRIMARY KEY); INSERT INTO shop.item VALUES (1);
        CREATE TABLE shop.item_event (item_id int REFERENCES shop.item); INSERT INTO shop.item_event VALUES (1);
        CREATE TABLE ref_land.land (id int PRIMARY KEY); INSERT INTO ref_land.land VALUES (1);
        CREATE TABLE audit.trail (id int);
        {more}
        """);

    private static async Task<RecipeSite> DeveloperSiteAsync(string mine)
    {
        const string Item = "CREATE SCHEMA shop; CREATE TABLE shop.item (id int PRIMARY KEY, title text); ";
        var site = await RecipeSite.CreateAsync(
            $"{Item} INSERT INTO shop.item VALUES (1, 'Ran'); CREATE SCHEMA audit; CREATE TABLE audit.trail (id int)");
        await site.ExecuteAsync("app_dev", $"SET ROLE me; {Item} INSERT INTO shop.item VALUES (1, 'old'); CREATE SCHEMA mine; {mine}");
        (await site.ShellAsync("pum -s app dump app.dump")).Succeeds();
        return site;
    }
}
