using System.Collections.Concurrent;
using System.Diagnostics;
using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.ServerTests.Servers;

namespace Pum.Dumper.ServerTests.Languages;

/// <summary>Failures have the same code whatever language the server or the machine speaks.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
internal sealed class LanguageTests
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<ForeignServer>>> Servers = new();

    /// <summary>Ends the servers.</summary>
    [ClassCleanup]
    public static async Task EndAsync()
    {
        foreach (var server in Servers.Values)
        {
            if (server.Value.IsCompletedSuccessfully)
                await (await server.Value).DisposeAsync();
        }
    }

    private static Task<ForeignServer> GetAsync(string locale) =>
        Servers.GetOrAdd(locale, name => new(() => ForeignServer.StartAsync(name))).Value;

    [TestMethod]
    [DataRow("de_DE", "password=wrong", "PUM3004", "28P01")]
    [DataRow("fr_FR", "password=wrong", "PUM3004", "28P01")]
    [DataRow("ja_JP", "password=wrong", "PUM3004", "28P01")]
    [DataRow("de_DE", "dbname=nowhere", "PUM3005", "3D000")]
    [DataRow("fr_FR", "dbname=nowhere", "PUM3005", "3D000")]
    [DataRow("de_DE", "dbname=closed", "PUM3006", "55000")]
    [DataRow("de_DE", "dbname=limited", "PUM3006", "53300")]
    [DataRow("de_DE", "dbname=forbidden", "PUM4002", "42501")]
    public async Task A_connection_that_fails_is_known_in_any_language(string locale, string words, string code, string sqlState)
    {
        var foreign = await GetAsync(locale);
        await using var database = await TestDatabase.CreateAsync(foreign.Server);
        await MakeUnreachableAsync(database);
        using var folder = new TestFolder();

        foreach (var filter in new ObjectFilter[] { new(), new() { Schemas = ["public"] } })
        {
            var request = Dump(database, foreign, folder) with { Connection = new() { ConnectionString = $"{database.Conninfo} {Named(words, database)}" }, Filter = filter };
            var failure = (await Assert.ThrowsExactlyAsync<PgDumpFailedException>(
                () => DumpOperation.RunAsync(request, new CollectingReporter()))).Failure;
            Assert.AreEqual((code, sqlState), (failure.Code, failure.SqlState), failure.ToString());
            if (code == "PUM3006")
                Assert.StartsWith(words.Contains("closed", StringComparison.Ordinal) ? "The database allows no connections: " : "The database's connection limit is reached: ", failure.Message);
            Assert.IsTrue(
                failure.Details.Any(line => line.Contains("connection to server at", StringComparison.Ordinal)),
                "what the tool said is still there");
        }
    }

    [TestMethod]
    [DataRow("de_DE")]
    [DataRow("fr_FR")]
    [DataRow("ja_JP")]
    public async Task A_statement_of_a_script_that_fails_is_known_and_found_in_any_language(string locale)
    {
        var foreign = await GetAsync(locale);
        await using var target = await TestDatabase.CreateAsync(foreign.Server);
        using var folder = new TestFolder();
        foreach (var (statement, code, sqlState) in new[]
        {
            ("CREATE TABLE there (a int)", "PUM5004", "42P07"),
            ("CREATE SCHEMA public", "PUM5004", "42P06"),
            ("CREATE ROLE mine", "PUM5005", "42501"),
            ("ALTER TABLE there OWNER TO nobody", "PUM5006", "42704"),
            ("CREATE EXTENSION nowhere", "PUM5006", "0A000"),
            ("CREATE TABLE nowhere.t (a int)", "PUM5006", "3F000"),
            ("CREATE FUNCTION f() RETURNS int LANGUAGE c AS '$libdir/nowhere'", "PUM5005", "42501"),
            ("SELECT \"nowhere\"", "PUM5001", "42703"),
            ("DO 'BEGIN RAISE lock_not_available; END'", "PUM5008", "55P03"),
        })
        {
            var file = folder.Write("seed.sql", $"CREATE TABLE there (a int);\nBEGIN;\n-- A comment\n{statement};\nSELECT 1;\n");
            var failure = (await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(
                () => RestoreOperation.RunAsync(Restore(target, foreign, file), new CollectingReporter()))).Failure;
            Assert.AreEqual(
                (code, sqlState, new SourceLocation(file, 4)), (failure.Code, failure.SqlState, failure.Location), failure.ToString());
        }
    }

    [TestMethod]
    [DataRow("de_DE")]
    [DataRow("fr_FR")]
    [DataRow("ja_JP")]
    public async Task What_is_skipped_is_no_error_in_any_language(string locale)
    {
        var foreign = await GetAsync(locale);
        await using var target = await TestDatabase.CreateAsync(foreign.Server);
        using var folder = new TestFolder();
        const string Skipped = "CREATE SCHEMA app;\nCREATE SCHEMA IF NOT EXISTS app;\nCREATE TABLE app.film (id int);\nCREATE TABLE IF NOT EXISTS app.film (id int);\n";
        var request = Restore(target, foreign, folder.Write("seed.sql", Skipped + "SELECT 1/0;\n"));

        var failure = (await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(
            () => RestoreOperation.RunAsync(request, new CollectingReporter()))).Failure;
        Assert.AreEqual(
            ("PUM5001", "22012", new SourceLocation(request.File, 5)),
            (failure.Code, failure.SqlState, failure.Location),
            failure.ToString());
        Assert.AreEqual(1, (await RestoreOperation.RunAsync(request with { IgnoreErrors = true }, new CollectingReporter())).IgnoredErrors);
    }

    [TestMethod]
    [DataRow("de_DE")]
    [DataRow("fr_FR")]
    public async Task A_row_at_fault_is_found_in_any_language(string locale)
    {
        var foreign = await GetAsync(locale);
        await using var target = await TestDatabase.CreateAsync(foreign.Server);
        using var folder = new TestFolder();
        var file = folder.Write("seed.sql", "CREATE TABLE film (id int);\nCOPY film FROM stdin;\n1\n2\nx\n4\n\\.\n");
        var failure = (await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(
            () => RestoreOperation.RunAsync(Restore(target, foreign, file), new CollectingReporter()))).Failure;
        Assert.AreEqual(
            ("PUM5001", "22P02", new SourceLocation(file, 5)), (failure.Code, failure.SqlState, failure.Location), failure.ToString());
    }

    [TestMethod]
    [DataRow("de_DE")]
    [DataRow("fr_FR")]
    public async Task An_error_of_an_archive_has_the_servers_words_and_names_the_entry(string locale)
    {
        var foreign = await GetAsync(locale);
        await using var source = await TestDatabase.CreateAsync(foreign.Server);
        await source.ExecuteAsync("CREATE SCHEMA app; CREATE TABLE app.film (id int PRIMARY KEY); CREATE TABLE app.other (id int)");
        using var folder = new TestFolder();
        await DumpOperation.RunAsync(Dump(source, foreign, folder), new CollectingReporter());
        await using var target = await TestDatabase.CreateAsync(foreign.Server);
        await target.ExecuteAsync("CREATE SCHEMA app; CREATE TABLE app.film (id int PRIMARY KEY); DROP SCHEMA public");
        var request = Restore(target, foreign, folder["snap"]);

        var failure = (await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(
            () => RestoreOperation.RunAsync(request, new CollectingReporter()))).Failure;

        Assert.AreEqual(
            ("PUM5001", "SCHEMA app", new SourceLocation(folder["snap"])),
            (failure.Code, failure.FailingObject, failure.Location),
            failure.ToString());
        var reporter = new CollectingReporter();
        var result = await RestoreOperation.RunAsync(request with { IgnoreErrors = true }, reporter);
        Assert.HasCount(result.IgnoredErrors, reporter.Warnings);
        Assert.IsTrue(
            reporter.Warnings.Any(warning => warning.Message.StartsWith("Ignored: TABLE app.film: 42P07: ", StringComparison.Ordinal)),
            string.Join('\n', reporter.Warnings));
        Assert.AreEqual(1L, await target.QueryAsync<long>("SELECT count(*) FROM pg_class WHERE relname = 'other'"));
    }

    [TestMethod]
    [DataRow("de_DE", DumpFormat.Custom)]
    [DataRow("fr_FR", DumpFormat.Custom)]
    [DataRow("de_DE", DumpFormat.Plain)]
    public async Task A_session_that_was_ended_is_never_ignored(string locale, DumpFormat format)
    {
        var foreign = await GetAsync(locale);
        await using var source = await TestDatabase.CreateAsync(foreign.Server);
        await source.ExecuteAsync($"""
            CREATE FUNCTION leave() RETURNS int LANGUAGE plpgsql AS
                'BEGIN IF current_database() <> ''{source.Name}'' THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN 1; END';
            CREATE MATERIALIZED VIEW left_behind AS SELECT public.leave();
            """);
        using var folder = new TestFolder();
        await DumpOperation.RunAsync(Dump(source, foreign, folder) with { Format = format }, new CollectingReporter());
        await using var target = await TestDatabase.CreateAsync(foreign.Server);

        var request = Restore(target, foreign, folder["snap"]) with { IgnoreErrors = true };
        var failure = (await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(
            () => RestoreOperation.RunAsync(request, new CollectingReporter()))).Failure;

        Assert.AreEqual("PUM5012", failure.Code, failure.ToString());
    }

    [TestMethod]
    [DataRow("de_DE", false)]
    [DataRow("fr_FR", true)]
    public async Task A_full_disk_of_the_server_is_not_ignored_in_any_language(string locale, bool intoNew)
    {
        var foreign = await GetAsync(locale);
        await using var source = await TestDatabase.CreateAsync(foreign.Server);
        await source.ExecuteAsync($"""
            CREATE FUNCTION extend() RETURNS int LANGUAGE plpgsql AS
                'BEGIN IF current_database() <> ''{source.Name}'' THEN RAISE disk_full; END IF; RETURN 1; END';
            CREATE MATERIALIZED VIEW extended AS SELECT public.extend();
            """);
        using var folder = new TestFolder();
        await DumpOperation.RunAsync(Dump(source, foreign, folder), new CollectingReporter());
        await using var target = intoNew ? await TestDatabase.ReserveAsync(foreign.Server) : await TestDatabase.CreateAsync(foreign.Server);

        var request = Restore(target, foreign, folder["snap"]) with { IgnoreErrors = true, CreateDatabase = intoNew };
        var failure = (await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(
            () => RestoreOperation.RunAsync(request, new CollectingReporter()))).Failure;

        Assert.AreEqual(("PUM5014", "53100"), (failure.Code, failure.SqlState), failure.ToString());
    }

    [TestMethod]
    public async Task The_tools_speak_English_whatever_the_machine_speaks()
    {
        var foreign = await GetAsync("fr_FR");
        await using var database = await TestDatabase.CreateAsync();
        using var folder = new TestFolder();
        var start = new ProcessStartInfo
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.FullName,
        };
        start.Environment["LC_ALL"] = "fr_FR.UTF-8";
        start.Environment["LANGUAGE"] = "de";
        start.Environment["LOCPATH"] = foreign.LocalePath;

        var bare = await RunAsync(start, Path.Combine(foreign.ToolPath, "pg_dump"), ["--dbname=host=127.0.0.1 port=1 user=ci"]);
        var ours = await RunAsync(
            start,
            ServerProcess.Dotnet,
            [typeof(LanguageTests).Assembly.Location, "dump"],
            $"{database.Conninfo} dbname=nowhere",
            folder.FullName,
            foreign.ToolPath);

        if (!bare.Contains("Verbindung", StringComparison.Ordinal))
            Assert.Inconclusive($"pg_dump speaks no German here: {bare}");
        Assert.Contains("PUM3005", ours);
    }

    private static async Task<string> RunAsync(ProcessStartInfo start, string program, string[] arguments, params string[] input)
    {
        start.FileName = program;
        start.ArgumentList.Clear();
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        foreach (var line in input)
            await process.StandardInput.WriteLineAsync(line);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output + await errors;
    }

    /// <summary>Databases beside the test's own that nobody gets into, each in its way.</summary>
    private static async Task MakeUnreachableAsync(TestDatabase database)
    {
        foreach (var sql in new[]
        {
            $"CREATE DATABASE closed_{database.Name} ALLOW_CONNECTIONS false",
            $"CREATE DATABASE limited_{database.Name} CONNECTION LIMIT 0",
            $"CREATE DATABASE forbidden_{database.Name}",
            $"REVOKE CONNECT ON DATABASE forbidden_{database.Name} FROM PUBLIC",
        })
            await database.ExecuteAsSuperuserAsync(sql);
    }

    private static string Named(string words, TestDatabase database) =>
        words.StartsWith("dbname=", StringComparison.Ordinal) ? $"{words}_{database.Name}" : words;

    private static DumpRequest Dump(TestDatabase database, ForeignServer foreign, TestFolder folder) =>
        new() { Caller = "PumDump", Connection = database.Request, File = folder["snap"], BaseDirectory = folder.FullName, ToolPath = foreign.ToolPath };

    private static RestoreRequest Restore(TestDatabase database, ForeignServer foreign, string file) =>
        new() { Caller = "PumRestore", Connection = database.Request, File = file, BaseDirectory = Path.GetDirectoryName(file)!, ToolPath = foreign.ToolPath };
}
