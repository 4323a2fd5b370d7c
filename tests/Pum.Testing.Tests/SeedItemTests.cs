using Microsoft.Build.Utilities;
using Pum.Dumper.Failures;
using Pum.Testing.Tasks;

namespace Pum.Testing.Tests;

/// <summary>How items are read.</summary>
[TestClass]
public sealed class SeedItemTests
{
    [TestMethod]
    [DataRow("a/b")]
    [DataRow("..")]
    [DataRow("a\\b")]
    [DataRow("a:b")]
    [DataRow("app ")]
    public void A_name_that_no_folder_can_have_is_PUM1001(string name)
    {
        var item = Item("/src/app.dump", "Name", name);

        var failure = Assert.ThrowsExactly<PumFailureException>(() => SeedItem.ReadAll([item], "/src"));

        Assert.AreEqual("PUM1001", failure.Code);
        Assert.Contains($"\"{name}\"", failure.Message);
    }

    [TestMethod]
    public void Reading_items_touches_no_file() =>
        Assert.AreEqual("missing", SeedItem.ReadAll([Item("/src/missing.dump", "Prepare", "missing.sql")], "/src").Single().Name);

    [TestMethod]
    public async System.Threading.Tasks.Task A_missing_script_is_PUM1003_though_the_dump_is_known()
    {
        using var folder = new TestFolder();
        var item = Item(folder.Write("app.dump", ""), "Prepare", folder.Write("1.sql", ""));
        var known = await SeedItem.DescribeAllAsync([item], folder.FullName, [], CancellationToken.None);
        File.Delete(folder["1.sql"]);

        var failure = await Assert.ThrowsExactlyAsync<PumFailureException>(
            () => SeedItem.DescribeAllAsync([item], folder.FullName, known, CancellationToken.None));

        Assert.AreEqual("PUM1003", failure.Code);
        Assert.Contains(folder["1.sql"], failure.Message);
    }

    [TestMethod]
    [DataRow("app.dump")]
    [DataRow("1.sql")]
    public void A_manifest_is_written_again_where_a_file_is_newer(string newer)
    {
        using var folder = new TestFolder();
        var seeds = SeedItem.ReadAll([Item(folder.Write("app.dump", ""), "Prepare", folder.Write("1.sql", ""))], folder.FullName);
        var manifest = folder.Write("app.pumseeds.json", "");
        var written = File.GetLastWriteTimeUtc(manifest);
        foreach (var file in (string[])["app.dump", "1.sql"])
            File.SetLastWriteTimeUtc(folder[file], written);

        Assert.IsFalse(PumSeedManifest.IsOlder(manifest, seeds));
        File.SetLastWriteTimeUtc(folder[newer], written.AddSeconds(1));
        Assert.IsTrue(PumSeedManifest.IsOlder(manifest, seeds));
    }

    private static TaskItem Item(string file, string name, string value)
    {
        var item = new TaskItem(file);
        item.SetMetadata(name, value);
        return item;
    }
}
