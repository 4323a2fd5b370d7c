using Pum.Dumper.Databases;

namespace Pum.Dumper.Tests.Databases;

[TestClass]
public sealed class StampTests
{
    private static readonly Stamp Stamp = new(16384, 7301234567890123456, new string('a', 64), new(17000, 12));

    private static string Line => Stamp.Format();

    [TestMethod]
    public void A_stamp_is_read_as_it_was_written()
    {
        Assert.AreEqual(
            $"[pum: restored, database 16384, server 7301234567890123456, dump {new string('a', 64)}, 12 objects up to 17000]", Line);
        Assert.AreEqual(Stamp, Stamp.Parse(Line));
        var extreme = new Stamp(uint.MaxValue, long.MinValue, new string('0', 64), new(uint.MaxValue, long.MaxValue));
        Assert.AreEqual(extreme, Stamp.Parse(extreme.Format()));
    }

    [TestMethod]
    public void A_stamp_of_an_earlier_version_does_not_say_which_objects()
    {
        var earlier = $"[pum: restored, database 16384, server 7301234567890123456, dump {new string('a', 64)}]";
        Assert.AreEqual(Stamp with { Objects = null }, Stamp.Parse(earlier));
        Assert.AreEqual(earlier, (Stamp with { Objects = null }).Format());
    }

    [TestMethod]
    public void Anything_else_is_no_stamp()
    {
        string[] others =
        [
            "", "[pum: ]", " " + Line, Line + " ", Line + "\n", Line.ToUpperInvariant(),
            Line.Replace("16384", "4294967296", StringComparison.Ordinal),
            Line.Replace("17000", "4294967296", StringComparison.Ordinal),
            Line.Replace("12 objects", "9223372036854775808 objects", StringComparison.Ordinal),
            Line.Replace("12 objects", "-12 objects", StringComparison.Ordinal),
            Line.Replace("16384", "-1", StringComparison.Ordinal),
            Line.Replace("16384", "١", StringComparison.Ordinal),
            Line.Replace("7301234567890123456", "9999999999999999999", StringComparison.Ordinal),
            Line.Replace("aaaa", "", StringComparison.Ordinal),
        ];
        foreach (var line in others)
            Assert.IsNull(Stamp.Parse(line), line);
    }

    [TestMethod]
    public void A_stamp_is_of_one_database_on_one_server()
    {
        Assert.IsTrue(Stamp.IsOf(16384, 7301234567890123456));
        Assert.IsFalse(Stamp.IsOf(16385, 7301234567890123456));
        Assert.IsFalse(Stamp.IsOf(16384, 7301234567890123457));
    }

    [TestMethod]
    [DataRow(null, null, false)]
    [DataRow("", "", false)]
    [DataRow("mine", "mine", false)]
    [DataRow("STAMP", null, true)]
    [DataRow("mine\nSTAMP", "mine", true)]
    [DataRow("\nSTAMP", "", true)]
    [DataRow("two\n\nlines\n\nSTAMP", "two\n\nlines\n", true)]
    [DataRow("STAMP\nmine", "STAMP\nmine", false)]
    [DataRow("STAMP\n", "STAMP\n", false)]
    [DataRow("mine STAMP", "mine STAMP", false)]
    public void A_comment_is_the_users_own_and_the_stamp_as_its_last_line(string? comment, string? own, bool stamped)
    {
        comment = comment?.Replace("STAMP", Line, StringComparison.Ordinal);
        var parsed = DatabaseComment.Parse(comment);
        Assert.AreEqual(new(own?.Replace("STAMP", Line, StringComparison.Ordinal), stamped ? Stamp : null), parsed);
        Assert.AreEqual(comment, parsed.Format());
    }
}
