using Pum.Dumper.Databases;

namespace Pum.Dumper.Tests.Databases;

[TestClass]
public sealed class DatabaseContentTests
{
    [TestMethod]
    [DataRow(12, 0, 12, 0, "objects made, and none since")]
    [DataRow(14, 2, 12, 2, "two with a higher OID")]
    [DataRow(9, 0, 12, 0, "three were dropped")]
    [DataRow(11, 2, 12, 2, "three were dropped, and two made")]
    [DataRow(13, 0, 12, 1, "one whose OID was given out earlier, or after the counter began again")]
    [DataRow(15, 2, 12, 3, "both")]
    [DataRow(15, 0, long.MaxValue, 0, "all are accounted for")]
    public void An_object_is_unaccounted_for_by_its_oid_or_by_being_one_too_many(
        long count, long above, long accounted, long unaccounted, string because)
    {
        var content = new DatabaseContent(new(17000, count), new(16900, accounted), above, above, LargeObjects: 0, []);
        Assert.AreEqual(unaccounted, content.Unaccounted, because);
    }

    [TestMethod]
    public void A_few_names_are_said_and_the_number_of_the_others()
    {
        var content = new DatabaseContent(new(17000, 2), ObjectMark.Nothing, 2, 1, LargeObjects: 0, ["schema a", "table a.b"]);
        Assert.AreEqual(" (schema a, table a.b)", content.Some);
        Assert.AreEqual(" (schema a, table a.b and 5 more)", (content with { Mark = new(17000, 7), Above = 7 }).Some);
        Assert.AreEqual("", (content with { Examples = [] }).Some);
    }
}
