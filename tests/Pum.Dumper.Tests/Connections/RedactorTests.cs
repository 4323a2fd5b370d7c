using Pum.Dumper.Connections;

namespace Pum.Dumper.Tests.Connections;

[TestClass]
public sealed class RedactorTests
{
    [TestMethod]
    [DataRow("password is pä ss/'word'!")]
    [DataRow("postgresql://u:p%C3%A4%20ss%2F%27word%27%21@h")]
    [DataRow("postgresql://u:p%c3%a4%20ss%2f%27word%27%21@h")]
    [DataRow(@"password='pä ss/\'word\'!'")]
    [DataRow("ALTER ROLE u PASSWORD 'pä ss/''word''!'")]
    public void A_secret_is_recognised_however_it_is_written(string text)
    {
        var redacted = new Redactor(["", "pä ss/'word'!"]).Redact(text);
        StringAssert.Contains(redacted, "***");
        Assert.IsFalse(redacted.Contains("word'", StringComparison.Ordinal) || redacted.Contains("word%", StringComparison.Ordinal), redacted);
    }

    [TestMethod]
    public void A_secret_that_contains_another_goes_whole() =>
        Assert.AreEqual("a *** b ***", new Redactor(["pass", "password"]).Redact("a password b pass"));

    [TestMethod]
    public void Each_line_of_a_secret_of_several_lines_goes() =>
        Assert.AreEqual("a *** b, ***", new Redactor(["one\r\ntwo words"]).Redact("a one b, two words"));

    [TestMethod]
    public void Without_secrets_a_text_stays_as_it_is() => Assert.AreEqual("text", new Redactor([""]).Redact("text"));
}
