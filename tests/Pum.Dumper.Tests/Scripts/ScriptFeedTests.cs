using System.Text;
using Pum.Dumper.Failures;
using Pum.Dumper.Scripts;
using static Pum.Dumper.Tests.Scripts.ScriptText;

namespace Pum.Dumper.Tests.Scripts;

[TestClass]
public sealed class ScriptFeedTests
{
    [TestMethod]
    public async Task Bytes_and_lines_stay_at_their_places()
    {
        var session = PsqlInvocation.For(ScriptMode.Guarded, Psql, trusted: false);
        var fed = await FeedAsync(Dump, session, serverMajor: 15);
        Assert.EndsWith("\n" + session.Epilogue, fed);
        var body = fed[..^(session.Epilogue.Length + 1)];
        Assert.AreEqual(Dump.Length, body.Length);
        string[] blanked = ["\\restrict a1B2c3", "\\unrestrict a1B2c3", "SET transaction_timeout = 0;", "BEGIN;", "COMMIT;"];
        var expected = Dump;
        foreach (var text in blanked)
            expected = expected.Replace(text, new string(' ', text.Length), StringComparison.Ordinal);
        Assert.AreEqual(expected, body);
    }

    [TestMethod]
    [DataRow("begin isolation level serializable;", "                                   ")]
    [DataRow("Begin\r\nWork; SELECT 1; End;", "     \r\n      SELECT 1;     ")]
    [DataRow("SELECT 1; START /* a;\nb */ TRANSACTION;", "SELECT 1;            \n                 ")]
    [DataRow("COMMIT AND CHAIN;", "                 ")]
    [DataRow("SELECT 1;; ;\n/* a */; SELECT (1;)", "SELECT 1;   \n/* a */  SELECT (1;)\n;")]
    [DataRow("SELECT 1", "SELECT 1\n;")]
    [DataRow("SELECT 'COMMIT;'; SELECT 1 AS commit;", "SELECT 'COMMIT;'; SELECT 1 AS commit;")]
    [DataRow("SET CONSTRAINTS ALL IMMEDIATE;", "SET CONSTRAINTS ALL IMMEDIATE;")]
    [DataRow("SELECT 1; COMMIT \\g\nSELECT 2;", "SELECT 1;          \nSELECT 2;")]
    [DataRow("SET transaction_timeout = 0;", "SET transaction_timeout = 0;")]
    [DataRow("\u00ef\u00bb\u00bfSELECT 1;", "   SELECT 1;")]
    [DataRow("COMMIT", "      ")]
    public async Task Transaction_control_becomes_blanks(string script, string expected) =>
        Assert.StartsWith(expected + "\nCLOSE pum_guard_", await FeedAsync(script));

    [TestMethod]
    public async Task A_statement_longer_than_a_window_becomes_blanks()
    {
        var comment = string.Concat(Enumerable.Repeat("/* a */\n", 100_000));
        var fed = await FeedAsync("BEGIN\n" + comment + ";SELECT 1;");
        var begin = fed.IndexOf("SELECT 1;", StringComparison.Ordinal);
        Assert.AreEqual(100_001, fed.AsSpan(0, begin).Count('\n'));
        Assert.IsTrue(fed.AsSpan(0, begin).IndexOfAnyExcept(' ', '\n') < 0);
    }

    [TestMethod]
    public async Task Rows_stand_in_a_dollar_quote_where_errors_are_ignored()
    {
        var session = PsqlInvocation.For(ScriptMode.GoingOn, Psql, trusted: false);
        var fed = await FeedAsync("BEGIN;\nCOPY t FROM stdin; -- c\n; DROP TABLE x; --\n\\.\nCOMMIT;", session);
        Assert.AreEqual($"BEGIN;\nCOPY t FROM stdin; SELECT 1 WHERE {session.RowsTag} -- c\n; DROP TABLE x; --\n\\.\n{session.RowsTag} IS NULL;COMMIT;\n{session.Epilogue}", fed);
    }

    [TestMethod]
    public async Task A_script_that_changed_since_its_scan_is_not_ended()
    {
        var request = new ScriptFeedRequest { Path = "/dumps/app.sql", Facts = Scan(Dump), Invocation = PsqlInvocation.For(ScriptMode.Guarded, Psql, false), ServerMajor = 17 };
        using var output = new MemoryStream();
        foreach (var changed in new[] { Dump[..400], Dump + "\\! touch x\n", Dump.Replace("SELECT", "ABORT;", StringComparison.Ordinal) })
        {
            var failure = await Assert.ThrowsExactlyAsync<PumFailureException>(() =>
                ScriptFeed.WriteAsync(request, new MemoryStream(Encoding.Latin1.GetBytes(changed)), output, CancellationToken.None));
            Assert.AreEqual("PUM5003", failure.Code);
        }
        Assert.DoesNotContain("CLOSE pum_guard_", Encoding.Latin1.GetString(output.ToArray()));
        Assert.DoesNotContain("touch x", Encoding.Latin1.GetString(output.ToArray()));
    }

    [TestMethod]
    public async Task A_command_in_the_place_of_what_was_found_is_not_fed()
    {
        var request = new ScriptFeedRequest { Path = "/dumps/app.sql", Facts = Scan("BEGIN;\nSELECT 1;\nCOMMIT;\n"), Invocation = PsqlInvocation.For(ScriptMode.Guarded, OldPsql, false), ServerMajor = 17 };
        using var output = new MemoryStream();
        var changed = "\\! touch x\n" + string.Concat(Enumerable.Repeat("SELECT 1;\n", 500_000));

        var failure = await Assert.ThrowsExactlyAsync<PumFailureException>(() =>
            ScriptFeed.WriteAsync(request, new MemoryStream(Encoding.Latin1.GetBytes(changed)), output, CancellationToken.None));

        Assert.AreEqual("PUM5003", failure.Code);
        Assert.AreEqual(0, output.Length);
    }

    [TestMethod]
    public void Psql_is_restricted_where_it_can_be_and_the_dump_is_not_trusted()
    {
        Assert.Contains(
            argument => argument.StartsWith(@"--command=\restrict ", StringComparison.Ordinal),
            PsqlInvocation.For(ScriptMode.Guarded, Psql, false).Arguments);
        Assert.DoesNotContain(
            argument => argument.Contains("restrict", StringComparison.Ordinal),
            PsqlInvocation.For(ScriptMode.Guarded, Psql, true).Arguments);
        Assert.DoesNotContain(
            argument => argument.Contains("restrict", StringComparison.Ordinal),
            PsqlInvocation.For(ScriptMode.Guarded, OldPsql, false).Arguments);
    }
}
