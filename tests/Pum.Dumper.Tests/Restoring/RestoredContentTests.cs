using Pum.Dumper.Restoring.Running;

namespace Pum.Dumper.Tests.Restoring;

[TestClass]
public sealed class RestoredContentTests
{
    [TestMethod]
    [DataRow(0L, null, "0 tables, ")]
    [DataRow(1L, 1L, "1 table with 1 row, ")]
    [DataRow(5L, 1_670_000L, "5 tables with 1,670,000 rows, ")]
    public void Tables_and_rows_are_counted_in_words(long tables, long? rows, string expected) =>
        Assert.AreEqual(expected, new RestoredContent(tables, rows).Words);
}
