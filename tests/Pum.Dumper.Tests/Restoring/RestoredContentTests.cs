using Pum.Dumper.Archives;
using Pum.Dumper.Restoring.Planning;
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

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Tables_that_an_archive_of_rows_alone_fills_are_counted(bool isRequested)
    {
        var rows = SelectionTests.Entry(1, "TABLE DATA", "app", "film") with { HadDumper = true, DataState = ArchiveDataState.NotSet };
        var request = new RestoreRequest { Caller = "PumRestore", Connection = new(), File = "app.dump", BaseDirectory = "/", DataOnly = isRequested };

        Assert.AreEqual("1 table, ", RestoredContent.Of([rows, SelectionTests.Entry(2, "SEQUENCE SET", "app", "film_id_seq")], request).Words);
    }
}
