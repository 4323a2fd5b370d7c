using Pum.Dumper.Archives;
using Pum.TestSupport;

namespace Pum.Dumper.Tests.Archives;

[TestClass]
public sealed class DumpSizeTests
{
    [TestMethod]
    public void A_folder_is_as_large_as_its_files_and_a_missing_dump_has_no_size()
    {
        using var folder = new TestFolder();
        folder.Write("toc.dat", "four");
        folder.Write("1.dat", "three");

        Assert.AreEqual(4, DumpSize.Of(folder["toc.dat"]));
        Assert.AreEqual(9, DumpSize.Of(folder.FullName));
        Assert.IsNull(DumpSize.Of(folder["missing.dump"]));
    }
}
