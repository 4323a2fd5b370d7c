using Pum.Dumper.Servers;

namespace Pum.Dumper.ServerTests.Faults;

/// <summary>There is no room where the dump is written, or on the server.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
internal sealed class FullDiskTests
{
    [TestMethod]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Plain)]
    [DataRow(DumpFormat.Directory)]
    public async Task A_dump_that_may_not_grow_leaves_the_old_dump(DumpFormat format)
    {
        await using var site = await FaultSite.CreateAsync();
        await site.DumpAsync("snap", format);
        var before = DumpSnapshot.Of(site.Folder["snap"]);
        await BulkyData.AddAsync(site);
        LimitFiles(site, blocks: 100);

        var failure = await FaultSite.FailureOf(site.DumpAsync("snap", format));

        Assert.AreEqual("PUM4004", failure?.Code, failure?.ToString());
        Assert.AreEqual(before, DumpSnapshot.Of(site.Folder["snap"]));
        await site.NothingIsLeftAsync();
        await BareTool.RunAsync(site, "pg_dump", $"--format={format.ToString().ToLowerInvariant()[0]}", $"--file={site.Folder["snap"]}");
        Assert.IsTrue(
            format == DumpFormat.Directory || before != DumpSnapshot.Of(site.Folder["snap"]), "pg_dump by itself loses the old dump");
    }

    [TestMethod]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Plain)]
    [DataRow(DumpFormat.Directory)]
    public async Task A_full_disk_leaves_the_old_dump(DumpFormat format)
    {
        await using var site = await FaultSite.CreateAsync();
        using var disk = Tmpfs.Mount(site.Folder["disk"], "size=512k");
        await site.DumpAsync("disk/snap", format);
        var before = DumpSnapshot.Of(site.Folder["disk/snap"]);
        await BulkyData.AddAsync(site);

        var failure = await FaultSite.FailureOf(site.DumpAsync("disk/snap", format));

        Assert.AreEqual("PUM4004", failure?.Code, failure?.ToString());
        Assert.AreEqual(before, DumpSnapshot.Of(site.Folder["disk/snap"]));
        await site.NothingIsLeftAsync();
    }

    [TestMethod]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Plain)]
    [DataRow(DumpFormat.Directory)]
    public async Task A_disk_that_takes_more_than_it_can_write_leaves_the_old_dump(DumpFormat format)
    {
        await using var site = await FaultSite.CreateAsync();
        using var disk = OverbookedDisk.Mount(site.Folder["disk"], site.Folder["memory"], size: "512k", promised: 32 << 20);
        await site.DumpAsync("disk/snap", format);
        var before = DumpSnapshot.Of(site.Folder["disk/snap"]);
        await BulkyData.AddAsync(site);

        var failure = await FaultSite.FailureOf(site.DumpAsync("disk/snap", format));

        // The kernel says either that there is no room or that writing failed, and pg_dump has not met it.
        Assert.Contains(
            failure?.Message,
            new[] { "The disk is full: No space left on device.", $"'{site.Folder["disk/snap"]}' cannot be written: Input/output error." });
        Assert.AreEqual(before, DumpSnapshot.Of(site.Folder["disk/snap"]));
        await site.NothingIsLeftAsync();
    }

    [TestMethod]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Plain)]
    public async Task A_full_disk_of_the_server_leaves_the_target_as_it_was(DumpFormat format)
    {
        await using var server = await TemporaryServer.StartAsync(new() { Tcp = true });
        await TestServer.MakeRolesAsync(server);
        await using var site = await FaultSite.CreateAsync(server);
        using var disk = Tmpfs.MountBeside(server, "16m");
        await BulkyData.AddAsync(site);
        await site.DumpAsync("snap", format, request => request with { Filter = new() { Tables = ["bulk_*"] } });
        await BulkyData.RemoveAsync(site);
        await using var postgres = await site.Database.As(server.Superuser).OpenAsync();
        await new Npgsql.NpgsqlCommand($"CREATE TABLESPACE small LOCATION '{disk.Folder}'", postgres).ExecuteNonQueryAsync();
        await using var target = await TestDatabase.CreateAsync(server, options: "TABLESPACE small");
        await target.ExecuteAsync("CREATE TABLE kept AS SELECT 1 AS a");
        var before = await DatabaseSnapshot.TakeAsync(target);

        var failure = await FaultSite.FailureOf(site.RestoreAsync("snap", request => request with { Connection = target.Request }));

        Assert.AreEqual("PUM5014", failure?.Code, failure?.ToString());
        await site.NothingIsLeftAsync();
        before.Equals(await DatabaseSnapshot.TakeAsync(target), failure!.ToString());
        await RestoreBareAsync(site, target, format);
        Assert.IsTrue(before.Differs(await DatabaseSnapshot.TakeAsync(target)), "the tools by themselves leave half");
    }

    /// <summary>A pg_dump whose files may have so many blocks of 512 bytes.</summary>
    private static void LimitFiles(FaultSite site, int blocks)
    {
        TestProgram.Write(
            site.Folder["tools/pg_dump"],
            $"trap '' XFSZ\nulimit -f {blocks}\nexec '{Path.Combine(site.ToolPath, "pg_dump")}' \"$@\"");
        site.ToolPath = site.Folder["tools"];
    }

    private static async Task RestoreBareAsync(FaultSite site, TestDatabase target, DumpFormat format) =>
        await (format == DumpFormat.Plain
            ? BareTool.RunAsync(site, target, "psql", $"--file={site.Folder["snap"]}")
            : BareTool.RunAsync(site, target, "pg_restore", site.Folder["snap"]));
}
