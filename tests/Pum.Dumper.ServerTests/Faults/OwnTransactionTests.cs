namespace Pum.Dumper.ServerTests.Faults;

/// <summary>Scripts that begin, end or undo transactions of their own, as pg_dump's do around large objects.</summary>
[TestClass]
internal sealed class OwnTransactionTests
{
    [TestMethod]
    public async Task A_large_object_before_a_failing_last_statement_leaves_nothing()
    {
        await using var site = await FaultSite.CreateAsync();
        await MakeAsync(site, DumpFormat.Plain);
        await File.AppendAllTextAsync(site.Folder["snap"], "\nSELECT absent;\n");
        Assert.AreEqual("42703", (await site.RefusesAsync("snap")).SqlState);
        await LosesAsync(site, 3, "--single-transaction");
    }

    [TestMethod]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Directory)]
    public async Task A_large_object_before_a_failing_last_entry_leaves_nothing(DumpFormat format)
    {
        await using var site = await FaultSite.CreateAsync();
        await MakeAsync(site, format);
        await site.Database.ExecuteAsync("CREATE TABLE last (a int)");
        Assert.AreEqual("PUM5004", (await site.RefusesAsync("snap")).Code);
        var before = await DatabaseSnapshot.TakeAsync(site.Database);
        Assert.AreEqual(1, await BareTool.RunAsync(site, "pg_restore", site.Folder["snap"]));
        Assert.IsTrue(before.Differs(await DatabaseSnapshot.TakeAsync(site.Database)), "pg_restore by itself leaves what it could");
    }

    [TestMethod]
    public async Task A_script_that_commits_and_then_fails_leaves_nothing()
    {
        await using var site = await FaultSite.CreateAsync();
        site.Folder.Write("snap", "CREATE TABLE first (a int);\nBEGIN;\nINSERT INTO first VALUES (1);\nCOMMIT;\nSTART TRANSACTION;\nCREATE TABLE second (a int);\nEND;\nSELECT absent;\n");
        Assert.AreEqual(8, (await site.RefusesAsync("snap")).Location?.Line);
        await LosesAsync(site, 3, "--single-transaction");
    }

    [TestMethod]
    public async Task A_script_that_rolls_back_is_refused()
    {
        await using var site = await FaultSite.CreateAsync();
        site.Folder.Write("snap", "CREATE TABLE first (a int);\nROLLBACK;\nCREATE TABLE second (a int);\n");
        Assert.AreEqual("PUM5015", (await site.RefusesAsync("snap")).Code);
        await LosesAsync(site, 0, "--single-transaction");
    }

    [TestMethod]
    [DataRow("SELECT absent;\n", "42703")]
    [DataRow("CREATE TABLE after (a int);\n", "25006")]
    [DataRow("SELECT 1;\n", "34000")]
    public async Task A_script_that_gets_past_the_guard_is_named_with_what_it_left(string after, string sqlState)
    {
        await using var site = await FaultSite.CreateAsync();
        // psql takes the name of the function for the beginning of its body, and END for the end of that; to the server END is COMMIT.
        site.Folder.Write("snap", $"""
            CREATE TABLE kept (a int);
            DO $$ BEGIN EXECUTE (SELECT format('CLOSE %I', name) FROM pg_cursors WHERE is_holdable); END $$;
            CREATE FUNCTION begin() RETURNS int LANGUAGE sql AS 'SELECT 1'; END;
            {after}
            """);

        var failure = await FaultSite.FailureOf(site.RestoreAsync("snap"));

        Assert.AreEqual(
            ("PUM5015", sqlState, true), (failure?.Code, failure?.SqlState, failure?.TargetMayHaveChanged), failure?.ToString());
        Assert.StartsWith(
            "The script committed by itself what it had done before this error, and that part is in the database now: ", failure!.Message);
        Assert.AreEqual(0L, await site.Database.QueryAsync<long>("SELECT count(*) FROM kept"));
        await site.NothingIsLeftAsync();

        // Without the hidden COMMIT the part is undone with the rest, and the failure is an ordinary one.
        await site.Database.ExecuteAsync("DROP TABLE kept; DROP FUNCTION begin()");
        site.Folder.Write("snap", (await File.ReadAllTextAsync(site.Folder["snap"])).Replace("'SELECT 1'; END;", "'SELECT 1';", StringComparison.Ordinal).Replace("begin()", "began()", StringComparison.Ordinal));
        Assert.IsFalse((await site.RefusesAsync("snap")).TargetMayHaveChanged);
    }

    /// <summary>The control: psql, told to use one transaction, leaves a part.</summary>
    private static async Task LosesAsync(FaultSite site, int exitCode, string option)
    {
        var before = await DatabaseSnapshot.TakeAsync(site.Database);
        Assert.AreEqual(exitCode, await BareTool.RunAsync(
            site, "psql", "--no-psqlrc", "--set=ON_ERROR_STOP=1", option, $"--file={site.Folder["snap"]}"));
        Assert.IsTrue(before.Differs(await DatabaseSnapshot.TakeAsync(site.Database)));
    }

    /// <summary>Dumps a table, large objects and, last of all, an index; the site is then without them.</summary>
    private static async Task MakeAsync(FaultSite site, DumpFormat format)
    {
        await site.Database.ExecuteAsync("CREATE TABLE made (a int); CREATE INDEX last ON made (a); SELECT lo_from_bytea(n, '\\x0102') FROM generate_series(5001, 5003) n");
        await site.DumpAsync(
            "snap", format, request => request with { Filter = new() { ExcludeTables = ["account", "entry", "balance"] } });
        await site.Database.ExecuteAsync("DROP TABLE made; SELECT lo_unlink(n) FROM generate_series(5001, 5003) n");
    }
}
