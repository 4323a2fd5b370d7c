namespace Pum.Tool.Tests;

/// <summary>The command against a real server.</summary>
[TestClass]
public sealed class ServerTests
{
    [TestMethod]
    public async Task A_dump_is_restored_by_the_service_that_the_command_names()
    {
        await using var source = await FilmsAsync();
        await using var target = await TestDatabase.CreateAsync();
        using var folder = new TestFolder(awkward: true);
        var services = folder.Write("services", $"[ci]\n{ManualTests.Service(source)}[test]\n{ManualTests.Service(target)}");

        var dump = await PumRun.RunAsync(folder.FullName, ["-s", "ci", "dump", "out/snap"], ("PGSERVICEFILE", services));
        var restore = await PumRun.RunAsync(
            folder.FullName, ["restore", "out/snap", "--service", "test", "-q"], ("PGSERVICEFILE", services));

        Assert.AreEqual("", dump.EndsWith(0).Error);
        Assert.StartsWith($"pum dump → {source.Name} on ", dump.Output);
        Assert.Contains($"pum dump: {folder["out/snap"]}, custom, ", dump.Output);
        Assert.AreEqual("", restore.EndsWith(0).Error + restore.Output);
        Assert.AreEqual(3L, await target.QueryAsync<long>("SELECT count(*) FROM film"));
    }

    [TestMethod]
    public async Task With_json_the_outcome_is_one_object_and_a_password_is_nowhere()
    {
        await using var source = await FilmsAsync();
        await using var target = await TestDatabase.CreateAsync();
        using var folder = new TestFolder();

        var dump = await PumRun.RunAsync(folder.FullName, ["dump", "snap.sql", "-f", "plain", "--json", "-v"], ("PUM_CONNECTION", source.Conninfo));
        var restore = await PumRun.RunAsync(folder.FullName, ["restore", "snap.sql", "--json", "-v"], ("PUM_CONNECTION", target.ConnectionString));

        Assert.AreEqual(folder["snap.sql"], dump.EndsWith(0).Json.GetProperty("file").GetString());
        Assert.AreEqual("plain", dump.Json.GetProperty("format").GetString());
        Assert.AreEqual(new FileInfo(folder["snap.sql"]).Length, dump.Json.GetProperty("size").GetInt64());
        Assert.AreEqual(64, dump.Json.GetProperty("sha256").GetString()!.Length);
        Assert.AreEqual(target.Name, restore.EndsWith(0).Json.GetProperty("database").GetString());
        Assert.AreEqual(0, restore.Json.GetProperty("ignoredErrors").GetInt32());
        Assert.Contains(target.Name, restore.Json.GetProperty("connectionString").GetString()!);
        Assert.DoesNotContain(source.Password!, dump.Output + dump.Error + restore.Output + restore.Error);
    }

    [TestMethod]
    public async Task An_error_has_its_line_its_code_and_the_exit_code_1()
    {
        await using var target = await TestDatabase.CreateAsync();
        using var folder = new TestFolder();
        folder.Write("broken.sql", "CREATE TABLE film (id int);\nSELECT nonsense;\n");
        string[] restore = ["restore", "broken.sql"];

        var plain = await PumRun.RunAsync(folder.FullName, restore, ("PUM_CONNECTION", target.Conninfo));
        var annotated = await PumRun.RunAsync(
            folder.FullName, restore, ("PUM_CONNECTION", target.Conninfo), ("GITHUB_ACTIONS", "true"), ("GITHUB_WORKSPACE", folder.FullName));
        var json = await PumRun.RunAsync(folder.FullName, [.. restore, "--json"], ("PUM_CONNECTION", target.Conninfo));

        Assert.StartsWith($"{folder["broken.sql"]}(2): error PUM5001: ", plain.EndsWith(1).Error);
        Assert.HasCount(1, plain.Error.TrimEnd().Split('\n'));
        Assert.StartsWith("::error file=broken.sql,line=2,title=PUM5001::", annotated.EndsWith(1).Error);
        var error = json.EndsWith(1).Json.GetProperty("errors")[0];
        Assert.AreEqual("PUM5001", error.GetProperty("code").GetString());
        Assert.AreEqual("42703", error.GetProperty("sqlState").GetString());
        Assert.AreEqual(2, error.GetProperty("line").GetInt32());
        Assert.AreEqual(0L, await target.QueryAsync<long>("SELECT count(*) FROM pg_class WHERE relname = 'film'"));
    }

    [TestMethod]
    public async Task Errors_are_ignored_where_the_command_says_so()
    {
        await using var target = await TestDatabase.CreateAsync();
        using var folder = new TestFolder();
        folder.Write("broken.sql", "CREATE TABLE film (id int);\nSELECT nonsense;\n");

        var run = await PumRun.RunAsync(folder.FullName, ["restore", "broken.sql", "-x", "--json"], ("PUM_CONNECTION", target.Conninfo));

        Assert.AreEqual(1, run.EndsWith(0).Json.GetProperty("ignoredErrors").GetInt32());
        Assert.AreEqual("PUM5010", run.Json.GetProperty("warnings")[0].GetProperty("code").GetString());
        Assert.Contains("broken.sql(2): warning PUM5010: ", run.Error);
        Assert.AreEqual(1L, await target.QueryAsync<long>("SELECT count(*) FROM pg_class WHERE relname = 'film'"));
    }

    [TestMethod]
    public async Task A_wrong_command_line_ends_with_2_and_touches_nothing()
    {
        using var folder = new TestFolder();

        var unknown = await PumRun.RunAsync(folder.FullName, ["-s", "ci", "dump", "x", "--nonsense"]);
        var together = await PumRun.RunAsync(folder.FullName, ["-s", "ci", "-p", "host=a", "dump", "x", "--json"]);

        Assert.StartsWith("pum: error PUM1001: Unrecognized command or argument '--nonsense'.", unknown.EndsWith(2).Error);
        Assert.AreEqual("PUM1001", together.EndsWith(2).Json.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.FullName));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task A_connection_string_for_a_file_is_refused_and_not_repeated()
    {
        await using var source = await FilmsAsync();
        using var folder = new TestFolder();
        foreach (var file in (string[])["postgres://me:geheim@db/app", "host=db password=geheim", "me:geheim@db:5432/app"])
        {
            foreach (var command in (string[])["dump", "restore"])
            {
                var run = await PumRun.RunAsync(folder.FullName, [command, file, "--json"], ("PUM_CONNECTION", source.Conninfo));

                Assert.AreEqual("PUM1001", run.EndsWith(2).Json.GetProperty("errors")[0].GetProperty("code").GetString());
                Assert.DoesNotContain("geheim", run.Output + run.Error);
                Assert.IsEmpty(Directory.GetFileSystemEntries(folder.FullName));
            }
        }
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task An_outcome_that_cannot_be_written_changes_the_exit_code_alone()
    {
        await using var source = await FilmsAsync();
        using var folder = new TestFolder();

        foreach (var arguments in (string[])["", " --json", " -q --json"])
        {
            var run = await ShellAsync(folder, $"exec \"$@\" dump snap{arguments} > /dev/full", ("PUM_CONNECTION", source.Conninfo));
            Assert.StartsWith("pum: error PUM1004: The outcome could not be written to standard output", Last(run.EndsWith(1).Error));
            Assert.IsTrue(File.Exists(folder["snap"]));
            File.Delete(folder["snap"]);
        }
        (await ShellAsync(folder, "exec \"$@\" dump snap -q > /dev/full", ("PUM_CONNECTION", source.Conninfo))).EndsWith(0);
        (await ShellAsync(folder, "exec \"$@\" dump snap -v 2> /dev/full", ("PUM_CONNECTION", source.Conninfo))).EndsWith(0);
        (await ShellAsync(folder, "exec \"$@\" dump a b --json > /dev/full 2>&1")).EndsWith(2);
        Assert.StartsWith("pum: error ", (await ShellAsync(folder, "exec \"$@\" --version > /dev/full")).EndsWith(1).Error);
    }

    // .NET's own standard output does not say that the reader has gone.
    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [DataRow("dump snap", 1)]
    [DataRow("dump snap --json", 1)]
    [DataRow("dump snap -q --json", 1)]
    [DataRow("dump snap -q", 0)]
    public async Task A_reader_that_has_gone_changes_the_exit_code_alone(string command, int exitCode)
    {
        await using var source = await FilmsAsync();
        using var folder = new TestFolder();

        var run = await ShellAsync(folder, IntoClosedPipe(command), ("PUM_CONNECTION", source.Conninfo));

        Assert.IsTrue(File.Exists(folder["snap"]), run.EndsWith(exitCode).Error);
        Assert.AreEqual(
            exitCode == 0
                ? ""
                : "pum: error PUM1004: The outcome could not be written to standard output, but pum dump succeeded: Broken pipe. Look for a full disk where the output goes, or a program that ended before it had read everything.",
            Last(run.Error));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [DataRow(">&-", 1)]
    [DataRow("2>&-", 0)]
    public async Task A_stream_that_is_closed_changes_the_exit_code_alone(string redirection, int exitCode)
    {
        await using var source = await FilmsAsync();
        using var folder = new TestFolder();

        var run = await ShellAsync(folder, $"exec \"$@\" dump snap -v {redirection}", ("PUM_CONNECTION", source.Conninfo));

        Assert.IsTrue(File.Exists(folder["snap"]), run.EndsWith(exitCode).Error);
        const string Closed = "it is closed. Send what nobody is to read to /dev/null, and leave standard output open.";
        Assert.AreEqual(exitCode == 1, Last(run.Error) == $"pum: error PUM1004: The outcome could not be written to standard output, but pum dump succeeded: {Closed}", run.Error);
        Assert.StartsWith(
            exitCode == 1 ? $"pum: error PUM1004: Standard output cannot be written: {Closed}" : "pum ",
            (await ShellAsync(folder, $"exec \"$@\" --version {redirection}")).EndsWith(exitCode).Error);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [DataRow("--help")]
    [DataRow("dump --help")]
    [DataRow("--version")]
    public async Task Who_has_read_enough_of_the_help_hears_of_no_error(string command)
    {
        using var folder = new TestFolder();

        Assert.AreEqual("", (await ShellAsync(folder, IntoClosedPipe(command))).EndsWith(0).Error);
    }

    // What a shell's own programs write beside it stays.
    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task A_file_is_shared_with_the_programs_before_and_after()
    {
        using var folder = new TestFolder();

        (await ShellAsync(folder, "{ echo before; \"$@\" --version; \"$@\" --version; echo after; } > log")).EndsWith(0);

        var lines = await File.ReadAllLinesAsync(folder["log"]);
        Assert.AreEqual(("before", lines[2], "after", 4), (lines[0], lines[1], lines[^1], lines.Length));
    }

    // Opened for reading too, which waits for nobody; then that end is closed.
    private static string IntoClosedPipe(string command) => $"mkfifo ../pipe && exec 3<>../pipe 4>../pipe 3<&- && exec \"$@\" {command} >&4";

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DataRow("check-connection", 1, "PUM1003: The working directory ")]
    [DataRow("dump", 2, "PUM1001: Required argument 'FILE' missing")]
    public async Task A_working_directory_that_was_removed_is_one_line(string command, int exitCode, string expected)
    {
        using var folder = new TestFolder();

        var run = await ShellAsync(folder, $"mkdir gone && cd gone && rmdir ../gone && exec \"$@\" {command}");

        Assert.StartsWith($"pum: error {expected}", run.EndsWith(exitCode).Error);
        Assert.HasCount(1, run.Error.TrimEnd().Split('\n'));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [DataRow("INT", 130)]
    [DataRow("TERM", 143)]
    public async Task A_dump_that_is_interrupted_leaves_nothing(string signal, int exitCode)
    {
        await using var source = await FilmsAsync();
        using var folder = new TestFolder();
        folder.Write("snap.dump", "the old one");
        PumRun run;
        string name;
        await using (var holder = await source.OpenAsync())
        {
            await using var locking = new Npgsql.NpgsqlCommand("BEGIN; LOCK TABLE film IN ACCESS EXCLUSIVE MODE", holder);
            await locking.ExecuteNonQueryAsync();
            using var process = PumRun.Start(folder.FullName, ["dump", "snap.dump"], ("PUM_CONNECTION", source.Conninfo));
            var end = PumRun.EndOfAsync(process);
            List<string> waiting = [];
            await Eventually.IsTrueAsync(
                async () => (waiting = await source.QueryListAsync<string>("SELECT application_name FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")).Count == 1,
                "the dump waits for the lock");
            name = waiting[0];
            await BuildRun.RunAsync("/", "/bin/sh", ["-c", $"kill -{signal} {process.Id}"]);
            run = await end;
            await SlowContent.IsOverAsync(source, name);
        }

        Assert.AreEqual("pum: error PUM8001: pum dump was interrupted. snap.dump is as it was before.\n", run.EndsWith(exitCode).Error);
        Assert.StartsWith("pum dump ", name);
        Assert.AreEqual("the old one", await File.ReadAllTextAsync(folder["snap.dump"]));
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.FullName));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task A_restore_that_is_interrupted_drops_its_own_database()
    {
        await using var source = await TestDatabase.CreateAsync();
        await SlowContent.MakeAsync(source);
        await using var target = await TestDatabase.ReserveAsync();
        using var folder = new TestFolder();
        (await PumRun.RunAsync(folder.FullName, ["dump", "snap"], ("PUM_CONNECTION", source.Conninfo))).EndsWith(0);

        using var process = PumRun.Start(
            folder.FullName, ["restore", "snap", "--replace-database", "-j", "1", "--json"], ("PUM_CONNECTION", target.Conninfo));
        var end = PumRun.EndOfAsync(process);
        var (name, scratch) = await SlowContent.IsAtWorkAsync(source);
        await BuildRun.RunAsync("/", "/bin/sh", ["-c", $"kill -INT {process.Id}"]);
        var error = (await end).EndsWith(130).Json.GetProperty("errors")[0];

        Assert.AreEqual("PUM8001", error.GetProperty("code").GetString());
        Assert.AreEqual("The target is as it was before.", error.GetProperty("advice").GetString());
        await SlowContent.IsOverAsync(source, name);
        Assert.AreEqual(0L, await source.QueryAsync<long>($"SELECT count(*) FROM pg_database WHERE datname IN ('{scratch}', '{target.Name}')"));
    }

    [TestMethod]
    public async Task A_command_that_exceeds_its_limit_ends_with_1()
    {
        await using var source = await FilmsAsync();
        using var folder = new TestFolder();
        await using var holder = await source.OpenAsync();
        await using var locking = new Npgsql.NpgsqlCommand("BEGIN; LOCK TABLE film IN ACCESS EXCLUSIVE MODE", holder);
        await locking.ExecuteNonQueryAsync();

        var run = await PumRun.RunAsync(folder.FullName, ["--timeout", "300", "dump", "snap"], ("PUM_CONNECTION", source.Conninfo));

        Assert.AreEqual(
            "pum: error PUM8002: pum dump exceeded its --timeout of 300 ms and was stopped. snap is as it was before. Allow more time with --timeout.\n",
            run.EndsWith(1).Error);
    }

    [TestMethod]
    public async Task A_connection_is_checked()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var folder = new TestFolder();

        var plain = await PumRun.RunAsync(folder.FullName, ["check-connection"], ("PUM_CONNECTION", database.Conninfo));
        var json = await PumRun.RunAsync(
            folder.FullName, ["check-connection", "--json"], ("PUM_CONNECTION", database.As(TestServer.Plain).Conninfo));
        var wrong = await PumRun.RunAsync(
            folder.FullName, ["check-connection", "-d", "nosuch"], ("PUM_CONNECTION", database.Conninfo));

        Assert.Contains($"server    PostgreSQL {database.Server.Major}.", plain.EndsWith(0).Output);
        Assert.Contains($"database  {database.Name}, owned by {TestServer.Owner}, ", plain.Output);
        Assert.Contains("rights    those of the owner, create databases (CREATEDB)", plain.Output);
        Assert.AreEqual(TestServer.Plain, json.EndsWith(0).Json.GetProperty("role").GetString());
        Assert.IsFalse(json.Json.GetProperty("mayCreateSchemas").GetBoolean());
        Assert.StartsWith("pum: error PUM3005: The database does not exist: nosuch on ", wrong.EndsWith(1).Error);
    }

    [TestMethod]
    public async Task A_name_with_a_line_break_is_in_one_line()
    {
        await using var database = await TestDatabase.CreateAsync(prefix: "a\nrights    b");
        using var folder = new TestFolder();

        var run = await PumRun.RunAsync(folder.FullName, ["check-connection"], ("PUM_CONNECTION", database.Conninfo));

        Assert.HasCount(5, run.EndsWith(0).Output.TrimEnd().Split('\n'));
    }

    [TestMethod]
    public async Task Where_the_role_may_not_connect_the_size_is_unknown()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync(
            $"REVOKE CONNECT ON DATABASE \"{database.Name}\" FROM PUBLIC; GRANT CONNECT ON DATABASE \"{database.Name}\" TO {TestServer.Owner}");
        using var folder = new TestFolder();
        string[] check = ["check-connection", "--role", TestServer.Plain];
        var connection = ("PUM_CONNECTION", database.As(database.Server.Superuser).Conninfo);

        var plain = await PumRun.RunAsync(folder.FullName, check, connection);
        var json = await PumRun.RunAsync(folder.FullName, [.. check, "--json"], connection);

        Assert.Contains($"database  {database.Name}, owned by {TestServer.Owner}, UTF8\n", plain.EndsWith(0).Output.ReplaceLineEndings("\n"));
        Assert.AreEqual(System.Text.Json.JsonValueKind.Null, json.EndsWith(0).Json.GetProperty("size").ValueKind);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task The_tools_that_were_found_are_listed()
    {
        var server = await TestServer.GetAsync();
        using var folder = new TestFolder();

        var listed = await PumRun.RunAsync(folder.FullName, ["tools", $"{server.Major}", "--tool-path", server.BinDirectory]);
        File.CreateSymbolicLink(folder["pg_dump"], Path.Combine(server.BinDirectory, "pg_dump"));
        var missing = await PumRun.RunAsync(folder.FullName, ["tools", "--tool-path", "."]);

        Assert.Contains($"{Path.Combine(server.BinDirectory, "pg_dump")}\n", listed.EndsWith(0).Output);
        Assert.Contains($"for PostgreSQL {server.Major}: pg_dump {server.Major}.", listed.Output);
        Assert.HasCount(1, missing.EndsWith(1).Output.TrimEnd().Split('\n'));
        Assert.StartsWith("pum: error PUM2001: pg_restore was not found in ", missing.Error);
        Assert.Contains("\npum: error PUM2001: psql was not found in ", missing.Error);
    }

    [TestMethod]
    public async Task Help_version_and_suggestions_need_no_server()
    {
        using var folder = new TestFolder();

        var help = await PumRun.RunAsync(folder.FullName, ["restore", "--help"]);
        var version = await PumRun.RunAsync(folder.FullName, ["--version"]);
        var suggestions = await PumRun.RunAsync(folder.FullName, ["[suggest:10]", "pum dump --f"]);

        Assert.Contains("--replace-database", help.EndsWith(0).Output);
        Assert.Contains("PUM_CONNECTION, which holds", help.Output);
        Assert.Contains("Exit codes:", help.Output);
        Assert.Contains("  pum -s target_database restore backup.dump -x\n", help.Output.ReplaceLineEndings("\n"));
        Assert.MatchesRegex(new System.Text.RegularExpressions.Regex(@"^pum [0-9]+\.[0-9]+\.[0-9]+\S*\s*$"), version.EndsWith(0).Output);
        Assert.Contains("--format", suggestions.EndsWith(0).Output);
    }

    // RFC 4013: SCRAM sees the letters f, f and i in the ligature. .NET knows that from ICU alone: without it (InvariantGlobalization) pum
    // would start a little sooner and be refused where psql is let in.
    [TestMethod]
    public async Task A_password_is_prepared_for_SCRAM_as_psql_does()
    {
        await using var database = await TestDatabase.CreateAsync();
        var role = $"ligature_{Guid.NewGuid():N}";
        await database.ExecuteAsSuperuserAsync($"CREATE ROLE {role} LOGIN PASSWORD '{ScramSecret.Of("office")}'");
        using var folder = new TestFolder();

        var run = await PumRun.RunAsync(
            folder.FullName, ["check-connection"], ("PUM_CONNECTION", database.Server.ToConninfo(database.Name, role, "o\uFB03ce")));

        await database.ExecuteAsSuperuserAsync($"DROP ROLE {role}");
        Assert.Contains($" as {role} ", run.EndsWith(0).Output);
    }

    private static string Last(string text) => text.TrimEnd().Split('\n')[^1];

    private static async Task<PumRun> ShellAsync(TestFolder folder, string script, params (string Name, string? Value)[] variables)
    {
        var run = await BuildRun.RunAsync(
            folder.FullName,
            "/bin/sh",
            ["-c", script, "sh", BuildRun.Dotnet, PumRun.Program],
            variables.ToDictionary(pair => pair.Name, pair => pair.Value));
        return new(run.ExitCode, run.Output, run.Output);
    }

    private static async Task<TestDatabase> FilmsAsync()
    {
        var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE film AS SELECT n AS id FROM generate_series(1, 3) n");
        return database;
    }
}
