using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace Pum.Tool.Tests.GitHub;

/// <summary>The action, run as GitHub's runner does; a temporary server stands in for the container of a service.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class ActionTests
{
    // However the password of the test's role is quoted.
    private const string Secret = "s secret";

    [TestMethod]
    public async Task A_dump_and_its_restore_give_their_outputs_and_a_summary_and_no_secret()
    {
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync("CREATE TABLE film (id int PRIMARY KEY); CREATE TABLE actor (id int); INSERT INTO film VALUES (1), (2)");
        await using var target = await TestDatabase.CreateAsync();
        using var job = await ActionRunner.WithToolAsync();

        var dump = (await job.RunAsync(
            ("command", "dump"), ("file", "out/my app's.dump"), ("connection-string", source.Conninfo))).Succeeds();
        var restore = (await job.RunAsync(
            ("command", "restore"), ("file", "out/my app's.dump"), ("connection-string", target.ConnectionString))).Succeeds();

        var path = Path.Combine(job.Workspace, "out", "my app's.dump");
        foreach (var run in (ActionRun[])[dump, restore])
        {
            Assert.AreEqual(path, run.Outputs["file"]);
            Assert.AreEqual(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path))), run.Outputs["sha256"]);
            Assert.AreEqual($"{new FileInfo(path).Length}", run.Outputs["size"]);
            Assert.Contains($"| <code>{Written(new FileInfo(path).Length)}</code> | <code>2</code> |", run.Summary);
            Assert.AreEqual(source.Server.Version.ToString(), run.Outputs["server-version"]);
        }
        Assert.AreEqual(dump.Outputs["cache-key"], restore.Outputs["cache-key"]);
        Assert.AreEqual(2L, await target.QueryAsync<long>("SELECT count(*) FROM film"));
        Assert.StartsWith("\n### pum dump\n\n| Database | File | Format | Bytes | Tables | Seconds | Server | pg_dump |\n", dump.Summary);
        Assert.Contains("| <code>custom</code> | ", dump.Summary);
        Assert.StartsWith("\n### pum restore\n\n| Database | File | Format | Bytes | Tables | Seconds | Server | pg_restore |\n", restore.Summary);
        Assert.DoesNotContain(Secret, dump.Run.Output + restore.Run.Output);
        Assert.IsEmpty(job.FilesWith(Secret));
    }

    [TestMethod]
    public async Task A_database_has_one_cache_key_until_it_changes()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE film (id int PRIMARY KEY); INSERT INTO film VALUES (1), (2)");
        using var job = await ActionRunner.WithToolAsync();
        job.Inputs["command"] = "dump";
        job.Inputs["connection-string"] = database.Conninfo;

        var (custom, directory) = (await DumpAsync("custom"), await DumpAsync("directory"));
        var (customAgain, directoryAgain) = (await DumpAsync("custom"), await DumpAsync("directory"));
        await database.ExecuteAsync("INSERT INTO film VALUES (3)");
        var changed = await DumpAsync("custom");

        foreach (var (first, second) in ((IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>)[])
            [(custom, customAgain), (directory, directoryAgain)])
        {
            Assert.AreEqual(64, first["cache-key"].Length);
            Assert.AreEqual(first["cache-key"], second["cache-key"]);
        }
        Assert.AreNotEqual(custom["cache-key"], changed["cache-key"]);

        async Task<IReadOnlyDictionary<string, string>> DumpAsync(string format) =>
            (await job.RunAsync(("format", format), ("file", $"{format}.snap"))).Succeeds().Outputs;
    }

    [TestMethod]
    public async Task A_restore_that_fails_is_an_annotation_in_place_and_gives_nothing()
    {
        await using var target = await TestDatabase.CreateAsync();
        using var job = await ActionRunner.WithToolAsync();
        job.Write("seed/broken.sql", "CREATE TABLE film (id int);\nSELECT nonsense;\n");

        var run = await job.RunAsync(("command", "restore"), ("file", "seed/broken.sql"), ("connection-string", target.Conninfo));

        Assert.StartsWith("::error file=seed/broken.sql,line=2,title=PUM5001::", run.FailsWith(1));
        Assert.DoesNotContain(Secret, run.Run.Output);
        Assert.IsEmpty(job.FilesWith(Secret));
        Assert.AreEqual(0L, await target.QueryAsync<long>("SELECT count(*) FROM pg_class WHERE relname = 'film'"));
    }

    [TestMethod]
    public async Task No_input_is_a_command_of_a_shell_or_of_the_runner()
    {
        const string Commands = "$(touch pwned) `touch pwned`;\"'\\ | ${{ inputs.file }} %P%";
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync(
            $"CREATE SCHEMA \"{Commands.Replace("\"", "\"\"", StringComparison.Ordinal)}\"; CREATE SCHEMA tmp_1; CREATE SCHEMA \"a;b\"; CREATE SCHEMA kept");
        using var job = await ActionRunner.WithToolAsync();
        var name = $"-{Commands.Replace("/", "", StringComparison.Ordinal)}\n::error::forged\nsha256=forged.sql";

        var run = (await job.RunAsync(
            ("command", "dump"),
            ("connection-string", database.Conninfo),
            ("file", name),
            ("format", "plain"),
            ("exclude-schemas", $"\"{Commands.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\r\n\n  tmp_*  \n\"a;b\"\n"))).Succeeds();

        var script = await File.ReadAllTextAsync(Path.Combine(job.Workspace, name));
        Assert.Contains("CREATE SCHEMA kept", script);
        foreach (var excluded in (string[])["pwned", "tmp_1", "a;b"])
            Assert.DoesNotContain(excluded, script);
        Assert.AreEqual(Path.Combine(job.Workspace, name), run.Outputs["file"]);
        Assert.AreEqual(64, run.Outputs["sha256"].Length);
        Assert.IsFalse(File.Exists(Path.Combine(job.Workspace, "pwned")));
        Assert.HasCount(7, run.Summary.Split('\n'));
    }

    [TestMethod]
    public async Task An_empty_connection_string_is_a_secret_that_is_missing()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var job = await ActionRunner.WithToolAsync();
        job.Set("PUM_CONNECTION", database.Conninfo);
        job.Write("seed.sql", "CREATE TABLE film (id int);\n");

        var run = await job.RunAsync(("command", "restore"), ("file", "seed.sql"), ("connection-string", ""));

        Assert.Contains("title=PUM1002::", run.FailsWith(1));
        (await job.RunAsync(("command", "check-connection"))).Succeeds();
    }

    [TestMethod]
    public async Task A_connection_is_checked_and_what_is_wrong_with_it_named_in_words_of_the_action()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var job = await ActionRunner.WithToolAsync();
        job.Set("DB_CONNECTION", database.Conninfo);

        var checkedConnection = (await job.RunAsync(("command", "check-connection"), ("connection-string-variable", "DB_CONNECTION"))).Succeeds();
        var missing = await job.RunAsync(("command", "check-connection"));

        Assert.AreEqual(database.Server.Version.ToString(), checkedConnection.Outputs["server-version"]);
        Assert.AreEqual("", checkedConnection.Outputs["cache-key"]);
        Assert.EndsWith(
            "::No connection was given. Set service, connection-string or connection-string-variable, or libpq's variables PGHOST and PGDATABASE.",
            missing.FailsWith(1));
    }

    [TestMethod]
    public async Task Inputs_that_do_not_go_together_are_annotations_and_nothing_runs()
    {
        using var job = await ActionRunner.WithToolAsync();

        var run = await job.RunAsync(("command", "restore"), ("format", "plain"), ("service", "a"), ("connection-string", "host=b"));

        Assert.AreEqual(2, run.Run.ExitCode, run.Run.Output);
        CollectionAssert.AreEqual(
            (string[])[
                "::error title=PUM1001::The inputs 'service' and 'connection-string' exclude each other. Give one of them.",
                "::error title=PUM1001::The command restore does not have the input 'format'. Remove it from the step.",
                "::error title=PUM1001::The input 'file' is missing or empty. Say which file to restore, for instance file: snap.dump.",
            ],
            run.Annotations.ToArray());
    }

    [TestMethod]
    public async Task A_job_that_runs_again_with_debug_logging_shows_the_details()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var job = await ActionRunner.WithToolAsync();
        job.Set("RUNNER_DEBUG", "1");

        var run = (await job.RunAsync(("command", "dump"), ("file", "a.dump"), ("connection-string", database.Conninfo))).Succeeds();

        Assert.Contains("--format=custom", run.Run.Output);
        Assert.DoesNotContain(Secret, run.Run.Output);
    }

    [TestMethod]
    public async Task Without_an_SDK_the_action_says_what_to_run_before_it()
    {
        using var job = ActionRunner.Create();
        using var programs = new TestFolder();
        File.CreateSymbolicLink(programs["bash"], "/bin/bash");
        job.Set("PATH", programs.FullName);

        var run = await job.RunAsync(("command", "check-connection"));

        Assert.AreEqual(
            "::error title=pum::The action needs the .NET SDK 10 or later. Run actions/setup-dotnet before it.", run.FailsWith(1));
    }

    [TestMethod]
    public async Task A_source_that_does_not_have_the_tool_is_named()
    {
        using var job = ActionRunner.Create();
        using var empty = new TestFolder();

        var run = await job.RunAsync(("command", "check-connection"), ("source", empty.FullName));

        Assert.EndsWith("could not be installed from the source that the step names. The log says why.", run.FailsWith(1));
    }

    [TestMethod]
    public async Task Without_a_source_the_action_builds_the_tool_from_its_own()
    {
        using var action = new TestFolder();
        foreach (var path in Sources())
            action.Write(path, await File.ReadAllTextAsync(Path.Combine(Repository.Root, path)));
        using var job = ActionRunner.Create(action.FullName);
        // A repository with an SDK of its own, and a job whose variables MSBuild would take for properties.
        job.Write("global.json", """{ "sdk": { "version": "1.0.0", "rollForward": "disable" } }""");
        foreach (var (name, value) in ((string, string)[])
            [("VERSION", "main"), ("Platform", "x86"), ("OUTDIR", "elsewhere/"), ("RUNTIMEIDENTIFIER", "none"), ("TargetFramework", "net6.0")])
            job.Set(name, value);

        var run = await job.RunAsync(("command", "check-connection"), ("service", "none"));

        Assert.Contains("title=PUM3001::", run.FailsWith(1));
        Assert.Contains("::group::Install pum", run.Run.Output);
    }

    [TestMethod]
    [UnsupportedOSPlatform("windows")]
    public async Task A_build_of_the_tool_that_was_ended_half_way_does_not_count_as_installed()
    {
        using var job = ActionRunner.Create();
        using var programs = new TestFolder();
        // Writes a program where the action wants pum, and ends as the test says.
        TestProgram.Write(programs["dotnet"], """
            while [ "$1" != -o ]; do shift; done
            mkdir -p "$2"
            printf '#!/bin/bash\necho installed\n' > "$2/pum"
            chmod +x "$2/pum"
            exit "$BUILD"
            """);
        job.Set("PATH", $"{programs.FullName}:{Environment.GetEnvironmentVariable("PATH")}");

        job.Set("BUILD", "1");
        foreach (var _ in (int[])[1, 2])
            Assert.StartsWith("::error title=pum::pum could not be built", (await job.RunAsync(("command", "dump"))).FailsWith(1));
        job.Set("BUILD", "0");
        Assert.Contains("::group::", (await job.RunAsync(("command", "dump"))).Succeeds().Run.Output);
        job.Set("BUILD", "1");
        var installed = (await job.RunAsync(("command", "dump"))).Succeeds();
        Assert.DoesNotContain("::group::", installed.Run.Output);
        Assert.Contains("installed", installed.Run.Output);
    }

    private static string Written(long bytes) =>
        bytes.ToString("N0", CultureInfo.InvariantCulture).Replace(",", "&#44;", StringComparison.Ordinal);

    private static IEnumerable<string> Sources() =>
        from path in Directory.EnumerateFiles(Repository.Root)
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "build", "action")))
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*", SearchOption.AllDirectories))
        let relative = Path.GetRelativePath(Repository.Root, path)
        where !relative.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or ".git")
        select relative;
}
