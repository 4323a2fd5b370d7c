using Pum.Dumper.Databases;

namespace Pum.Dumper.Tests.Databases;

[TestClass]
public sealed class SeedStampTests
{
    private static readonly string Key = new('a', 64);

    [TestMethod]
    public void A_stamp_is_read_as_it_was_written()
    {
        var template = new TemplateStamp(16384, Key, new(2026, 11, 29));
        Assert.AreEqual($"[pum: template, database 16384, key {Key}, used 2026-11-29]", template.Format());
        Assert.AreEqual(template, TemplateStamp.Parse(template.Format()));

        foreach (var clone in (CloneStamp[])[new(16384), new(16384, new(2026, 11, 30, 6, 7, 0, DateTimeKind.Utc))])
            Assert.AreEqual(clone, CloneStamp.Parse(clone.Format()));
        Assert.AreEqual("[pum: clone, database 16384, kept until 2026-11-30T06:07Z]", new CloneStamp(16384, new(2026, 11, 30, 6, 7, 0)).Format());
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow("my database")]
    [DataRow("[pum: clone, database 4294967296]")]
    [DataRow("[pum: clone, database 16384]\n")]
    [DataRow("[pum: clone, database 16384, kept until 2026-13-30T06:07Z]")]
    [DataRow("[pum: template, database 16384, key a, used 2026-11-29]")]
    [DataRow("[pum: restored, database 16384, server 1, dump aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]")]
    public void Any_other_comment_is_none(string? comment)
    {
        Assert.IsNull(CloneStamp.Parse(comment));
        Assert.IsNull(TemplateStamp.Parse(comment));
    }
}
