using System.Collections.Immutable;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring.Running;

namespace Pum.Dumper.Tests.Restoring;

/// <summary>What <c>IgnoreErrors</c> ignores: statements that the server refused, and nothing else.</summary>
[TestClass]
public sealed class IgnoredErrorsTests
{
    private const string Existing = "pg_restore: error: could not execute query: ERROR:  relation \"film\" already exists";

    [TestMethod]
    [DataRow("psql:<stdin>:12: ERROR:  42P01: relation \"film\" does not exist")]
    [DataRow("psql:<stdin>:12: FEHLER:  42P01: Relation »film« existiert nicht")]
    [DataRow("psql:<stdin>:12: ERROR:  53200: out of shared memory")]
    [DataRow("psql:<stdin>:12: error: missing.csv: No such file or directory")]
    [DataRow("psql:<stdin>:12: error: invalid command \\nosuch")]
    [DataRow("psql:<stdin>:12: ERROR:  08001: could not establish connection")]
    [DataRow("psql:<stdin>:12: ERROR:  42P01: relation \"x: No space left on device\" does not exist")]
    [DataRow("pg_restore: error: could not execute query: ERROR:  relation \"film\" already exists")]
    [DataRow("pg_restore: error: could not execute query: FEHLER:  Relation »film« existiert bereits")]
    [DataRow("pg_restore: error: could not execute query: エラー:  リレーション\"film\"はすでに存在します")]
    [DataRow("pg_restore: error: COPY failed for table \"film\": FEHLER:  doppelter Schlüsselwert verletzt Unique-Constraint »film_pkey«")]
    [DataRow("pg_restore: error: could not execute query: ERROR:  out of shared memory")]
    [DataRow("pg_restore: error: could not execute query: ERROR:  value too long: \"Disk quota exceeded\"")]
    public void A_statement_that_the_server_refused_is_ignored(string line)
    {
        var ignored = Add(line);
        Assert.AreEqual((1, null), (ignored.Count, ignored.Fatal));
    }

    [TestMethod]
    [DataRow("psql:<stdin>:12: ERROR:  53100: could not extend file \"base/5/16384\": No space left on device")]
    [DataRow("psql:<stdin>:12: FEHLER:  53100: konnte Datei »base/5/16384« nicht erweitern: Auf dem Gerät ist kein Speicherplatz mehr verfügbar")]
    [DataRow("pg_restore: error: could not execute query: ERROR:  could not extend file \"base/5/16384\": No space left on device")]
    [DataRow("pg_restore: error: COPY failed for table \"film\": ERROR:  could not extend file \"base/5/16384\": Disk quota exceeded")]
    public void A_full_disk_of_the_server_is_not_ignored(string line) => AssertFatal(line);

    [TestMethod]
    [DataRow("psql:<stdin>:12: FATAL:  57P01: terminating connection due to administrator command")]
    [DataRow("psql:<stdin>:12: FATAL:  57P01: Verbindung wird abgebrochen aufgrund von Anweisung des Administrators")]
    [DataRow("psql:<stdin>:12: error: connection to server was lost")]
    [DataRow("psql:<stdin>:12: fatal: connection to server was lost")]
    [DataRow("psql:<stdin>:12: error: \\connect: connection to server at \"::1\", port 5432 failed: FATAL:  database \"x\" does not exist")]
    [DataRow("psql: error: could not read from file")]
    [DataRow("pg_restore: error: could not execute query: no connection to the server")]
    [DataRow("pg_restore: error: could not execute query: FATAL:  terminating connection due to administrator command")]
    [DataRow("pg_restore: error: COPY failed for table \"film\": server closed the connection unexpectedly")]
    [DataRow("pg_restore: error: COPY failed for table \"film\": SSL error: unexpected eof while reading")]
    [DataRow("pg_restore: error: error returned by PQputCopyData: SSL SYSCALL error: EOF detected")]
    [DataRow("pg_restore: error: could not execute query: SSL connection has been closed unexpectedly")]
    [DataRow("pg_restore: error: COPY failed for table \"a: b:  c\": server closed the connection unexpectedly")]
    [DataRow("pg_restore: error: COPY failed for table \"a: ERROR:  c\": FATAL:  terminating connection due to administrator command")]
    [DataRow("pg_restore: error: COPY failed for table \"t\": FATAL:  Verbindung wird abgebrochen aufgrund von Anweisung des Administrators")]
    [DataRow("pg_restore: error: COPY failed for table \"t\": ВАЖНО:  закрытие подключения по команде администратора")]
    [DataRow("pg_restore: error: could not execute query: FATAL:  terminating connection because protocol synchronization was lost")]
    [DataRow("psql:<stdin>:12: FATAL:  08P01: terminating connection because protocol synchronization was lost")]
    [DataRow("pg_restore: error: could not read from input file: end of file")]
    public void A_lost_connection_and_a_broken_archive_are_not_ignored(string line) => AssertFatal(line);

    [TestMethod]
    public void A_session_that_the_server_ended_is_known_by_what_libpq_adds()
    {
        const string German = "pg_restore: error: could not execute query: FATAL:  Verbindung wird abgebrochen aufgrund von Anweisung des Administrators";
        var ignored = Add(
            "pg_restore: error: could not execute query: FEHLER:  Relation »film« existiert bereits",
            German,
            "server closed the connection unexpectedly",
            "\tThis probably means the server terminated abnormally",
            "pg_restore: error: could not execute query: no connection to the server");
        Assert.AreEqual((1, German), (ignored.Count, ignored.Fatal));
        Assert.HasCount(1, ignored.First);
    }

    [TestMethod]
    public void A_session_that_the_server_ended_in_a_COPY_is_known_by_what_pg_restore_adds()
    {
        const string Unknown = "pg_restore: error: COPY failed for table \"t\": NEKONATA:  io nova";
        Assert.AreEqual(
            Unknown,
            Add(Unknown, "CONTEXT:  COPY t, line 1", "pg_restore: warning: unexpected extra results during COPY of table \"t\"").Fatal);
    }

    [TestMethod]
    [DataRow("Command was: CREATE FUNCTION f() RETURNS text", "server closed the connection unexpectedly")]
    [DataRow("DETAIL:  Key (message)=(backup failed", "could not receive data from server: Connection timed out) already exists.")]
    [DataRow("DETAIL:  Key (message)=(", "SSL error: ) already exists.")]
    public void A_row_or_a_statement_that_speaks_of_a_lost_connection_is_none(params string[] lines)
    {
        var ignored = Add(["pg_restore: error: could not execute query: ERROR:  something new", .. lines]);
        Assert.AreEqual((1, null), (ignored.Count, ignored.Fatal));
    }

    [TestMethod]
    [DataRow("pg_restore: error: could not execute query: ERROR:  server closed the connection unexpectedly")]
    [DataRow("pg_restore: error: could not execute query: FEHLER:  SSL error: unexpected eof while reading")]
    public void A_connection_of_the_servers_own_is_its_statements(string line) =>
        Assert.AreEqual((1, null), (Add(line).Count, Add(line).Fatal));

    [TestMethod]
    public void What_a_row_says_of_a_lost_connection_is_none_where_there_is_an_SQLSTATE() =>
        Assert.IsNull(Add("psql:<stdin>:12: ERROR:  23505: duplicate key", "DETAIL:  Key (a)=(x", "server closed the connection unexpectedly) already exists.").Fatal);

    [TestMethod]
    [DataRow(0)]
    [DataRow(1, Existing, "pg_restore: warning: errors ignored on restore: 1")]
    [DataRow(1, Existing, "DETAIL:  Key (id)=(1", "pg_restore: error: could not read from input file: end of file", "pg_restore: warning: errors ignored on restore: 1")]
    public void A_pg_restore_that_came_to_its_end_is_known_by_its_last_word(int exitCode, params string[] lines) =>
        Assert.IsTrue(Add(lines).WereAll(exitCode));

    [TestMethod]
    [DataRow(137, Existing)]
    [DataRow(1, Existing)]
    [DataRow(137, Existing, "pg_restore: warning: errors ignored on restore: 1")]
    [DataRow(1, Existing, "pg_restore: warning: errors ignored on restore: 1", "pg_restore: error: could not set session user to \"own\": ERROR:  role \"own\" does not exist")]
    [DataRow(1, Existing, "pg_restore: error: could not execute query: FATAL:  terminating connection due to administrator command", "pg_restore: warning: errors ignored on restore: 2")]
    public void A_pg_restore_that_ended_otherwise_failed(int exitCode, params string[] lines) =>
        Assert.IsFalse(Add(lines).WereAll(exitCode));

    [TestMethod]
    public void What_reads_like_the_last_word_is_not_where_more_was_done_after_it()
    {
        var errors = Add([Existing, "pg_restore: warning: errors ignored on restore: 1"]);

        errors.GoOn();

        Assert.IsFalse(errors.WereAll(1));
    }

    [TestMethod]
    public void A_tool_that_ended_itself_did_so_of_its_last_error()
    {
        const string User = "pg_restore: error: could not set session user to \"own\": ERROR:  role \"own\" does not exist";
        ImmutableArray<string> lines = [Existing, "Command was: CREATE TABLE film ();", User];
        CollectionAssert.AreEqual(new[] { User }, Add([.. lines]).Cause(lines, 1));
    }

    [TestMethod]
    [DataRow("pg_restore")]
    [DataRow("psql")]
    public void A_tool_that_was_killed_said_nothing_of_it(string tool)
    {
        ImmutableArray<string> lines = [Existing, "Command was: CREATE TABLE film ();"];
        var failure = ToolMessageReader.Read(new(tool, 137, Add([.. lines]).Cause(lines, 137), "app", Dumping: false, "/snap.dump"));
        Assert.AreEqual("PUM5001", failure.Code);
        Assert.Contains("it was killed", failure.Message);
    }

    [TestMethod]
    public void A_warning_names_the_entry_of_its_error()
    {
        var ignored = new IgnoredErrors(number => number == 215 ? "TABLE public.film" : null);
        ignored.Add("pg_restore: from TOC entry 215; 1259 16386 TABLE film ci");
        ignored.Add("pg_restore: error: could not execute query: ERROR:  relation \"film\" already exists");
        var reporter = new WarningReporter();
        ignored.Report([(new SourceLocation("/snap.dump"), null)], reporter, text => text);
        Assert.AreEqual(
            "Ignored: TABLE public.film: could not execute query: ERROR:  relation \"film\" already exists.",
            reporter.Warnings.Single().Message);
    }

    private static void AssertFatal(string line)
    {
        var ignored = Add("psql:<stdin>:3: ERROR:  42P01: relation \"film\" does not exist", line);
        Assert.AreEqual((1, line), (ignored.Count, ignored.Fatal));
    }

    private static IgnoredErrors Add(params string[] lines)
    {
        var ignored = new IgnoredErrors();
        foreach (var line in lines)
            ignored.Add(line);
        return ignored;
    }

    private sealed class WarningReporter : IReporter
    {
        public List<PumFailure> Warnings { get; } = [];

        public void Message(ReportImportance importance, string text)
        {
        }

        public void Warning(PumFailure warning) => Warnings.Add(warning);
    }
}
