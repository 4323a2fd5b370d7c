using Pum.Dumper.Failures;
using Pum.Dumper.Scripts;
using static Pum.Dumper.Tests.Scripts.ScriptText;

namespace Pum.Dumper.Tests.Scripts;

/// <summary>A plain dump that is no longer as pg_dump wrote it is called that, and nobody is told to trust it.</summary>
[TestClass]
public sealed class AlteredDumpTests
{
    private static readonly string WithoutRestrict = Dump.Replace("\\restrict a1B2c3\n", "", StringComparison.Ordinal);

    [TestMethod]
    [DataRow("pg_dump: warning: there are circular foreign-key constraints on this table:\npg_dump: detail: part\n", "lines 1 to 2")]
    [DataRow("WARNING:  database \"app\" has a collation version mismatch\r\nDETAIL:  The database was created using collation version 2.31.\r\n", "lines 1 to 2")]
    [DataRow("\npg_dump: last built-in OID is 16383\n\n", "line 2")]
    [DataRow("What's next:\n    Try Docker Debug\n", "lines 1 to 2")]
    [DataRow("Defaulted container \"postgres\" out of: postgres, init (init)\n", "line 1")]
    [DataRow("Warning: Permanently added 'db' (ED25519) to the list of known hosts.\n", "line 1")]
    [DataRow("time=\"2026-11-29T02:55:09Z\" level=warning msg=\"`version` is obsolete\"\n", "line 1")]
    [DataRow("\u001b[33mupdate available\u001b[0m\n", "line 1")]
    public void What_another_program_wrote_above_a_dump_is_named_with_its_lines(string above, string lines)
    {
        foreach (var dump in new[] { Dump, Dump.ReplaceLineEndings("\r\n"), WithoutRestrict.Replace("\\unrestrict a1B2c3\n", "", StringComparison.Ordinal) })
        {
            foreach (var trusted in new[] { false, true })
            {
                var failure = Check(above + dump, trusted);
                Assert.AreEqual("PUM5003", failure.Code);
                Assert.Contains($"above the dump ({lines}, \"", failure.Message);
                Assert.StartsWith("Delete ", failure.Advice);
                Assert.DoesNotContain("TrustDump", failure.Advice);
            }
        }
    }

    [TestMethod]
    [DataRow("SET role app;\n")]
    [DataRow("-- seed: of the week\n\nBEGIN;\n")]
    [DataRow("(SELECT 1);\n")]
    [DataRow("/* pg_dump: a comment */\n")]
    [DataRow("with x as (select 1) select * from x;\n")]
    [DataRow("REPACK film;\n")]
    [DataRow("wait for lsn '0/306EE20';\n")]
    public void What_is_SQL_above_a_dump_stays(string above) => Assert.IsNull(Scan(above + Dump).Above);

    [TestMethod]
    public void A_script_that_no_pg_dump_wrote_is_not_looked_into() => Assert.IsNull(Scan("pg_dump: no dump\nSELECT 1;\n").Above);

    [TestMethod]
    public void A_lone_end_of_restrict_is_no_command_to_be_trusted()
    {
        var failure = Check(WithoutRestrict);
        Assert.AreEqual(("PUM5003", "Delete this line too, or dump the database again."), (failure.Code, failure.Advice));
        Assert.AreEqual(WithoutRestrict[..WithoutRestrict.IndexOf("\\unrestrict", StringComparison.Ordinal)].Count(letter => letter == '\n') + 1, failure.Location?.Line);
        Assert.IsEmpty(Codes(WithoutRestrict, trusted: true), "as before: the line is left out");

        Assert.Contains("PUM5009", Codes("SELECT 1;\n\\unrestrict `touch x`\n"), "only what pg_dump writes");
        Assert.Contains("PUM5009", Codes("SELECT 1 \\unrestrict a\n"));
    }

    [TestMethod]
    [DataRow("SET standard_conforming_strings")]
    [DataRow("\\N\tno value")]
    [DataRow("\\.\n")]
    [DataRow("\\.\n", false)]
    [DataRow("CREATE FUNCTION", false)]
    [DataRow("BEGIN;", false)]
    public void A_dump_that_lacks_its_beginning_is_cut_short(string from, bool restricts = true)
    {
        var dump = Dump.Replace("\n\\.\n", "\n\\N\tno value\n\\.\n", StringComparison.Ordinal);
        if (!restricts)
            dump = dump.Replace("\\unrestrict a1B2c3\n", "", StringComparison.Ordinal);

        var failure = Check(dump[dump.IndexOf(from, StringComparison.Ordinal)..]);

        Assert.AreEqual("PUM5003", failure.Code);
        Assert.Contains("its beginning is missing", failure.Message);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void A_dump_that_is_cut_before_another_one_is_named_with_the_line_of_that(bool restricts)
    {
        var (first, second) = (Dump, Dump.Replace("a1B2c3", "d4E5f6", StringComparison.Ordinal));
        if (!restricts)
        {
            first = WithoutRestrict.Replace("\\unrestrict a1B2c3\n", "", StringComparison.Ordinal);
            second = first;
        }
        Assert.IsEmpty(Codes(first + second));
        var cut = first[..first.IndexOf("BEGIN;", StringComparison.Ordinal)];

        foreach (var trusted in new[] { false, true })
        {
            var failure = Check(cut + second, trusted);
            Assert.AreEqual(("PUM5003", cut.Count(character => character == '\n') + 2), (failure.Code, failure.Location?.Line));
            Assert.Contains("another dump follows in the file, but the one before it has no end", failure.Message);
        }
    }

    // The beginning of the other one is among the rows.
    [TestMethod]
    public void A_dump_that_is_cut_among_its_rows_before_another_one_is_named()
    {
        const string Rows = "COPY public.film (title) FROM stdin;\none\n";
        var cut = Dump[..Dump.IndexOf("BEGIN;", StringComparison.Ordinal)] + Rows;
        var second = Dump.Replace("a1B2c3", "d4E5f6", StringComparison.Ordinal).Replace("BEGIN;", $"{Rows}\\.\nBEGIN;", StringComparison.Ordinal);
        Assert.IsEmpty(Codes(second));

        foreach (var trusted in new[] { false, true })
            Assert.AreEqual("PUM5003", Check(cut + second, trusted).Code);
    }

    [TestMethod]
    [DataRow("\r\n")]
    [DataRow("\n")]
    public void A_dump_that_another_program_rewrote_is_warned_of_where_its_text_may_be_wrong(string newline)
    {
        const string Mark = "\u00ef\u00bb\u00bf";
        var dump = Dump.ReplaceLineEndings(newline);
        var foreign = dump.Replace("; ROLLBACK;", "gr\u00c3\u00b6\u00c3\u0178e", StringComparison.Ordinal);
        Assert.IsEmpty(Warnings(Mark + dump), "text in ASCII is the same in every encoding");
        Assert.IsEmpty(Warnings(foreign));
        Assert.IsEmpty(Warnings($"{Mark}SELECT 'gr\u00c3\u00b6\u00c3\u0178e';\n"), "no pg_dump wrote it");

        var warning = Warnings(Mark + foreign).Single();

        var line = foreign[..foreign.IndexOf('\u00c3', StringComparison.Ordinal)].Count(character => character == '\n') + 1;
        Assert.AreEqual(("PUM5003", line), (warning.Code, warning.Location?.Line));
        Assert.IsEmpty(Codes(Mark + foreign));
    }

    [TestMethod]
    public void The_script_inside_a_tar_archive_is_called_that()
    {
        var failure = Check("""
            --
            -- NOTE:
            --
            -- File paths need to be edited. Search for $$PATH$$ and
            -- replace it with the path to the directory containing
            -- the extracted data files.
            --
            --
            -- PostgreSQL database dump
            --

            DROP DATABASE app;
            CREATE DATABASE app WITH TEMPLATE = template0 ENCODING = 'UTF8';

            \unrestrict (null)
            \connect app
            \restrict (null)

            COPY public.film (id) FROM stdin;
            \.
            COPY public.film (id) FROM '$$PATH$$/3338.dat';

            --
            -- PostgreSQL database dump complete
            --
            """);
        Assert.AreEqual("PUM5002", failure.Code);
        Assert.Contains("the script inside a tar archive", failure.Message);
    }

    private static System.Collections.Immutable.ImmutableArray<PumFailure> Warnings(string script) => ScriptCheck.Warn(Scan(script), "/dumps/app.sql");

    private static PumFailure Check(string script, bool trusted = false) =>
        ScriptCheck.Check(Scan(script), "/dumps/app.sql", ScriptMode.Guarded, trusted, Psql).Single();
}
