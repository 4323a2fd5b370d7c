using Pum.Dumper.ClientTools;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Tests.ClientTools;

[TestClass]
public sealed class AdditionalOptionsTests
{
    [TestMethod]
    [DataRow("", "")]
    [DataRow("  ", "")]
    [DataRow("--no-sync  --verbose", "--no-sync|--verbose")]
    [DataRow("--comment='a b'", "--comment=a b")]
    [DataRow("--x=\"a \\\" b\" 'c\\d'", "--x=a \" b|c\\d")]
    [DataRow("a\\ b \"\"", "a b|")]
    public void Options_are_split_as_a_shell_splits_words(string text, string expected) =>
        Assert.AreEqual(expected, string.Join('|', AdditionalOptions.Parse(text, () => OwnedOptions.PgDump)));

    [TestMethod]
    [DataRow("-f x")]
    [DataRow("-fx")]
    [DataRow("-vfx")]
    [DataRow("-Fc")]
    [DataRow("-W")]
    [DataRow("-d")]
    [DataRow("-j4")]
    [DataRow("--file=x")]
    [DataRow("--fi=x")]
    [DataRow("--dbname x")]
    [DataRow("--passw")]
    [DataRow("--ver")]
    [DataRow("--restrict-key=abc")]
    public void An_option_that_the_task_owns_is_refused(string text)
    {
        var failure = Assert.ThrowsExactly<PumFailureException>(() => AdditionalOptions.Parse(text, () => OwnedOptions.PgDump));
        Assert.AreEqual("PUM1001", failure.Code);
    }

    [TestMethod]
    [DataRow("-v")]
    [DataRow("-E LATIN1")]
    [DataRow("--no-comments")]
    [DataRow("--rows-per-insert=10 --inserts")]
    [DataRow("-Ef")]
    public void Every_other_option_is_handed_through(string text) =>
        Assert.IsFalse(AdditionalOptions.Parse(text, () => OwnedOptions.PgDump).IsEmpty);

    [TestMethod]
    public void A_whole_name_is_no_beginning_of_another()
    {
        var failure = Assert.ThrowsExactly<PumFailureException>(() => AdditionalOptions.Parse("--schema=app", () => OwnedOptions.PgDump));
        Assert.Contains("Use Schemas instead", failure.Failure.Text);
        failure = Assert.ThrowsExactly<PumFailureException>(() => AdditionalOptions.Parse("--exclude-table=app.film", () => OwnedOptions.PgDump));
        Assert.Contains("Use ExcludeTables instead", failure.Failure.Text);
    }

    [TestMethod]
    public void An_open_quote_is_an_error()
    {
        var failure = Assert.ThrowsExactly<PumFailureException>(() => AdditionalOptions.Parse("--x='a", () => OwnedOptions.PgDump));
        Assert.AreEqual("PUM1001", failure.Code);
    }

    [TestMethod]
    public void Restores_own_what_would_break_their_one_transaction()
    {
        foreach (var text in new[] { "-j2", "--jobs=2", "-1", "-e", "-C", "-L x", "--transaction-size=10" })
            Assert.ThrowsExactly<PumFailureException>(() => AdditionalOptions.Parse(text, () => OwnedOptions.PgRestore), text);
        // pg_restore selects by itself what the task's parameters might have, and getopt_long prefers a whole name to a beginning.
        foreach (var text in new[] { "--schema=app", "-n app", "--table=film", "--exclude-schema app" })
            Assert.IsFalse(AdditionalOptions.Parse(text, () => OwnedOptions.PgRestore).IsEmpty, text);
        foreach (var text in new[] { "-c 'DROP TABLE x'", "-f x", "-o x", "-1", "-x", "-0", "-P expanded=on", "-F", "-v", "--set", "--", "-a --variable" })
            Assert.ThrowsExactly<PumFailureException>(() => AdditionalOptions.Parse(text, () => OwnedOptions.Psql), text);
        foreach (var text in new[] { "-v a=1", "--set=a=1 -e", "-va=1", "--echo-errors" })
            Assert.IsFalse(AdditionalOptions.Parse(text, () => OwnedOptions.Psql).IsEmpty, text);
    }
}
