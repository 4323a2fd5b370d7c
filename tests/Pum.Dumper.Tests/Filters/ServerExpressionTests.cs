using Pum.Dumper.Failures;
using Pum.Dumper.Filters;

namespace Pum.Dumper.Tests.Filters;

[TestClass]
public sealed class ServerExpressionTests
{
    [TestMethod]
    [DataRow("audit", "audit", true)]
    [DataRow("audit", "audits", false)]
    [DataRow("audit", "audit\n", false)]
    [DataRow("AUDIT", "audit", true)]
    [DataRow("\"AUDIT\"", "audit", false)]
    [DataRow("tmp_*", "tmp_", true)]
    [DataRow("tmp_*", "tmp_a\nb", true)]
    [DataRow("tmp_?", "tmp_🐘", true)]
    [DataRow("tmp_?", "tmp_ab", false)]
    [DataRow("tmp_??", "tmp_🐘", false)]
    [DataRow("a$b", "a$b", true)]
    [DataRow("\"a*b\"", "aXb", false)]
    [DataRow("\"say \"\"x\"\"\"", "say \"x\"", true)]
    [DataRow("ÄÖ*", "äöx", false)]
    [DataRow("a|b", "b", true)]
    [DataRow("a|b", "ab", false)]
    [DataRow("(ab)+", "abab", true)]
    [DataRow("🐘+", "🐘🐘", true)]
    [DataRow("a{2,3}", "aaa", true)]
    [DataRow("a{2,3}", "aaaa", false)]
    [DataRow("a{,3}", "a{,3}", true)]
    [DataRow("a{x", "a{x", true)]
    [DataRow("[a-c]x", "bx", true)]
    [DataRow("[^a-c]x", "bx", false)]
    [DataRow("[^a]x", "🐘x", true)]
    [DataRow("[^🐘]x", "🐘x", false)]
    [DataRow("[^🐘]x", "🦣x", true)]
    [DataRow("[🐀-🐘]x", "🐃x", true)]
    [DataRow("[🐀-🐘]x", "🦣x", false)]
    [DataRow("[é-🐘]x", "中x", true)]
    [DataRow("[]a]x", "[]a]x", true)]
    [DataRow("[^]a]x", "bx", true)]
    [DataRow("[^]a]x", "]x", false)]
    [DataRow("[a-]x", "-x", true)]
    [DataRow("[[:digit:]_]x", "7x", true)]
    [DataRow("[[:alpha:]]x", "éx", true)]
    [DataRow("[[=a=]]x", "ax", true)]
    [DataRow(@"[\d\]]x", "]x", true)]
    [DataRow(@"\d+", "42", true)]
    [DataRow(@"\w+", "é_1", true)]
    [DataRow(@"a\.b", "a", false)]
    [DataRow("a[]", "a[]", true)]
    [DataRow("^a", "a", true)]
    [DataRow("a)|(b", "b", true)]
    public void A_pattern_matches_as_on_the_server(string pattern, string name, bool matches) =>
        Assert.AreEqual(matches, ServerExpression.Compile(NamePattern.Parse(pattern).Parts[^1]).IsMatch(name), ServerExpression.Translate(NamePattern.Parse(pattern).Parts[^1]));

    [TestMethod]
    [DataRow("(a")]
    [DataRow("a)")]
    [DataRow("[a")]
    [DataRow("[b-a]")]
    [DataRow("[[:nothing:]]")]
    [DataRow("+a")]
    [DataRow("a|+")]
    [DataRow("a++")]
    [DataRow("a{3,2}")]
    [DataRow("a{256}")]
    [DataRow("a\\")]
    [DataRow(@"(a)\1")]
    [DataRow(@"\ya")]
    [DataRow("(((a{255}){255}){255}){255}")]
    public void What_is_no_pattern_is_refused(string pattern) => Assert.AreEqual("PUM1001", Refused(NameKind.Schema, pattern).Code);

    [TestMethod]
    [DataRow(nameof(NameKind.Schema), "app.audit")]
    [DataRow(nameof(NameKind.Extension), "public.citext")]
    [DataRow(nameof(NameKind.Relation), "a.b.c.d")]
    [DataRow(nameof(NameKind.Relation), "other.app.film")]
    public void A_name_under_too_many_names_is_refused(string kind, string pattern) => Assert.AreEqual("PUM1001", Refused(Enum.Parse<NameKind>(kind), pattern).Code);

    [TestMethod]
    [DataRow("film", "public", "film", true)]
    [DataRow("film", "app", "film", false)]
    [DataRow("app.film", "app", "film", true)]
    [DataRow("App.Film", "app", "film", true)]
    [DataRow("\"The Db\".app.film", "app", "film", true)]
    [DataRow("*.fil?", "any", "film", true)]
    [DataRow("\"a.b\".c", "a.b", "c", true)]
    public void A_table_without_a_schema_is_one_of_public(string pattern, string schema, string name, bool matches) =>
        Assert.AreEqual(matches, NameMatcher.Of(new("Tables", NameKind.Relation, NamePattern.Parse(pattern)), "The Db").Matches(new RelationName(schema, name)));

    private static PumFailure Refused(NameKind kind, string pattern) =>
        Assert.ThrowsExactly<PumFailureException>(() => NameMatcher.Of(new("ExcludeSchemas", kind, NamePattern.Parse(pattern)), "app")).Failure;
}
