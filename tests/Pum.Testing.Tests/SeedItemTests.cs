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
    public async System.Threading.Tasks.Task A_name_that_no_folder_can_have_is_PUM1001(string name)
    {
        using var folder = new TestFolder();
        var item = new TaskItem(folder.Write("app.dump", ""));
        item.SetMetadata("Name", name);

        var failure = await Assert.ThrowsExactlyAsync<PumFailureException>(
            () => SeedItem.ReadAllAsync([item], folder.FullName, [], CancellationToken.None));

        Assert.AreEqual("PUM1001", failure.Code);
        Assert.Contains($"\"{name}\"", failure.Message);
    }
}
