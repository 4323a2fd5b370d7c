namespace Pum.Dumper.ServerTests.Faults;

/// <summary>Nobody can write where the dump is to go. pg_dump by itself fails as well; there is nothing that it could lose.</summary>
[TestClass]
internal sealed class ReadOnlyFileSystemTests
{
    [TestMethod]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Plain)]
    [DataRow(DumpFormat.Directory)]
    public async Task A_read_only_file_system_is_PUM1004(DumpFormat format)
    {
        await using var site = await FaultSite.CreateAsync();
        using var disk = Tmpfs.Mount(site.Folder["disk"], "size=1m");
        await site.DumpAsync("disk/snap", format);
        var before = DumpSnapshot.Of(site.Folder["disk/snap"]);
        disk.MakeReadOnly();

        foreach (var file in new[] { "disk/snap", "disk/new", "disk/folder/new" })
        {
            var failure = await FaultSite.FailureOf(site.DumpAsync(file, format));
            Assert.AreEqual("PUM1004", failure?.Code, failure?.ToString());
            Assert.IsFalse(Path.Exists(site.Folder["disk/new"]) || Path.Exists(site.Folder["disk/folder"]));
        }

        Assert.AreEqual(before, DumpSnapshot.Of(site.Folder["disk/snap"]));
        await site.NothingIsLeftAsync();
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task A_folder_without_the_right_to_write_is_PUM1004()
    {
        if (Environment.IsPrivilegedProcess)
            Assert.Inconclusive("Root may write to any folder.");
        await using var site = await FaultSite.CreateAsync();
        Directory.CreateDirectory(site.Folder["closed"]);
        await site.DumpAsync("closed/snap");
        var before = DumpSnapshot.Of(site.Folder["closed/snap"]);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(site.Folder["closed"], UnixFileMode.UserRead | UnixFileMode.UserExecute);

        try
        {
            var failure = await FaultSite.FailureOf(site.DumpAsync("closed/snap"));

            Assert.AreEqual("PUM1004", failure?.Code, failure?.ToString());
            Assert.AreEqual(before, DumpSnapshot.Of(site.Folder["closed/snap"]));
            await site.NothingIsLeftAsync();
        }
        finally
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(site.Folder["closed"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
