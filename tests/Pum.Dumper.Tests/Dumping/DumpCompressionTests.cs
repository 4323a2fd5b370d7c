using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Tests.Dumping;

[TestClass]
public sealed class DumpCompressionTests
{
    [TestMethod]
    [DataRow("none", 15, "0")]
    [DataRow("none", 17, "none")]
    [DataRow("gzip", 15, "6")]
    [DataRow("gzip:0", 15, "0")]
    [DataRow("gzip:9", 15, "9")]
    [DataRow("gzip:9", 16, "gzip:9")]
    [DataRow("lz4", 16, "lz4")]
    [DataRow("zstd:22", 18, "zstd:22")]
    public void A_method_and_level_become_the_argument_of_the_version(string text, int major, string argument) =>
        Assert.AreEqual(argument, DumpCompression.Parse(text, DumpFormat.Custom)!.Argument(major));

    [TestMethod]
    [DataRow(18, "zstd:1 gzip:1")]
    [DataRow(16, "zstd:1 gzip:1")]
    [DataRow(15, "1")]
    public void Left_alone_it_is_the_fastest_that_the_client_has(int major, string arguments)
    {
        Assert.IsNull(DumpCompression.Parse("auto", DumpFormat.Custom));
        Assert.AreEqual(arguments, string.Join(' ', DumpCompression.Automatic(major).Select(each => each.Argument(major))));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("zip")]
    [DataRow("gzip:10")]
    [DataRow("zstd:0")]
    [DataRow("lz4:13")]
    [DataRow("none:1")]
    [DataRow("auto:1")]
    [DataRow("GZIP")]
    public void Anything_else_is_PUM1001(string text) =>
        Assert.AreEqual("PUM1001", Assert.ThrowsExactly<PumFailureException>(() => DumpCompression.Parse(text, DumpFormat.Custom)).Code);

    [TestMethod]
    public void A_plain_dump_is_never_compressed()
    {
        Assert.AreEqual("none", DumpCompression.Parse("auto", DumpFormat.Plain)!.Method);
        Assert.AreEqual("PUM1001", Assert.ThrowsExactly<PumFailureException>(() => DumpCompression.Parse("gzip", DumpFormat.Plain)).Code);
    }
}
