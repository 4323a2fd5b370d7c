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
        Assert.AreEqual(parts, string.Join('|', pattern.Parts.Select(part => part.Expression)));
        Assert.AreEqual(wildcards, pattern.HasWildcards);
    }

    [TestMethod]
    [DataRow("audit", "audit")]
    [DataRow("AUDIT", "audit")]
    [DataRow("\"AUDIT\"", "AUDIT")]
    [DataRow("a$b", "a$b")]
    [DataRow("a[]", "a[]")]
    [DataRow("\"a*b\"", "a*b")]
    [DataRow("\"say \"\"x\"\"\"", "say \"x\"")]
    [DataRow("GRÖSSE", "grÖsse")]
    [DataRow("app.\"T.1\"", "app|T.1")]
    public void A_plain_name_is_known_without_the_server(string text, string names)
    {
        var pattern = NamePattern.Parse(text);
        Assert.AreEqual(names, string.Join('|', pattern.Parts.Select(part => part.Literal)));
        Assert.IsFalse(pattern.HasWildcards);
    }

    [TestMethod]
    [DataRow("app.t*", "False True")]
    [DataRow("*.t", "True False")]
    [DataRow("db.*.t", "False True False")]
    public void Each_part_of_a_pattern_has_wildcards_of_its_own(string text, string wildcards) =>
        Assert.AreEqual(wildcards, string.Join(' ', NamePattern.Parse(text).Parts.Select(part => part.HasWildcards)));
}
