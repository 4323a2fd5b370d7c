using Pum.Dumper.Failures;
using Pum.Dumper.Parameters;

namespace Pum.Dumper.Tests.Failures;

/// <summary>Which values a message repeats.</summary>
[TestClass]
public sealed class WrittenValueTests
{
    [TestMethod]
    [DataRow("me:secret@db")]
    [DataRow(":secret@db")]
    [DataRow("//me:secret@db/app")]
    [DataRow("postgres://me:secret@db/app")]
    [DataRow("host=db password=secret")]
    [DataRow("Host=db;Pwd=secret")]
    public void A_connection_string_in_the_place_of_a_value_is_not_repeated(string value)
    {
        Assert.AreEqual("A connection string is not a valid value for Format.", MessageOf(() => FormatParameter.Parse(value)));
        Assert.AreEqual("A connection string is not a valid value for Jobs.", MessageOf(() => JobsParameter.Parse(value)));
        Assert.AreEqual(
            "A connection string is not a valid duration for Timeout.", MessageOf(() => DurationParameter.Milliseconds("Timeout", value)));
        Assert.AreEqual("A connection string is not a valid value for Compression.", OptionFailures.Compression(value).Message);
    }

    [TestMethod]
    [DataRow("tar")]
    [DataRow("zstd:high")]
    [DataRow("me@db")]
    public void Any_other_value_is(string value) =>
        Assert.AreEqual($"\"{value}\" is not a valid value for Format.", MessageOf(() => FormatParameter.Parse(value)));

    private static string MessageOf(Action parse) => Assert.ThrowsExactly<PumFailureException>(parse).Failure.Message;
}
