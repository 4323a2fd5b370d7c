using System.Text;
using Pum.Dumper.Scripts;
using static Pum.Dumper.Tests.Scripts.ScriptText;

namespace Pum.Dumper.Tests.Scripts;

[TestClass]
public sealed class ScriptCheckTests
{
    [TestMethod]
    public void A_dump_by_pg_dump_passes()
    {
        var facts = Scan(Dump);
        Assert.IsEmpty(ScriptCheck.Check(facts, "/dumps/app.sql", ScriptMode.Guarded, trusted: false, Psql));
        Assert.AreEqual("15.18 (Debian 15.18-0+deb12u1)", facts.Origin?.ServerVersion);
        Assert.AreEqual("17.11", facts.Origin?.ClientVersion);
        Assert.AreEqual(11, facts.Statements);
        Assert.AreEqual(1, facts.Copies);
        Assert.AreEqual(Encoding.Latin1.GetByteCount(Dump), facts.Bytes);
        Assert.AreEqual(Dump.Count(character => character == '\n'), facts.Lines);
    }

    [TestMethod]
    [DataRow("\n")]
    [DataRow("\r\n")]
    public void A_dump_that_was_cut_at_any_byte_is_refused(string newline)
    {
        var dump = Dump.ReplaceLineEndings(newline);
        var whole = dump.TrimEnd().Length;
        for (var length = 0; length < whole; length++)
            Assert.IsNotEmpty(Codes(dump[..length]), $"cut at {length}: …{dump[Math.Max(0, length - 20)..length]}");
        Assert.IsEmpty(Codes(dump[..whole]));
    }

    [TestMethod]
    public void A_dump_without_restrict_that_was_cut_at_any_byte_is_refused()
    {
        var dump = Dump.Replace("\\restrict a1B2c3\n", "", StringComparison.Ordinal)
            .Replace("\\unrestrict a1B2c3\n", "", StringComparison.Ordinal);
        var whole = dump.IndexOf("dump complete", StringComparison.Ordinal) + "dump complete".Length;
        for (var length = 0; length < whole; length++)
            Assert.IsNotEmpty(Codes(dump[..length]), $"cut at {length}");
        Assert.IsEmpty(Codes(dump[..whole]));
    }

    [TestMethod]
    [DataRow("SELECT 1;\n@SELECT 2;\n", 2)]
    [DataRow("SELECT 1;@SELECT 2;\n", 1)]
    [DataRow("@SELECT 1;\n@-- a comment\n\n\\restrict a\nSELECT 1;\n\\unrestrict a\n", 2)]
    [DataRow("COPY t FROM stdin;\n1\n\\.\n@@SELECT 1;\n", 4)]
    [DataRow("SELECT 1;\r\n\r\nCREATE TABLE t@CREATE TABLE u ();\n", 3)]
    public void A_byte_order_mark_in_the_middle_is_named_with_its_line(string script, int line)
    {
        foreach (var (mode, trusted) in new[] { (ScriptMode.Guarded, false), (ScriptMode.IntoNew, true), (ScriptMode.GoingOn, false) })
        {
            var failure = ScriptCheck.Check(Scan(script.Replace("@", Mark, StringComparison.Ordinal)), "/dumps/app.sql", mode, trusted, Psql).Single();
            Assert.AreEqual(("PUM5003", line), (failure.Code, failure.Location?.Line));
            Assert.Contains("byte-order mark", failure.Message);
        }
    }

    [TestMethod]
    [DataRow("@SELECT 1;\n")]
    [DataRow("SELECT '@', \"@\", $$@$$, E'@', 'a\n@';\n")]
    [DataRow("-- @\n/* @\n@ */SELECT 1;\n")]
    [DataRow("COPY t FROM stdin;\n@a\n@\n\\.\n")]
    public void A_byte_order_mark_that_is_data_stays(string script) =>
        Assert.IsEmpty(Codes(script.Replace("@", Mark, StringComparison.Ordinal)));

    /// <summary>The three bytes, as <see cref="Scan(string)"/> writes them.</summary>
    private const string Mark = "\u00ef\u00bb\u00bf";

    [TestMethod]
    [DataRow(@"\! touch x")]
    [DataRow(@"SELECT 1; \! touch x")]
    [DataRow(@"SELECT 1 \! touch x")]
    [DataRow(@"SELECT 1 \g | sh")]
    [DataRow(@"\copy t from program 'touch x'")]
    [DataRow(@"\o |sh")]
    [DataRow(@"\set x `touch x`")]
    [DataRow("\\unrestrict `touch x`")]
    [DataRow("\\restrict a\n\\unrestrict 'a'`touch x`")]
    [DataRow("\\restrict a\n\\unrestrict a `touch x`")]
    [DataRow("\\restrict a\n\\unrestrict a\n\\! touch x")]
    [DataRow("\\restrict a\n\\restrict a\n\\unrestrict a")]
    [DataRow("\\restrict a\nSELECT 1 \\unrestrict a\n")]
    [DataRow("SELECT 1\\; SELECT 2;")]
    [DataRow("SELECT 1 \\\n;")]
    [DataRow("/* a /* b */ \\! no */ \\! touch x")]
    [DataRow("-- no \\! \r\\! touch x")]
    [DataRow(@"SELECT '\', '\! no'; \! touch x")]
    [DataRow(@"SELECT E'\''; \! touch x")]
    [DataRow("SELECT E'a'\r'\\'' \\! touch x;")]
    [DataRow("SELECT E'a'\n'\\' \\! touch x --';")]
    [DataRow(@"SELECT $a$ $b$ $$ \! no $a$ \! touch x")]
    [DataRow(@"SELECT a$b$ \! touch x")]
    [DataRow(@"SELECT $1$$a$$ \! touch x")]
    [DataRow(@"SELECT "" \! no "" \! touch x")]
    [DataRow("COPY t FROM stdin;\n\\! no\n\\.\n\\! touch x")]
    [DataRow("COPY t FROM stdin; \\! touch x\n1\n\\.\n")]
    [DataRow("COPY t TO stdout;\n\\! touch x\n\\.\n")]
    [DataRow("COPY t FROM 'stdin';\n\\! touch x\n\\.\n")]
    [DataRow("COPY (SELECT 1 FROM stdin) TO STDOUT;\n\\! touch x\n\\.\n")]
    [DataRow("COPY a FROM stdin; COPY b FROM stdin;\n\\! no\n\\.\n\\! no\n\\.\n\\! touch x\n")]
    [DataRow("COPY t FROM stdin; SELECT 'x\nrow\n\\.\n\\! no'; \\! touch x\n")]
    [DataRow("SET standard_conforming_strings = off; \nSELECT 'a\\' \\! no'; \\! touch x")]
    public void A_command_of_an_untrusted_dump_is_named(string script)
    {
        Assert.Contains("PUM5009", Codes(script));
        if (script.Contains("touch x", StringComparison.Ordinal) && Scan(script).First(ScriptFindingKind.Command) is { } command)
            Assert.Contains("touch x", command.Text);
        if (!script.Contains("restrict", StringComparison.Ordinal))
            Assert.DoesNotContain("PUM5009", Codes(script, trusted: true));
    }

    [TestMethod]
    [DataRow(@"SELECT ' \! no', ""\! no"", $$ \! no $$, E'\\! no', U&'\! no', b'\! no', n'\! no';")]
    [DataRow("-- \\! no\n/* \\! no */ SELECT 1;")]
    [DataRow("SELECT 'a''\\! no';")]
    [DataRow("SELECT E'a\\'\\! no';")]
    [DataRow("SELECT $x$ $y$ \\! no $x$;")]
    [DataRow("SELECT a[1:n], b::text, c := 1, :'low', :\"low\", :low;")]
    [DataRow("COPY \"from\" (a, \"x\"\"y\") FROM STDIN WITH (FORMAT csv);\n\\! no\n\\.\nSELECT 1;")]
    [DataRow("COPY public.from from\n -- c\n stdin;\n\\! no\r\n\\.\r\nSELECT 1;")]
    [DataRow("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; ROLLBACK; END; SELECT 1;")]
    [DataRow("CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC COMMIT; COMMIT; END; SELECT 1;")]
    [DataRow("CREATE RULE r AS ON INSERT TO t DO (DELETE FROM a; ROLLBACK; VACUUM);")]
    [DataRow("INSERT INTO t VALUES ('x;\nROLLBACK;\nVACUUM;\n');")]
    [DataRow("ROLLBACK TO SAVEPOINT a; ROLLBACK WORK TO a;")]
    [DataRow("CREATE INDEX i ON t (a); PREPARE transactions AS SELECT 1; CREATE TABLE database (a int);")]
    [DataRow(@"SELECT 1.5e-3--'")]
    [DataRow("SELECT 1")]
    public void Look_alikes_are_left_alone(string script) => Assert.IsEmpty(Codes(script), string.Join(", ", Codes(script)));

    [TestMethod]
    [DataRow("ROLLBACK;", "PUM5015")]
    [DataRow("BEGIN; SELECT 1; abort;", "PUM5015")]
    [DataRow("ROLLBACK AND CHAIN;", "PUM5015")]
    [DataRow("PREPARE\n/* c */ TRANSACTION 'x';", "PUM5015")]
    [DataRow("COMMIT PREPARED 'x';", "PUM5015")]
    [DataRow("CREATE UNIQUE INDEX CONCURRENTLY i ON t (a);", "PUM5016")]
    [DataRow("create database x;", "PUM5016")]
    [DataRow("VACUUM (ANALYZE) t;", "PUM5016")]
    [DataRow("ALTER SYSTEM SET work_mem = 1;", "PUM5016")]
    [DataRow("CLOSE ALL;", "PUM5016")]
    [DataRow("-- PostgreSQL database cluster dump\nSELECT 1;", "PUM5002")]
    [DataRow("\\connect app\nSELECT 1;", "PUM5002")]
    [DataRow("", "PUM5002")]
    [DataRow("-- nothing\n", "PUM5002")]
    [DataRow("SELECT 'x", "PUM5003")]
    [DataRow("SELECT (1;", "PUM5003")]
    [DataRow("SELECT \"x;\n", "PUM5003")]
    [DataRow("/* /* */ SELECT 1;", "PUM5003")]
    [DataRow("COPY t FROM stdin;", "PUM5003")]
    [DataRow("COPY t FROM stdin;\n1\n", "PUM5003")]
    [DataRow("COPY t FROM stdin;\n1\n\\. \n", "PUM5003")]
    [DataRow("SELECT 1;\0", "PUM5003")]
    [DataRow("SELECT :'LAST_ERROR_MESSAGE';", "PUM5009")]
    [DataRow("SELECT :{?x};", "PUM5009")]
    public void What_cannot_be_restored_is_named(string script, string code) => Assert.AreEqual(code, Codes(script).FirstOrDefault());

    [TestMethod]
    [DataRow("create index concurrently ix on keep2 ( i );", "create index concurrently ix on keep2 ( i )")]
    [DataRow("CREATE UNIQUE INDEX CONCURRENTLY \"Ix\"\r\n  ON t (\"A\");", "CREATE UNIQUE INDEX CONCURRENTLY \"Ix\" …")]
    [DataRow("VACUUM (ANALYZE) \"a;b\"; SELECT 1;", "VACUUM (ANALYZE) \"a;b\"")]
    [DataRow("CREATE DATABASE x\tCONNECTION LIMIT -- ;\n 3;", "CREATE DATABASE x CONNECTION LIMIT -- ; …")]
    [DataRow("Vacuum", "Vacuum")]
    [DataRow("Vacuum -- all\n", "Vacuum -- all")]
    [DataRow("ALTER SYSTEM SET search_path = '01234567890123456789012345678901234567890123456789', public;", "ALTER SYSTEM SET search_path = '012345678901234567890123456789012345678901234567…")]
    public void A_statement_is_quoted_as_it_was_written(string script, string quoted)
    {
        var failure = ScriptCheck.Check(Scan(script), "/dumps/app.sql", ScriptMode.Guarded, false, Psql).Single();
        Assert.AreEqual($"The statement '{quoted}' cannot run inside the restore's one transaction.", failure.Message);
    }

    [TestMethod]
    [DataRow(@"SELECT '\'';", 1)]
    [DataRow("SELECT\n1aE'x';", 2)]
    [DataRow("SELECT\n\n1e--x", 3)]
    public void What_another_psql_would_read_otherwise_is_refused_for_one_that_cannot_be_restricted(string script, int line)
    {
        Assert.AreEqual(line, Scan(script).First(ScriptFindingKind.Ambiguity)?.Line);
        Assert.Contains("PUM5009", Codes(script, psql: OldPsql));
        Assert.DoesNotContain("PUM5009", Codes(script));
    }

    [TestMethod]
    public void A_failure_names_the_file_and_the_line()
    {
        var facts = Scan("SELECT 1;\nSELECT 'a\nb';\nCOPY t FROM stdin;\n1\n2\n\\.\n  ROLLBACK;");
        Assert.AreEqual(
            "/dumps/app.sql(8)", ScriptCheck.Check(facts, "/dumps/app.sql", ScriptMode.Guarded, false, Psql)[0].Location?.ToString());
    }

    [TestMethod]
    public void An_open_end_is_named_where_it_begins()
    {
        Assert.AreEqual(new OpenEnd("a string", 2), Scan("SELECT 1;\nSELECT 'a\nb;\n").OpenEnd);
        Assert.AreEqual(new OpenEnd("the rows of a COPY", 1), Scan("COPY t FROM stdin;\na\nb;\n").OpenEnd);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void Windows_of_any_size_read_the_same(int seed)
    {
        var random = new Random(seed);
        var text = string.Concat(Enumerable.Range(0, 400).Select(index => Dump.Replace("a1B2c3", "k" + index, StringComparison.Ordinal)
            + "SELECT '" + new string('x', random.Next(3000)) + (index % 3 == 0 ? "''" : "") + "', $t" + index + "$ ;$t$ $t" + index + "$;\n/* " + new string('*', random.Next(2000)) + "*/\n"));
        var bytes = Encoding.Latin1.GetBytes(text);
        var whole = Scan(bytes);
        var parts = ScriptScanner.Scan(new SlowStream(bytes, random));
        Assert.IsTrue(whole.IsSameAs(parts), $"{whole}\n{parts}");
        Assert.AreEqual(400 * 12, whole.Statements);
        Assert.IsEmpty(whole.Findings.Where(finding => finding.Kind != ScriptFindingKind.TransactionBlock));
    }

    private sealed class SlowStream(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, random.Next(1, 700)));
    }
}
