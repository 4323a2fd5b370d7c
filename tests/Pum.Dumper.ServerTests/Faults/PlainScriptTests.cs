namespace Pum.Dumper.ServerTests.Faults;

/// <summary>What the README says that a plain script loses.</summary>
[TestClass]
internal sealed class PlainScriptTests
{
    [TestMethod]
    public async Task Pg_dump_by_itself_empties_the_old_dump_before_it_connects()
    {
        await using var site = await FaultSite.CreateAsync();
        site.Folder.Write("snap.dump", "the old dump");

        Assert.AreNotEqual(0, await BareTool.RunAsync(site, "pg_dump", "--format=custom", "--file=snap.dump", "--dbname=host=127.0.0.1 port=1"));

        Assert.AreEqual("", await File.ReadAllTextAsync(site.Folder["snap.dump"]));
    }

    [TestMethod]
    public async Task Psql_by_itself_goes_on_after_an_error_and_exits_with_0()
    {
        await using var site = await FaultSite.CreateAsync();
        site.Folder.Write("snap.sql", "CREATE TABLE first (); CREATE TABLE second (x missing); CREATE TABLE third ();");

        Assert.AreEqual(0, await BareTool.RunAsync(site, "psql", "--no-psqlrc", "--file=snap.sql"));

        Assert.AreEqual(
            "first third",
            await site.Database.QueryAsync<string>("SELECT string_agg(relname, ' ' ORDER BY 1) FROM pg_class WHERE relname IN ('first', 'second', 'third')"));
    }
}
