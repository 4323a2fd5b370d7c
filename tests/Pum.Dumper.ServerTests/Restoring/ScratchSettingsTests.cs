using static Pum.Dumper.ServerTests.Restoring.Replacing;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>The settings of pg_restore's sessions.</summary>
[TestClass]
public sealed class ScratchSettingsTests
{
    [TestMethod]
    public async Task Pg_restore_waits_for_no_disk_in_a_database_that_nobody_uses_yet()
    {
        await using var target = await TestDatabase.CreateAsync();
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, """
            CREATE MATERIALIZED VIEW settings AS
                SELECT pg_catalog.current_setting('synchronous_commit') || ' ' || pg_catalog.current_setting('max_parallel_maintenance_workers') AS all;
            """);

        await ReplaceAsync(target, dump, new(), request => request with { Jobs = 2 });
        Assert.AreEqual("off 0", await target.QueryAsync<string>("SELECT * FROM settings"));

        await ReplaceAsync(target, dump, new(), request => request with { Jobs = 1 });
        Assert.AreEqual("off 2", await target.QueryAsync<string>("SELECT * FROM settings"));

        await target.ExecuteAsync("DROP MATERIALIZED VIEW settings");
        await ReplaceAsync(target, dump, new(), request => request with { ReplaceDatabase = false });
        Assert.AreEqual("on 2", await target.QueryAsync<string>("SELECT * FROM settings"));
    }
}
