using Pum.Dumper.Failures;
using Pum.Dumper.Restoring;

namespace Pum.Dumper.Tests.Restoring;

/// <summary>What <c>IgnoreErrors</c> ignores: statements that the server refused, and nothing else.</summary>
[TestClass]
public sealed class IgnoredErrorsTests
{
    [TestMethod]
    [DataRow("psql:<stdin>:12: ERROR:  42P01: relation \"film\" does not exist")]
    [DataRow("psql:<stdin>:12: FEHLER:  42P01: Relation »film« existiert nicht")]
    [DataRow("psql:<stdin>:12: ERROR:  53200: out of shared memory")]
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
    [DataRow("pg_restore: error: could not execute query: no connection to the server")]
    [DataRow("pg_restore: error: could not execute query: FATAL:  terminating connection due to administrator command")]
    [DataRow("pg_restore: error: COPY failed for table \"film\": server closed the connection unexpectedly")]
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
    public void A_warning_names_the_entry_of_its_error()
    {
        var ignored = new IgnoredErrors(number => number == 215 ? "TABLE public.film" : null);
        ignored.Add("pg_restore: from TOC entry 215; 1259 16386 TABLE film ci");
        ignored.Add("pg_restore: error: could not execute query: ERROR:  relation \"film\" already exists");
        var reporter = new WarningReporter();
        ignored.Report([(new SourceLocation("/snap.dump"), null)], reporter, text => text);
        Assert.AreEqual("Ignored: TABLE public.film: could not execute query: ERROR:  relation \"film\" already exists.", reporter.Warnings.Single().Message);
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
