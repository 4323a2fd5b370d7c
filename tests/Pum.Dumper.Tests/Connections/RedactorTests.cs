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
        Assert.IsFalse(
            redacted.Contains("word'", StringComparison.Ordinal) || redacted.Contains("word%", StringComparison.Ordinal), redacted);
    }

    [TestMethod]
    public void An_exception_that_quotes_a_secret_anywhere_is_held_by_no_other()
    {
        var redact = new Redactor(["geheim"]).Redact;
        var harmless = new InvalidOperationException("It broke.");

        Assert.AreSame(harmless, Redactor.InnerOf(harmless, redact));
        Assert.IsNull(Redactor.InnerOf(new InvalidOperationException("It broke.", new ArgumentException("geheim is wrong")), redact));
    }

    [TestMethod]
    public void A_secret_that_contains_another_goes_whole() =>
        Assert.AreEqual("a *** b ***", new Redactor(["pass", "password"]).Redact("a password b pass"));

    [TestMethod]
    public void Each_line_of_a_secret_of_several_lines_goes() =>
        Assert.AreEqual("a *** b, ***", new Redactor(["one\r\ntwo words"]).Redact("a one b, two words"));

    // The server cuts the columns of a row, psql the line of a statement.
    [TestMethod]
    [DataRow("Failing row contains (0, yyyCanary-7f3a9c...).", "Failing row contains (0, yyy***...).")]
    [DataRow("LINE 1: ...c21e5b8 then text that goes on...", "LINE 1: ...*** then text that goes on...")]
    [DataRow("a Can... b", "a Can... b")]
    public void A_part_of_a_secret_goes_where_the_text_was_cut(string text, string expected) =>
        Assert.AreEqual(expected, new Redactor(["Canary-7f3a9c21e5b8"]).Redact(text));

    [TestMethod]
    public void Without_secrets_a_text_stays_as_it_is() => Assert.AreEqual("text", new Redactor([""]).Redact("text"));
}
