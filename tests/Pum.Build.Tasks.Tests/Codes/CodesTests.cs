using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests.Codes;

/// <summary>Each failure of the catalogue, made for real, as <c>dotnet build</c> says it.</summary>
[TestClass]
public sealed partial class CodesTests
{
    /// <summary>Codes that tests elsewhere make, since they end the whole build.</summary>
    private static readonly Dictionary<string, string> MadeElsewhere = new()
    {
        ["PUM1005"] = nameof(ErrorFormTests.An_MSBuild_that_is_too_old_is_told_so_and_not_that_a_task_host_is_missing),
        ["PUM8001"] = nameof(SignalTests.A_build_that_is_ended_while_it_dumps_leaves_the_old_dump_and_no_session),
    };

    /// <summary>Codes that no task gives, and why.</summary>
    private static readonly Dictionary<string, string> GivenByNoTask = new()
    {
        ["PUM6001"] = "another package gives it, Pum.Testing",
        ["PUM6002"] = "another package gives it, Pum.Testing",
        ["PUM7001"] = "no task starts a server",
    };

    private static ImmutableArray<MadeFailure> All =>
    [
        .. FailuresWithoutServer.All,
        .. FailuresOnServer.All,
        .. FailuresOfMajors.All,
        .. FailuresOfDisks.All,
        .. FailuresBehindPoolers.All,
    ];

    [TestMethod]
    public void Every_code_of_the_manual_is_made_by_a_test_or_given_by_no_task() => CollectionAssert.AreEqual(
        Heading().Matches(ManualSnippet.ReadPage(Path.Combine("docs", "errors.md"))).Select(heading => heading.Groups[1].Value).ToArray(),
        All.Select(failure => failure.Code).Distinct()
            .Concat(MadeElsewhere.Keys).Concat(GivenByNoTask.Keys).Order(StringComparer.Ordinal).ToArray());

    [TestMethod]
    public async Task Failures_without_a_server_are_named_in_place()
    {
        using var folder = await ProjectFolder.CreateAsync();
        folder.Variables["PGSERVICEFILE"] = folder["pg_service.conf"];
        folder.Variables["EMPTY"] = "";
        folder.Write("occupied/note.txt", "");
        folder.Write("seed.sql", "SELECT 1;\n");
        folder.WriteTool("nonsense/pg_dump", "echo 'pg_dump (PostgreSQL) 15.1'");
        folder.WriteTool("nonsense/psql", "echo 'psql (PostgreSQL) 15.1'");

        (await FailingBuild.RunAsync(folder, FailuresWithoutServer.All)).NamesThemAll();
    }

    [TestMethod]
    public async Task Failures_on_a_server_are_named_in_place()
    {
        using var folder = await ProjectFolder.CreateAsync();
        await using var server = await FailingServer.PrepareAsync(folder);

        (await FailingBuild.RunAsync(folder, FailuresOnServer.All, FailuresOnServer.Preparation)).NamesThemAll();
    }

    [TestMethod]
    public async Task Failures_between_two_majors_are_named_in_place()
    {
        var (older, newer) = (await TestServer.GetAsync(), await TestServer.GetAsync(18));
        if (older.Major >= 17)
            Assert.Inconclusive(
                $"What a newer dump holds that an older server refuses needs a server before 17, and the system's own is {older.Major}.");
        await using var target = await TestDatabase.CreateAsync(older);
        await using var source = await TestDatabase.CreateAsync(newer);
        await source.ExecuteAsync("CREATE TABLE actor (); CREATE TABLE film (id int, twice int GENERATED ALWAYS AS (id * 2) VIRTUAL)");
        using var folder = await ProjectFolder.CreateAsync();
        folder.UseServices(("older", target), ("newer", source));
        // That a dump is newer is a warning besides.
        folder.Variables["NoWarn"] = "PUM2003";
        (folder.Variables["OlderTools"], folder.Variables["NewerTools"]) = (older.BinDirectory, newer.BinDirectory);

        (await FailingBuild.RunAsync(folder, FailuresOfMajors.All, FailuresOfMajors.Preparation)).NamesThemAll();
    }

    [TestMethod]
    public async Task Failures_of_full_disks_are_named_in_place()
    {
        using var folder = await ProjectFolder.CreateAsync();
        using var disk = Tmpfs.Mount(folder["small"], "size=64k");
        using var serverDisk = Tmpfs.MountBeside(await TestServer.GetAsync(), "16m");
        var tablespace = $"small_{Guid.NewGuid():N}";
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync("CREATE TABLE film AS SELECT md5(n::text) FROM generate_series(1, 20000) n");
        await source.ExecuteAsSuperuserAsync($"CREATE TABLESPACE {tablespace} LOCATION '{serverDisk.Folder}'");
        await source.ExecuteAsSuperuserAsync($"GRANT CREATE ON TABLESPACE {tablespace} TO PUBLIC");
        try
        {
            await using var target = await TestDatabase.CreateAsync(options: $"TABLESPACE {tablespace}");
            await using var spilling = await TestDatabase.CreateAsync();
            await spilling.ExecuteAsync(
                $"""
                ALTER DATABASE {spilling.Name} SET temp_tablespaces = '{tablespace}';
                CREATE TABLE film AS SELECT 1 AS id;
                ALTER TABLE film ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
                CREATE POLICY spilling ON film USING ((SELECT count(*) FROM generate_series(1, 3000000)) > 0);
                """);
            folder.UseServices(("large", source), ("small", target), ("spilling", spilling));
            folder.Write("large.sql", "CREATE TABLE film AS SELECT md5(n::text) FROM generate_series(1, 1000000) n;\n");

            (await FailingBuild.RunAsync(folder, FailuresOfDisks.All)).NamesThemAll();
        }
        finally
        {
            await source.ExecuteAsSuperuserAsync($"DROP TABLESPACE {tablespace}");
        }
    }

    [TestMethod]
    public async Task Failures_behind_a_pooler_are_named_in_place()
    {
        await using var target = await TestDatabase.CreateAsync();
        await using var pooler = await PgBouncer.StartAsync(target.Server, "transaction");
        // Others are served by the same sessions of the server's.
        await using var busy = await pooler.OpenAsync(target);
        using var folder = await ProjectFolder.CreateAsync();
        folder.Variables["PGSERVICEFILE"] = folder.Write(
            "pg_service.conf", $"[pooled]\nhost=127.0.0.1\nport={pooler.Port}\ndbname={target.Name}\nuser={target.User}\npassword={target.Password}\n");
        folder.Write("seed.sql", "SELECT 1;\n");

        (await FailingBuild.RunAsync(folder, FailuresBehindPoolers.All)).NamesThemAll();
    }

    [GeneratedRegex("^## (PUM[0-9]{4})$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
