using Pum.Dumper.Filters;

namespace Pum.Dumper.Tests.Filters;

[TestClass]
public sealed class NamePatternTests
{
    [TestMethod]
    [DataRow("audit", "^(audit)$", false)]
    [DataRow("Audit", "^(audit)$", false)]
    [DataRow("\"Mixed;Name\"", "^(Mixed;Name)$", false)]
    [DataRow("tmp_*", "^(tmp_.*)$", true)]
    [DataRow("a?", "^(a.)$", true)]
    [DataRow("a$", "^(a\\$)$", false)]
    [DataRow("\"a.b\"", "^(a\\.b)$", false)]
    [DataRow("\"say \"\"x\"\"*\"", "^(say \"x\"\\*)$", false)]
    [DataRow("app.\"T\".*", "^(app)$|^(T)$|^(.*)$", true)]
    [DataRow("[a-c]x", "^([a-c]x)$", true)]
    [DataRow("a[]", "^(a\\[])$", false)]
    public void A_pattern_means_what_it_means_to_psql(string text, string parts, bool wildcards)
    {
        var pattern = NamePattern.Parse(text);
        Assert.AreEqual(parts, string.Join('|', pattern.Parts));
        Assert.AreEqual(wildcards, pattern.HasWildcards);
    }
}
