namespace Pum.Dumper.ServerTests.Faults;

/// <summary>The target refuses a row in the middle, or has an object already.</summary>
[TestClass]
internal sealed class FailingDataTests
{
    private const string RaiseInTheMiddle = """
        DELETE FROM entry; DELETE FROM account; INSERT INTO account VALUES (-1, 'kept');
        CREATE FUNCTION raise() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF NEW.account = 50 THEN RAISE 'no more of this'; END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER raise BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION raise();
        """;

    [TestMethod]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Directory)]
    [DataRow(DumpFormat.Plain)]
    public async Task A_trigger_that_raises_in_the_middle_of_the_data_leaves_the_target_as_it_was(DumpFormat format)
    {
        await using var site = await FaultSite.CreateAsync();
        await site.DumpAsync("snap", format, request => request with { DataOnly = true });
        await site.Database.ExecuteAsync(RaiseInTheMiddle);
        var failure = await site.RefusesAsync("snap", request => request with { DataOnly = format != DumpFormat.Plain });
        Assert.AreEqual("PUM5001", failure.Code);
        Assert.Contains("no more of this", failure.Message);
        await LeavesHalfAsync(site, format);
    }

    [TestMethod]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Directory)]
    [DataRow(DumpFormat.Plain)]
    public async Task A_name_that_is_taken_leaves_the_target_as_it_was(DumpFormat format)
    {
        await using var site = await FaultSite.CreateAsync();
        await site.DumpAsync("snap", format);
        await site.Database.ExecuteAsync("DROP TABLE entry CASCADE; DROP TABLE account; CREATE VIEW balance AS SELECT 'mine' AS a");
        Assert.AreEqual("PUM5004", (await site.RefusesAsync("snap")).Code);
        await LeavesHalfAsync(site, format);
    }

    /// <summary>The control: the tools by themselves.</summary>
    private static async Task LeavesHalfAsync(FaultSite site, DumpFormat format)
    {
        var before = await DatabaseSnapshot.TakeAsync(site.Database);
        _ = format == DumpFormat.Plain
            ? await BareTool.RunAsync(site, "psql", "--no-psqlrc", $"--file={site.Folder["snap"]}")
            : await BareTool.RunAsync(site, "pg_restore", site.Folder["snap"]);
        Assert.IsTrue(before.Differs(await DatabaseSnapshot.TakeAsync(site.Database)));
    }
}
