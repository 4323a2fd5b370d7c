namespace Pum.Dumper.Tests.Archives;

[TestClass]
public sealed class PostgresVersionTests
{
    [TestMethod]
    [DataRow("15.18 (Debian 15.18-0+deb12u1)", 15, 18)]
    [DataRow("15.18", 15, 18)]
    [DataRow("18beta1", 18, 0)]
    [DataRow("19devel", 19, 0)]
    [DataRow("17rc2 (Homebrew)", 17, 0)]
    [DataRow("9.6.24", 9, 6)]
    [DataRow("pg_dump (PostgreSQL) 17.10 (Debian 17.10-1.pgdg12+1)", 17, 10)]
    [DataRow("PostgreSQL 16.4 on x86_64-pc-linux-gnu", 16, 4)]
    public void A_version_is_read_from_what_PostgreSQL_says(string text, int major, int minor) =>
        Assert.AreEqual(new PostgresVersion(major, minor), PostgresVersion.TryParse(text));

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow("devel")]
    [DataRow("99999999999999.1")]
    public void What_holds_no_version_has_none(string? text) => Assert.IsNull(PostgresVersion.TryParse(text));

    [TestMethod]
    public void Versions_compare_by_their_numbers()
    {
        Assert.IsTrue(new PostgresVersion(9, 6) < new PostgresVersion(15, 2));
        Assert.IsTrue(new PostgresVersion(15, 18) > new PostgresVersion(15, 9));
        Assert.AreEqual(new PostgresVersion(15, 18), PostgresVersion.FromNumber(150018));
        Assert.AreEqual(new PostgresVersion(9, 6), PostgresVersion.FromNumber(90624));
        Assert.AreEqual("15.18", new PostgresVersion(15, 18).ToString());
    }
}
