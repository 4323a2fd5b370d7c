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
        var dump = await MakeDumpAsync(folder, Settings("synchronous_commit", "max_parallel_maintenance_workers"));

        await ReplaceAsync(target, dump, new(), request => request with { Jobs = 2 });
        Assert.AreEqual("off 0", await target.QueryAsync<string>("SELECT * FROM settings"));

        await ReplaceAsync(target, dump, new(), request => request with { Jobs = 1 });
        Assert.AreEqual("off 2", await target.QueryAsync<string>("SELECT * FROM settings"));

        await target.ExecuteAsync("DROP MATERIALIZED VIEW settings");
        await ReplaceAsync(target, dump, new(), request => request with { ReplaceDatabase = false });
        Assert.AreEqual("on 2", await target.QueryAsync<string>("SELECT * FROM settings"));
    }

    [TestMethod]
    [DataRow(null, "128MB")]
    [DataRow("1GB", "1GB")]
    [DataRow("32MB", "32MB")]
    public async Task An_index_is_sorted_in_more_memory_than_the_default_and_in_what_the_server_says(string? own, string expected)
    {
        await using var server = own is null ? null : await StartServerAsync(("maintenance_work_mem", own));
        await using var target = await TestDatabase.CreateAsync(server);
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Settings("maintenance_work_mem"), server: server);

        await ReplaceAsync(target, dump, new());

        Assert.AreEqual(expected, await target.QueryAsync<string>("SELECT * FROM settings"));
    }

    [TestMethod]
    [DataRow("maintenance_work_mem", "-c maintenance_work_mem=32MB", "32MB")]
    [DataRow("maintenance_work_mem", "--maintenance-work-mem=32MB", "32MB")]
    [DataRow("synchronous_commit", "-c SYNCHRONOUS_COMMIT=local", "local")]
    [DataRow("synchronous_commit", "--synchronous-commit=local", "local")]
    public async Task A_users_own_setting_stays(string name, string options, string expected)
    {
        await using var target = await TestDatabase.CreateAsync();
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Settings(name));

        await ReplaceAsync(target, dump, new(), request => request with
        {
            Connection = request.Connection with { ConnectionString = $"{request.Connection.ConnectionString} options='{options}'" },
        });

        Assert.AreEqual(expected, await target.QueryAsync<string>("SELECT * FROM settings"));
    }

    /// <summary>A view that keeps the settings of the session that fills it.</summary>
    private static string Settings(params string[] names) =>
        $"CREATE MATERIALIZED VIEW settings AS SELECT {string.Join(" || ' ' || ", names.Select(name => $"pg_catalog.current_setting('{name}')"))} AS all;";
}
