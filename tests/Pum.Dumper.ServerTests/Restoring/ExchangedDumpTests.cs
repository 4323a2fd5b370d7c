using System.Runtime.Versioning;
using Pum.Dumper.Dumping;
using Pum.Dumper.Restoring;
using static Pum.Dumper.ServerTests.Restoring.Replacing;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>Another dump takes the name of one that is being restored, after it was checked and before a tool reads it.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
[UnsupportedOSPlatform("windows")]
public sealed class ExchangedDumpTests
{
    private const string Checked = "CREATE TABLE film AS SELECT 'checked' AS title; CREATE TABLE actor ()";
    private const string Other = "CREATE TABLE film AS SELECT 'other' AS title; CREATE TABLE actor ()";

    [TestMethod]
    [DataRow(DumpFormat.Plain)]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Directory)]
    internal async Task What_was_checked_is_restored_whatever_takes_its_name(DumpFormat format)
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Checked, format);
        // A directory can take the name of any format, with links in it to files that the user may read.
        var other = await MakeDumpAsync(folder, Other, format == DumpFormat.Plain ? format : DumpFormat.Directory);
        await using var target = await TestDatabase.CreateAsync();
        var restore = RestoreAsync(target, folder, dump);
        await WaitAsync(folder);
        Directory.Move(dump, dump + ".old");
        Directory.Move(other, dump);
        folder.Write("go", "");

        await restore;

        Assert.AreEqual("checked", await target.QueryAsync<string>("SELECT title FROM film"));
    }

    [TestMethod]
    public async Task A_directory_dump_that_a_new_one_replaces_meanwhile_is_restored_whole_or_not_at_all()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Checked, DumpFormat.Directory);
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync(Other);
        await using var target = await TestDatabase.CreateAsync();
        var restore = RestoreAsync(target, folder, dump);
        await WaitAsync(folder);
        await DumpOperation.RunAsync(
            new()
            {
                Caller = "PumDump",
                Connection = source.Request,
                File = dump,
                Format = DumpFormat.Directory,
                BaseDirectory = folder.FullName,
                ToolPath = source.Server.BinDirectory,
            },
            new CollectingReporter());
        folder.Write("go", "");

        var failure = await Assert.ThrowsExactlyAsync<Dumper.Failures.PgRestoreFailedException>(() => restore);

        Assert.AreEqual("PUM5003", failure.Codes(), failure.ToString());
        Assert.Contains(dump, failure.Failure.ToString());
        Assert.DoesNotContain("/proc/", string.Join('\n', [failure.Failure.ToString(), .. failure.Failure.Details]));
        Assert.IsTrue(await target.QueryAsync<bool>("SELECT to_regclass('film') IS NULL"));
    }

    /// <summary>Restores with tools that wait before they read anything.</summary>
    private static Task<RestoreResult> RestoreAsync(TestDatabase target, TestFolder folder, string dump)
    {
        foreach (var tool in new[] { "pg_restore", "psql" })
        {
            TestProgram.Write(folder[$"tools/{tool}"], $"""
                if [ "$1" != --version ]; then
                  touch '{folder["reached"]}'
                  while [ ! -e '{folder["go"]}' ]; do sleep 0.02; done
                fi
                exec '{Path.Combine(target.Server.BinDirectory, tool)}' "$@"
                """);
        }

        return RestoreOperation.RunAsync(
            new()
            {
                Caller = "PumRestore",
                Connection = target.Request,
                File = dump,
                BaseDirectory = folder.FullName,
                ToolPath = folder["tools"],
            },
            new CollectingReporter());
    }

    private static Task WaitAsync(TestFolder folder) => Eventually.IsTrueAsync(() => File.Exists(folder["reached"]), "a tool was started");
}
