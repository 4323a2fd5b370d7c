using Pum.Dumper.Connections;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Tests.Failures;

[TestClass]
public sealed class ToolMessagesTests
{
    private const string Mismatch = "pg_dump: error: aborting because of server version mismatch";

    [TestMethod]
    public void Every_text_is_found_first_in_its_own_example()
    {
        foreach (var message in ToolMessages.All)
            Assert.AreSame(message, ToolMessages.All.First(candidate => candidate.Pattern.IsMatch(message.Example)), message.Example);
    }

    [TestMethod]
    public void Every_advice_is_found_first_by_the_words_of_its_own_example()
    {
        foreach (var (table, dumping) in new[] { (ServerAdvice.OfRestores, false), (ServerAdvice.OfDumps, true) })
        {
            foreach (var entry in table)
                Assert.AreSame(entry, table.First(candidate => candidate.Words.IsMatch(entry.Example)), entry.Example);
            Assert.AreEqual(table[^1].Advice, ServerAdvice.For(table[^1].Example, dumping));
        }
    }

    [TestMethod]
    [DataRow("psql:<stdin>:12: FEHLER:  42P06: Schema »public« existiert bereits", true)]
    [DataRow("psql:<stdin>:12: ERREUR:  42P06: le schéma « public » existe déjà", true)]
    [DataRow("pg_restore: error: could not execute query: ERROR:  schema \"public\" already exists", true)]
    [DataRow("psql:<stdin>:12: ERROR:  42P06: schema \"public_2\" already exists", false)]
    [DataRow("psql:<stdin>:12: ERROR:  42P06: schema \"my public\" already exists", false)]
    public void The_schema_that_every_database_has_is_known_in_any_language(string line, bool isKnown)
    {
        var failure = Read(line);
        Assert.AreEqual("PUM5004", failure.Code);
        Assert.AreEqual(!isKnown, failure.Advice.Contains("ReplaceDatabase", StringComparison.Ordinal));
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
    [DataRow("PUM4005", "pg_dump: error: a worker process died unexpectedly")]
    [DataRow("PUM4006", "pg_dump: error: Dumping the contents of table \"t\" failed: PQgetCopyData() failed.", "pg_dump: detail: Error message from server: server closed the connection unexpectedly")]
    public void A_lock_that_a_worker_cannot_have_is_none_where_another_lost_its_connection(string code, params string[] others) =>
        Assert.AreEqual(code, ToolMessageReader.Read(new(
            "pg_dump", 1, ["pg_dump: error: could not obtain lock on relation \"public.film\"", "This usually means that someone requested …", .. others], "app", Dumping: true, "/snap")).Code);

    [TestMethod]
    [DataRow("role \"nosuch\" does not exist")]
    [DataRow("permission denied to set role \"postgres\"")]
    public void A_role_that_a_dump_cannot_take_on_is_no_question_of_what_it_may_read(string words)
    {
        var failure = ToolMessageReader.Read(new(
            "pg_dump", 1, [$"pg_dump: error: query failed: ERROR:  {words}"], "app on localhost:5432 as ci", Dumping: true, "/snap.dump"));
        Assert.AreEqual("PUM4002", failure.Code);
        Assert.StartsWith("Check the name in Role", failure.Advice);
    }

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
    public void What_belongs_to_an_error_is_read_with_it_from_a_pg_dump_before_15()
    {
        var failure = Read(
            "pg_dump: error: Dumping the contents of table \"film\" failed: PQgetCopyData() failed.",
            "pg_dump: error: Error message from server: SSL SYSCALL error: EOF detected",
            "pg_dump: error: The command was: COPY public.film (id) TO stdout;");
        Assert.AreEqual("PUM5012", failure.Code);
        Assert.Contains(": SSL SYSCALL error: EOF detected.", failure.Message);
    }

    [TestMethod]
    [DataRow("pg_dump: error: query failed: FATAL:  Verbindung wird abgebrochen aufgrund von Anweisung des Administrators")]
    [DataRow("psql:<stdin>:12: FATAL:  08P01: etwas Neues")]
    [DataRow("pg_restore: error: COPY failed for table \"a: b:  c\": server closed the connection unexpectedly")]
    public void What_is_fatal_ended_the_session_in_any_words(string line) => Assert.AreEqual("PUM5012", Read(line).Code);

    [TestMethod]
    [DataRow("psql: error: could not connect to server: SSL error: certificate verify failed")]
    [DataRow("pg_dump: error: connection to database \"app\" failed: SSL SYSCALL error: EOF detected")]
    [DataRow("pg_dump: error: connection to database \"app\" failed: FATAL:  etwas Neues")]
    public void What_fails_to_connect_has_lost_nothing(string line)
    {
        Assert.AreEqual("PUM5001", Read(line).Code);
        Assert.IsTrue(new ToolFailureException(new("psql", 1, [line], "app", Dumping: false, "/snap")).IsOfUnknownConnection);
    }

    [TestMethod]
    [DataRow("pg_dump: error: could not obtain lock on relation \"film\"", "pg_dump", "PUM4005")]
    [DataRow("pg_dump: error: could not obtain lock on relation \"film\"", "lock", "PUM4005")]
    [DataRow("pg_dump: error: invalid client encoding \"UTF8\" specified", "pg_dump", "PUM4001")]
    public void A_password_that_is_a_word_of_the_tool_hides_no_cause(string line, string password, string code)
    {
        var failure = new ToolFailureException(new(
            "pg_dump", 1, [line], "app", Dumping: true, "/snap", Redact: text => text.Replace(password, "***", StringComparison.Ordinal)));
        Assert.AreEqual(code, failure.Code);
        Assert.AreEqual("PUM4006", failure.IfServerIsGone?.Code);
        Assert.DoesNotContain("lock" == password ? "lock on" : "pg_dump", failure.IfServerIsGone!.Message);
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
    [DataRow("42501", "PUM5005", "keine Berechtigung für Tabelle film")]
    [DataRow("42P07", "PUM5004", "Relation »film« existiert bereits")]
    [DataRow("42P06", "PUM5004", "Schema »public« existiert bereits")]
    [DataRow("42710", "PUM5004", "Rolle »ci« existiert bereits")]
    [DataRow("42704", "PUM5006", "Typ »nosuchtype« existiert nicht")]
    [DataRow("3F000", "PUM5006", "Schema »nosuch« existiert nicht")]
    [DataRow("0A000", "PUM5006", "Erweiterung »nosuch« ist nicht verfügbar", "LOCATION:  parse_extension_control_file, extension.c:669")]
    [DataRow("0A000", "PUM5001", "SHOW TRANSACTION SNAPSHOT ist nicht implementiert", "LOCATION:  x, y.c:1")]
    [DataRow("25001", "PUM5016", "VACUUM kann nicht in einem Transaktionsblock laufen")]
    [DataRow("2D000", "PUM5016", "ungültige Transaktionsbeendung", "CONTEXT:  PL/pgSQL-Funktion work() Zeile 1 bei COMMIT")]
    [DataRow("55P04", "PUM5016", "unsichere Verwendung des neuen Werts »happy« des Enum-Typs mood")]
    [DataRow("55006", "PUM5016", "ALTER TABLE »film« kann nicht ausgeführt werden, weil noch Trigger-Ereignisse anstehen", "LOCATION:  CheckTableNotInUse, tablecmds.c:4007")]
    [DataRow("55006", "PUM5001", "DROP TABLE »film« kann nicht ausgeführt werden, weil diese Tabelle in der aktuellen Sitzung verwendet wird", "CONTEXT:  SQL-Anweisung »DROP TABLE film«", "LOCATION:  CheckTableNotInUse, tablecmds.c:3998")]
    [DataRow("55006", "PUM5001", "auf Datenbank »app« wird von anderen Benutzern zugegriffen", "LOCATION:  RenameDatabase, dbcommands.c:1866")]
    [DataRow("53200", "PUM5016", "Shared Memory aufgebraucht", "HINT:  Sie müssen möglicherweise max_locks_per_transaction erhöhen.")]
    [DataRow("53200", "PUM5001", "Speicher aufgebraucht", "DETAIL:  Fehler bei Anfrage mit Größe 8.")]
    [DataRow("53100", "PUM5014", "konnte Datei »base/5/16384« nicht erweitern: Auf dem Gerät ist kein Speicherplatz mehr verfügbar")]
    [DataRow("55P03", "PUM5008", "storniere Anfrage wegen Zeitüberschreitung einer Sperre")]
    [DataRow("57P01", "PUM5012", "Verbindung wird abgebrochen aufgrund von Anweisung des Administrators")]
    [DataRow("22P02", "PUM5001", "ungültige Eingabesyntax für Typ integer: »permission denied«")]
    public void By_its_SQLSTATE_an_error_is_known_in_any_language(string sqlState, string code, string words, params string[] behind)
    {
        foreach (var severity in new[] { "ERROR", "FEHLER", "ERREUR", "ОШИБКА", "错误" })
        {
            var failure = Read([$"psql:<stdin>:12: {severity}:  {sqlState}: {words}", .. behind]);
            Assert.AreEqual((code, sqlState), (failure.Code, failure.SqlState));
            Assert.Contains(words, failure.Message);
        }
    }

    [TestMethod]
    [DataRow("psql:<stdin>:5: WARNUNG:  25001: eine Transaktion ist bereits begonnen")]
    [DataRow("psql:<stdin>:4: WARNUNG:  01000: hallo")]
    [DataRow("psql:<stdin>:4: HINWEIS:  00000: n")]
    [DataRow("psql:<stdin>:9: ATTENTION:  25001: une transaction est déjà en cours")]
    [DataRow("psql:<stdin>:9: ПРЕДУПРЕЖДЕНИЕ:  25001: транзакция уже выполняется")]
    [DataRow("psql:<stdin>:2: NOTICE:  42P06: schema \"app\" already exists, skipping")]
    [DataRow("psql:<stdin>:2: HINWEIS:  42P07: Relation »film« existiert bereits, wird übersprungen")]
    [DataRow("psql:<stdin>:2: ЗАМЕЧАНИЕ:  42710: расширение \"dblink\" уже существует, пропускается")]
    [DataRow("psql:<stdin>:2: NOT:  42701: \"a\" sütunu zaten mevcut, atlanıyor")]
    [DataRow("psql:<stdin>:2: INFO:  22012: raised by the script")]
    [DataRow("psql:<stdin>:2: LOGG:  22012: raised by the script")]
    [DataRow("psql:<stdin>:2: 디버그:  22012: raised by the script")]
    [DataRow("DETAIL:  12345: no SQLSTATE")]
    [DataRow("LOCATION:  errorMissingColumn, parse_relation.c:3665")]
    [DataRow("pg_restore: WARNUNG:  ein Hinweis")]
    [DataRow("pg_restore: warning: errors ignored on restore: 1")]
    [DataRow("Command was: SELECT 'ERROR:  42501: x';")]
    public void What_is_no_error_is_none_in_any_language(string line) => Assert.IsNull(ToolError.Parse(line));

    [TestMethod]
    public void What_an_error_quotes_decides_nothing()
    {
        Assert.AreEqual("PUM5001", Read("pg_restore: error: COPY failed for table \"film\": ERROR:  invalid input syntax for type integer: \"permission denied\"").Code);
        var failure = Read(
            "pg_restore: error: COPY failed for table \"film\": ERROR:  duplicate key value violates unique constraint \"film_pkey\"",
            "DETAIL:  Key (id)=(1) already exists.",
            "CONTEXT:  COPY film, line 1: \"1\tpermission denied",
            "ERROR:  permission denied for nothing\"");
        Assert.AreEqual("PUM5001", failure.Code);
        Assert.Contains("duplicate key", failure.Message);
        Assert.AreEqual("PUM5001", Read(
            "pg_restore: error: could not execute query: ERROR:  syntax error at or near \"x\"",
            "LINE 3: no connection to the server",
            "Command was: CREATE FUNCTION f() RETURNS text",
            "server closed the connection unexpectedly").Code);
    }

    [TestMethod]
    public void Of_several_addresses_the_one_that_answered_tells_the_cause()
    {
        var failure = Read(
            "pg_dump: error: connection to server at \"localhost\" (::1), port 5432 failed: Connection refused",
            "\tIs the server running on that host and accepting TCP/IP connections?",
            "connection to server at \"localhost\" (127.0.0.1), port 5432 failed: FATAL:  password authentication failed for user \"ci\"");
        Assert.AreEqual("PUM3004", failure.Code);
        Assert.Contains("password authentication failed", failure.Message);
    }

    [TestMethod]
    [DataRow("pg_dump: error: connection to server at \"10.0.0.9\", port 5432 failed: No route to host", "PUM3003")]
    [DataRow("pg_dump: error: connection to server on socket \"/tmp/.s.PGSQL.1\" failed: No such file or directory", "PUM3003")]
    [DataRow("pg_dump: error: connection to server at \"10.255.255.1\", port 5432 failed: timeout expired", "PUM3003")]
    [DataRow("psql: error: connection to server at \"127.0.0.1\", port 5432 failed: server closed the connection unexpectedly", "PUM3003")]
    [DataRow("pg_dump: error: connection to server at \"::1\", port 5432 failed: FATAL:  Passwort-Authentifizierung für Benutzer »ci« fehlgeschlagen", "PUM5001")]
    public void A_server_that_was_not_reached_is_told_from_one_that_answered(string line, string code) =>
        Assert.AreEqual(code, Read(line).Code);

    [TestMethod]
    [DataRow("psql:<stdin>:12: ERROR:  42501: permission denied for schema public", true)]
    [DataRow("pg_restore: error: could not execute query: FEHLER:  keine Berechtigung für Schema public", true)]
    [DataRow("pg_restore: error: could not read from input file: end of file", true)]
    [DataRow("FEHLER:  42501: keine Berechtigung, um temporäre Tabellen zu erzeugen", false)]
    [DataRow("psql:<stdin>:12: FATAL:  57P01: terminating connection due to administrator command", false)]
    [DataRow("psql:<stdin>:12: ERROR:  53100: could not extend file: No space left on device", false)]
    [DataRow("pg_restore: error: connection to server at \"::1\", port 5432 failed: FATAL:  etwas Neues", false)]
    [DataRow("pg_restore: unrecognized option '--nosuch'", false)]
    public void The_dump_is_the_place_of_what_is_wrong_with_it_alone(string line, bool isInDump) =>
        Assert.AreEqual(isInDump ? new SourceLocation("/snap.dump") : null, Read(line).Location);

    [TestMethod]
    public void An_entry_is_named_by_its_number_and_belongs_to_the_error_behind_it()
    {
        var failure = ToolMessageReader.Read(new(
            "pg_restore", 1,
            [
                "pg_restore: from TOC entry 215; 1259 16386 TABLE a b ci",
                "pg_restore: error: could not execute query: ERROR:  relation \"a b\" already exists",
                "pg_restore: from TOC entry 216; 1259 16386 TABLE c ci",
                "pg_restore: error: could not execute query: ERROR:  relation \"c\" already exists",
            ],
            "app", Dumping: false, "/snap.dump", NameEntry: number => number == 215 ? "TABLE public.a b" : "another"));
        Assert.AreEqual("TABLE public.a b", failure.FailingObject);
        Assert.Contains("TABLE public.a b: could not execute query", failure.Message);
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
        Assert.AreEqual("The database does not exist: app.", failure.Message);
        Assert.DoesNotContain(password, string.Concat(failure.Details));
    }

    [TestMethod]
    public void A_password_is_taken_out_of_the_words_of_the_tool_and_of_no_others()
    {
        foreach (var line in new[] { "pg_restore: error: could not execute query: ERROR:  relation \"secret\" already exists", "pg_restore: error: something new of secret" })
        {
            var failure = ToolMessageReader.Read(new(
                "pg_restore", 1, [line], "app", Dumping: false, "/snap.dump", Redact: new Redactor(["secret", "ended", "object"]).Redact));
            Assert.DoesNotContain("secret", failure.Message);
            Assert.IsTrue(failure.Message.StartsWith("An object of the dump already exists: ", StringComparison.Ordinal) || failure.Message.StartsWith("PgRestoreFailed: pg_restore ended with exit code 1: ", StringComparison.Ordinal), failure.Message);
        }
    }

    [TestMethod]
    [DataRow(17, Mismatch, "pg_dump: detail: server version: 17.12 (Debian 17.12-1.pgdg12+1); pg_dump version: 15.18 (Debian 15.18-0+deb12u1)")]
    [DataRow(18, Mismatch, "pg_dump: detail: server version: 18beta1; pg_dump version: 17.2")]
    [DataRow(16, "pg_dump: error: server version: 16.1; pg_dump version: 13.9", Mismatch)]
    public void A_pg_dump_that_is_too_old_names_the_major_that_is_needed(int major, string first, string second)
    {
        var context = new FailureContext("pg_dump", 1, [first, second], "app", Dumping: true, "/snap", TooOld: needed =>
            new() { Code = PumCodes.ToolTooOld, Message = $"{needed} is needed.", Advice = "" });

        Assert.AreEqual($"{major} is needed.", ToolMessageReader.Read(context).Message);
        Assert.AreEqual("pg_dump is older than the server.", ToolMessageReader.Read(context with { Lines = [Mismatch] }).Message);
    }

    [TestMethod]
    public void A_tool_that_says_nothing_still_gives_a_failure() => Assert.AreEqual("PUM5001", Read().Code);

    private static PumFailure Read(params string[] lines) =>
        ToolMessageReader.Read(
            new("pg_restore", 1, [.. lines], "app on localhost:5432 as ci", Dumping: false, "/snap.dump", InOneTransaction: true));
}
