using Pum.Dumper.Failures;
using Pum.Dumper.Filters;

namespace Pum.Dumper.Tests.Filters;

[TestClass]
public sealed class NameMatcherTests
{
    [TestMethod]
    [DataRow("film", "public", "film", true)]
    [DataRow("film", "app", "film", false)]
    [DataRow("fil?", "public", "film", true)]
    [DataRow("fil?", "app", "film", false)]
    [DataRow("app.film", "app", "film", true)]
    [DataRow("App.Film", "app", "film", true)]
    [DataRow("\"The Db\".app.film", "app", "film", true)]
    [DataRow("*.fil?", "any", "film", true)]
    [DataRow("a*.film", "app", "film", true)]
    [DataRow("a*.film", "app", "films", false)]
    [DataRow("a*.film", "public", "film", false)]
    [DataRow("\"a.b\".c", "a.b", "c", true)]
    public void A_table_without_a_schema_is_one_of_public(string pattern, string schema, string name, bool matches)
    {
        var patterns = NamedPattern.Of(new() { Tables = [pattern] }, "The Db");
        Assert.AreEqual(
            matches, new NameMatcher(patterns[0], TestMatches.Of(patterns, [schema, name])).Matches(new RelationName(schema, name)));
    }

    [TestMethod]
    public void Every_name_under_too_many_names_is_refused()
    {
        ObjectFilter filter = new() { ExcludeSchemas = ["app.audit", "app"], ExcludeExtensions = ["public.citext"], Tables = ["a.b.c.d", "other.app.film", "shop.app.film", "app.film"] };

        var failures = Assert.ThrowsExactly<PumFailureException>(() => NamedPattern.Of(filter, "shop")).Failures;

        Assert.IsTrue(failures.All(failure => failure.Code == "PUM1001"));
        Assert.AreEqual("app.audit, a.b.c.d, other.app.film, public.citext", string.Join(
            ", ", failures.Select(failure => failure.Message.Split('\'')[1])));
    }
}
