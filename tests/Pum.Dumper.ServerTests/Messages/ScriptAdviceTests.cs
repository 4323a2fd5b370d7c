using System.Diagnostics;
using System.Formats.Tar;
using System.Text;
using Pum.Dumper.Restoring.Planning;
using static Pum.Dumper.ServerTests.Messages.Following;

namespace Pum.Dumper.ServerTests.Messages;

/// <summary>The advice on plain dumps that are not, or not any more, what pg_dump wrote for this target.</summary>
[TestClass]
public sealed class ScriptAdviceTests
{
    private const string Film = "CREATE TABLE film (id int); INSERT INTO film VALUES (1), (2)";

    [TestMethod]
    [DataRow("\n")]
    [DataRow("\r\n")]
    public async Task Lines_above_a_dump_are_deleted(string newline)
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync(Film);
        var lines = File.ReadAllLines(await MakeScriptAsync(source, folder, []));
        var file = folder.Write("snap.sql", string.Join(newline, ["WARNING:  database \"app\" has a collation version mismatch", "HINT:  Rebuild it.", .. lines, ""]));
        await using var target = await TestDatabase.CreateAsync();

        var failure = await FailsAsync(target, file, "PUM5003", "Delete these lines");
        Assert.AreEqual(1, failure.Location?.Line);
        Assert.Contains("lines 1 to 2", failure.Failure.Message);

        folder.Write("snap.sql", string.Join(newline, [.. lines, ""]));
        await RestoreAsync(target, file);
        Assert.AreEqual(2L, await target.QueryAsync<long>("SELECT count(*) FROM film"));
    }

    [TestMethod]
    public async Task Lines_between_the_statements_of_a_dump_are_deleted()
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync(Film);
        var lines = File.ReadAllLines(await MakeScriptAsync(source, folder, [])).ToList();
        var at = lines.FindIndex(line => line.StartsWith("CREATE TABLE", StringComparison.Ordinal));
        lines.Insert(at, "pg_dump: creating TABLE \"public.film\"");
        var file = folder.Write("snap.sql", string.Join('\n', [.. lines, ""]));
        await using var target = await TestDatabase.CreateAsync();

        var failure = await FailsAsync(target, file, "PUM5001", "delete its lines");
        Assert.AreEqual(at + 1, failure.Location?.Line);

        lines.RemoveAt(at);
        folder.Write("snap.sql", string.Join('\n', [.. lines, ""]));
        await RestoreAsync(target, file);
    }

    [TestMethod]
    public async Task A_lone_end_of_restrict_is_deleted_too()
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync(Film);
        var lines = File.ReadAllLines(await MakeScriptAsync(source, folder, [])).ToList();
        Assert.AreEqual(1, lines.RemoveAll(line => line.StartsWith("\\restrict", StringComparison.Ordinal)));
        var file = folder.Write("snap.sql", string.Join('\n', lines));
        await using var target = await TestDatabase.CreateAsync();

        var failure = await FailsAsync(target, file, "PUM5003", "Delete this line too");

        lines.RemoveAt(failure.Location!.Line - 1);
        folder.Write("snap.sql", string.Join('\n', lines));
        await RestoreAsync(target, file);
    }

    [TestMethod]
    public async Task The_schema_that_every_database_has_is_taken_out()
    {
        const string Advice = "Take CREATE SCHEMA public out of the script, or make the dump with Format=\"custom\"";
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync(Film);
        var file = await MakeScriptAsync(source, folder, ["--schema=public"]);
        await using var target = await TestDatabase.CreateAsync();

        var failure = await FailsAsync(target, file, "PUM5004", Advice);
        Assert.DoesNotContain("ReplaceDatabase", failure.Failure.Advice);
        await FailsAsync(target, file, "PUM5004", Advice, request => request with { ReplaceDatabase = true });

        File.WriteAllText(file, File.ReadAllText(file).Replace("CREATE SCHEMA public;", "", StringComparison.Ordinal));
        await RestoreAsync(target, file);
        await RestoreAsync(target, file, request => request with { ReplaceDatabase = true });
        var archive = await DumpAsync(source, folder, request => request with { Filter = request.Filter with { Schemas = ["public"] } });
        await RestoreAsync(target, archive, request => request with { ReplaceDatabase = true });
    }

    [TestMethod]
    public async Task What_a_new_database_holds_already_the_dump_or_its_template_made()
    {
        const string Advice = "remove it from the dump, or name another BaseTemplate";
        using var folder = new TestFolder();
        var twice = folder.Write("twice.sql", "CREATE TABLE film ();\nCREATE TABLE film ();\n");
        var once = folder.Write("once.sql", "CREATE TABLE film ();\n");
        await using var template = await TestDatabase.CreateAsync();
        await template.ExecuteAsync("CREATE TABLE film ()");
        await using var target = await TestDatabase.CreateAsync();

        await FailsAsync(target, twice, "PUM5004", Advice, request => request with { ReplaceDatabase = true });
        await FailsAsync(target, once, "PUM5004", Advice, request => request with { ReplaceDatabase = true, BaseTemplate = template.Name });

        await RestoreAsync(target, once, request => request with { ReplaceDatabase = true });
    }

    [TestMethod]
    public async Task The_script_of_a_tar_archive_is_not_restored_and_the_archive_is()
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync(Film);
        var tar = await MakeScriptAsync(source, folder, ["--format=tar"]);
        Directory.CreateDirectory(folder["unpacked"]);
        TarFile.ExtractToDirectory(tar, folder["unpacked"], overwriteFiles: false);
        await using var target = await TestDatabase.CreateAsync();

        await FailsAsync(target, folder["unpacked/restore.sql"], "PUM5002", "Restore the tar archive itself, or the folder that it was unpacked into");

        await RestoreAsync(target, tar);
        await RestoreAsync(target, folder["unpacked"], request => request with { ReplaceDatabase = true });
        Assert.AreEqual(2L, await target.QueryAsync<long>("SELECT count(*) FROM film"));
    }

    [TestMethod]
    public async Task A_comment_on_an_administrators_extension_is_left_out()
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync(Film);
        await source.ExecuteAsSuperuserAsync("CREATE EXTENSION pgstattuple");
        var file = await MakeScriptAsync(source.As(source.Server.Superuser), folder, []);
        var archive = await DumpAsync(source.As(source.Server.Superuser), folder, request => request);
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsSuperuserAsync("CREATE EXTENSION pgstattuple");

        await FailsAsync(target, file, "PUM5005", "restore an archive (Format=\"custom\"): the restore then leaves it out");

        await RestoreAsync(target, archive);
        await target.ExecuteAsync("DROP TABLE film");
        await RestoreAsync(target.As(target.Server.Superuser), file);
        await target.ExecuteAsSuperuserAsync("DROP TABLE film");
        var taken = File.ReadAllLines(file).Where(line => !line.StartsWith("COMMENT ON EXTENSION", StringComparison.Ordinal));
        await RestoreAsync(target, folder.Write("taken.sql", string.Join('\n', taken)));
    }

    [TestMethod]
    [DataRow("COMMIT;", "Take COMMIT out there")]
    [DataRow("ROLLBACK;", "Take that out")]
    public async Task What_ends_the_transaction_is_taken_out_of_an_included_file(string statement, string advice)
    {
        using var folder = new TestFolder();
        var script = folder.Write("seed.sql", "CREATE TABLE film (id int);\n\\ir rows.sql\n");
        folder.Write("rows.sql", $"{statement}\n");
        await using var target = await TestDatabase.CreateAsync();
        Func<RestoreRequest, RestoreRequest> trust = request => request with { TrustDump = true };

        await FailsAsync(target, script, "PUM5015", advice, trust);
        await FailsAsync(target, script, "PUM5015", "or set ReplaceDatabase=\"true\"", trust);

        await RestoreAsync(target, script, request => trust(request) with { ReplaceDatabase = true });
        await target.ExecuteAsync("DROP TABLE film");
        folder.Write("rows.sql", "INSERT INTO film VALUES (1);\n");
        await RestoreAsync(target, script, trust);
    }

    [TestMethod]
    [DataRow(4, 5)]
    [DataRow(5, 4)]
    [OSCondition(OperatingSystems.Linux)]
    public async Task Line_ends_of_two_kinds_are_made_one(int remainder, int end)
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync("CREATE TABLE film (title text); INSERT INTO film SELECT E'a\r\n' || g FROM generate_series(1, 20) g");
        var lines = File.ReadAllLines(await MakeScriptAsync(source, folder, []));
        var text = string.Concat(lines.Select((line, number) => $"{line}{(number % 6 == remainder || number % 6 == end ? "\r\n" : "\n")}"));
        var file = folder.Write("snap.sql", text);
        await using var target = await TestDatabase.CreateAsync();

        var failure = await FailsAsync(target, file, "PUM5001", "dump again");
        Assert.Contains(@"sed -i 's/\r$//'", failure.Failure.Advice);

        Assert.AreEqual(0, await RunAsync("sed", "-i", @"s/\r$//", file));
        await RestoreAsync(target, file);
        Assert.AreEqual("a\r\n20", await target.QueryAsync<string>("SELECT title FROM film OFFSET 19"));
    }

    [TestMethod]
    public async Task A_dump_that_another_program_rewrote_is_compared_or_written_by_pg_dump_itself()
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync("CREATE TABLE film (title text); INSERT INTO film VALUES ('größe')");
        var file = await MakeScriptAsync(source, folder, []);
        // As Windows PowerShell does: it decodes what a program writes by the code page of the console.
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(file));
        var line = text[..text.IndexOf('Ã', StringComparison.Ordinal)].Count(character => character == '\n') + 1;
        File.WriteAllText(folder["rewritten.sql"], text.ReplaceLineEndings("\r\n"), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        await using var target = await TestDatabase.CreateAsync();
        var reporter = new CollectingReporter();

        await RestoreAsync(target, folder["rewritten.sql"], reporter: reporter);
        var warning = reporter.Warnings.Single();
        Assert.AreEqual(("PUM5003", line), (warning.Code, warning.Location?.Line));
        Assert.Contains("another program rewrote the file", warning.Message);
        Assert.Contains("(pg_dump --file)", warning.Advice);

        await target.ExecuteAsync("DROP TABLE film");
        reporter = new();
        await RestoreAsync(target, file, reporter: reporter);
        Assert.IsEmpty(reporter.Warnings);
        Assert.AreEqual("größe", await target.QueryAsync<string>("SELECT title FROM film"));
    }

    // As Rails writes structure.sql, and dbmate schema.sql.
    [TestMethod]
    [DataRow("", "SET search_path TO public;\nINSERT INTO film VALUES (3);\n")]
    [DataRow("\\restrict dbmate\n", "\\unrestrict dbmate\n\n--\n-- Dbmate schema migrations\n--\n\nINSERT INTO public.film VALUES (3);\n")]
    public async Task A_dump_whose_first_comments_were_taken_out_is_restored(string above, string below)
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync(Film);
        var lines = File.ReadAllLines(await MakeScriptAsync(source, folder, [])).ToList();
        lines.RemoveRange(0, lines.FindIndex(line => line.StartsWith("SET ", StringComparison.Ordinal)));
        lines.RemoveAll(line => line.StartsWith("\\unrestrict", StringComparison.Ordinal));
        Assert.Contains("-- PostgreSQL database dump complete", lines);
        var file = folder.Write("structure.sql", above + string.Join('\n', lines) + "\n" + below);
        await using var target = await TestDatabase.CreateAsync();

        await RestoreAsync(target, file);

        Assert.AreEqual(3L, await target.QueryAsync<long>("SELECT count(*) FROM film"));
    }

    [TestMethod]
    public async Task A_dump_without_its_settings_is_restored_without_its_last_comments()
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync(Film);
        var lines = File.ReadAllLines(await MakeScriptAsync(source, folder, [])).ToList();
        lines.RemoveRange(0, lines.FindLastIndex(line => line.StartsWith("SET ", StringComparison.Ordinal)) + 1);
        lines.RemoveAll(line => line.StartsWith("\\unrestrict", StringComparison.Ordinal));
        var file = folder.Write("snap.sql", string.Join('\n', lines));
        await using var target = await TestDatabase.CreateAsync();

        await FailsAsync(target, file, "PUM5003", "remove the comments at the end and \\unrestrict too");

        lines.RemoveRange(lines.Count - 6, 6);
        folder.Write("snap.sql", string.Join('\n', [.. lines, ""]));
        await RestoreAsync(target, file);
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
