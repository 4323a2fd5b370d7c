using Pum.Dumper.Dumping;

namespace Pum.Dumper.Tests.Dumping;

[TestClass]
public sealed class AsciiPatternTests
{
    [TestMethod]
    [DataRow("audit_*", "audit_*")]
    [DataRow(@"a\d\\", @"a\d\\")]
    [DataRow("größe", @"gr\u00f6\u00dfe")]
    [DataRow("\"Größe\"", @"""Gr""\u00f6""""\u00df""e""")]
    [DataRow("\"a\"\"ö\".*", @"""a""""""\u00f6"""".*")]
    [DataRow("[ä-ö]", @"[\u00e4-\u00f6]")]
    [DataRow(@"\ö", @"\u00f6")]
    [DataRow(@"\\ö", @"\\\u00f6")]
    [DataRow("\\\"ö\"", @"""""\u00f6""""")]
    [DataRow(@"""\ö""", @"""\""\u00f6""""")]
    [DataRow("🐘a", @"\""U""0001f418a")]
    [DataRow("\"🐘A\"", @"""""\""U""0001f418""A""")]
    public void Other_characters_become_escapes_outside_of_quotes(string pattern, string ascii) => Assert.AreEqual(ascii, AsciiPattern.Of(pattern, new("UTF8")));
}
