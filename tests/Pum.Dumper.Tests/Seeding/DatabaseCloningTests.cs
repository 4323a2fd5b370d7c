using Pum.Dumper.Seeding;

namespace Pum.Dumper.Tests.Seeding;

[TestClass]
public sealed class DatabaseCloningTests
{
    [TestMethod]
    [DataRow(14, true, false, 500, "")]
    [DataRow(15, false, false, 10, " STRATEGY file_copy")]
    [DataRow(15, true, false, 10, " STRATEGY wal_log")]
    [DataRow(15, true, false, 100, " STRATEGY wal_log")]
    [DataRow(15, true, false, 400, " STRATEGY file_copy")]
    [DataRow(18, false, true, 10, " STRATEGY file_copy")]
    [DataRow(18, true, true, 10, " STRATEGY wal_log")]
    [DataRow(18, true, true, 100, " STRATEGY file_copy")]
    public void A_small_database_is_written_to_the_log_where_the_server_waits_for_the_disk(
        int major, bool syncs, bool sharesBlocks, int megabytes, string strategy) =>
        Assert.AreEqual(strategy, DatabaseCloning.Strategy(new("ci", 10, major, syncs, sharesBlocks, ""), (long)megabytes << 20));
}
