using Pum.Dumper.Connections;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Tests.Failures;

[TestClass]
public sealed class ToolMessagesTests
{
    [TestMethod]
    public void Every_text_is_found_first_in_its_own_example()
    {
        foreach (var message in ToolMessages.All)
            Assert.AreSame(message, ToolMessages.All.First(candidate => candidate.Pattern.IsMatch(message.Example)), message.Example);
    }

    [TestMethod]
    public void The_first_cause_decides_and_not_what_follows_from_it()
    {
        var failure = Read(
            "pg_restore: connecting to database for restore",
            "pg_restore: while PROCESSING TOC:",
            "pg_restore: from TOC entry 215; 1259 16386 TABLE film ci",
            "pg_restore: error: could not execute query: ERROR:  relation \"film\" already exists",
            "Command was: CREATE TABLE film ();",
            "pg_restore: error: could not execute query: ERROR:  permission denied for schema public");
        Assert.AreEqual("PUM5004", failure.Code);
        Assert.AreEqual("TABLE film ci", failure.FailingObject);
        Assert.HasCount(5, failure.Details, "all but the progress");
    }

    [TestMethod]
    public void A_cause_that_is_not_known_is_not_hidden_by_a_symptom_that_is()
    {
        var failure = Read(
            "pg_restore: error: could not execute query: ERROR:  deadlock of an unknown kind",
            "Command was: ALTER TABLE film ADD PRIMARY KEY (id);",
            "pg_restore: error: a worker process died unexpectedly");
        Assert.AreEqual("PUM5001", failure.Code);
        Assert.Contains("deadlock of an unknown kind", failure.Message);
    }

    [TestMethod]
    [DataRow("pg_restore: error: a worker process died unexpectedly", "pg_restore: error: could not write to output file: No space left on device")]
    [DataRow("pg_restore:pg_restore: error: a worker process died unexpectedly", " error: could not write to output file: No space left on device")]
    public void What_a_worker_says_after_its_death_is_told_or_torn_decides(string first, string second) =>
        Assert.AreEqual("PUM5014", Read(first, second).Code);

    [TestMethod]
    public void What_belongs_to_the_first_error_is_read_with_it()
    {
        var failure = Read(
            "pg_dump: error: Dumping the contents of table \"film\" failed: PQgetCopyData() failed.",
            "pg_dump: detail: Error message from server: server closed the connection unexpectedly",
            "\tThis probably means the server terminated abnormally",
            "pg_dump: detail: Command was: COPY public.film (id) TO stdout;");
        Assert.AreEqual("PUM5012", failure.Code);
        Assert.Contains("server closed the connection", failure.Message);
    }

    [TestMethod]
    public void An_unknown_text_still_gives_the_first_error_line()
    {
        var failure = Read("pg_restore: note", "pg_restore: error: something new", "pg_restore: error: and more");
        Assert.AreEqual("PUM5001", failure.Code);
        Assert.Contains("something new", failure.Message);
        Assert.DoesNotContain("and more", failure.Message);
        Assert.AreEqual(1, failure.ExitCode);
    }

    [TestMethod]
    public void The_SQLSTATE_that_psql_prints_is_kept()
    {
        var failure = Read("psql:<stdin>:12: ERROR:  22P02: invalid input syntax for type integer: \"x\"");
        Assert.AreEqual("22P02", failure.SqlState);
        Assert.Contains("invalid input syntax", failure.Message);
    }

    [TestMethod]
    [DataRow("database")]
    [DataRow("pg_restore")]
    public void A_password_that_is_a_word_of_the_message_changes_nothing_but_what_is_shown(string password)
    {
        var failure = ToolMessageReader.Read(new(
            "pg_restore", 1, ["pg_restore: error: connection to server at \"::1\", port 1 failed: FATAL:  database \"app\" does not exist"],
            "app", Dumping: false, "/snap.dump", Redact: new Redactor([password]).Redact));
        Assert.AreEqual("PUM3005", failure.Code);
        Assert.DoesNotContain(password, failure.Message + string.Concat(failure.Details));
    }

    [TestMethod]
    public void A_tool_that_says_nothing_still_gives_a_failure() => Assert.AreEqual("PUM5001", Read().Code);

    private static PumFailure Read(params string[] lines) =>
        ToolMessageReader.Read(new("pg_restore", 1, [.. lines], "app on localhost:5432 as ci", Dumping: false, "/snap.dump"));
}
