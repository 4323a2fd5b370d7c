using System.Text.RegularExpressions;
using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests;

/// <summary>PumDump from the packed package, as projects call it.</summary>
[TestClass]
public sealed class DumpTests
{
    private const string Snap =
        """
          <Target Name="Snap">
            <PumDump Service="ci" File="snap.dump">
              <Output TaskParameter="DumpFile" ItemName="Dump" />
            </PumDump>
            <Message Importance="high" Text="@(Dump->'%(FullPath)|%(Format)|%(Size)|%(ServerVersion)|%(Sha256)')" />
          </Target>
        """;

    private const string Films = "CREATE TABLE film (id int PRIMARY KEY, title text); INSERT INTO film SELECT n, 'film ' || n FROM generate_series(1, 1000) n";

    [TestMethod]
    public async Task A_library_dumps_in_Debug_and_Release_from_another_folder_and_with_several_threads()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync(Films);
        using var folder = await ProjectFolder.CreateAsync(awkward: true);
        folder.UseServices(("ci", database));
        folder.WriteLibrary("app/app.csproj", Snap);
        (await folder.DotnetAsync("restore", "app")).Succeeds();
        string[] snap = ["build", "--no-restore", "-t:Snap", folder["app/app.csproj"]];

        foreach (string[] mode in (string[][])[["-c", "Debug"], ["-c", "Release"], ["-mt"]])
        {
            File.Delete(folder["app/snap.dump"]);
            var run = (await folder.DotnetInAsync("..", [.. snap, .. mode])).Succeeds();

            var bytes = await File.ReadAllBytesAsync(folder["app/snap.dump"]);
            var sha = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
            Assert.Contains($"{folder["app/snap.dump"]}|custom|{bytes.Length}|{database.Server.Version}|{sha}", run.Output);
            Assert.Contains("film 1000", await ScriptAsync(database, folder["app/snap.dump"]));
        }
    }

    [TestMethod]
    public async Task Two_projects_in_parallel_dump_as_one_does_alone_twenty_times()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync(Films);
        using var folder = await ProjectFolder.CreateAsync();
        folder.UseServices(("ci", database));
        var snap = Snap.Replace("snap.dump", "$(Round).dump", StringComparison.Ordinal);
        folder.WriteLibrary("a/a.csproj", snap);
        folder.WriteLibrary("b/b.csproj", snap);
        folder.Write("rounds.proj", $"""
            <Project>
              <Target Name="Rounds">
                {string.Concat(Enumerable.Range(1, 10).Select(round => $"""<MSBuild Projects="a/a.csproj;b/b.csproj" Targets="Snap" Properties="Round=$(Mode){round}" BuildInParallel="true" />"""))}
              </Target>
            </Project>
            """);
        (await folder.DotnetAsync("restore", "a")).Succeeds();
        (await folder.DotnetAsync("restore", "b")).Succeeds();
        (await folder.DotnetAsync("build", "--no-restore", "-t:Snap", "a", "-p:Round=alone")).Succeeds();
        var alone = await ScriptAsync(database, folder["a/alone.dump"]);

        (await folder.DotnetAsync("msbuild", "rounds.proj", "-m:2", "-p:Mode=processes")).Succeeds();
        (await folder.DotnetAsync("msbuild", "rounds.proj", "-m:2", "-p:Mode=threads", "-mt")).Succeeds();

        var dumps = Directory.GetFiles(folder["a"], "*.dump").Concat(Directory.GetFiles(folder["b"], "*.dump")).ToList();
        Assert.HasCount(41, dumps);
        foreach (var dump in dumps)
            Assert.AreEqual(alone, await ScriptAsync(database, dump), dump);
    }

    [TestMethod]
    public async Task The_command_line_dumps_with_a_list_and_NoWarn_silences_a_pattern_without_match()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE kept (id int); CREATE SCHEMA audit; CREATE TABLE audit.trail (id int); CREATE SCHEMA \"Mixed;Name\"; CREATE TABLE \"Mixed;Name\".t (id int)");
        using var folder = await ProjectFolder.CreateAsync();
        folder.UseServices(("ci", database));
        folder.WriteSdkProject("snap.proj", "");
        string[] dump = ["build", "snap.proj", "-t:PumDump", "-p:PumService=ci", "-p:PumFile=out/snap.sql", "-p:PumFormat=plain", "-p:PumExcludeSchemas=\"audit%3Btmp_*%3B%22Mixed;Name%22\""];

        var warned = (await folder.DotnetAsync(dump)).Succeeds();
        var silenced = (await folder.DotnetAsync([.. dump, "-p:NoWarn=PUM4003"])).Succeeds();
        var promoted = await folder.DotnetAsync([.. dump, "-warnaserror"]);

        var script = await File.ReadAllTextAsync(folder["out/snap.sql"]);
        Assert.Contains("CREATE TABLE public.kept", script);
        Assert.DoesNotContain("audit", script);
        Assert.DoesNotContain("Mixed", script);
        Assert.AreEqual(
            ("PUM4003", "warning", folder["snap.proj"], 1),
            (warned.Messages.Single().Code, warned.Messages.Single().Kind, warned.Messages.Single().File, warned.Messages.Single().Line));
        Assert.DoesNotContain("PUM4003", silenced.Output);
        promoted.FailsWith("PUM4003");
    }

    [TestMethod]
    public async Task A_wrong_password_is_one_line_in_place_and_the_old_dump_stays()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var folder = await ProjectFolder.CreateAsync();
        folder.Variables["DB"] = $"{database.Conninfo} password=wrong";
        folder.Write("snap.dump", "old");
        var project = folder.WriteSdkProject("snap.proj", """<Target Name="Snap"><PumDump ConnectionStringVariable="DB" File="snap.dump" /></Target>""");

        var error = (await folder.DotnetAsync("build", "snap.proj", "-t:Snap")).FailsWith("PUM3004");

        Assert.AreEqual((project, 2), (error.File, error.Line));
        Assert.AreEqual("old", await File.ReadAllTextAsync(folder["snap.dump"]));
    }

    [TestMethod]
    public async Task A_dump_that_outlasts_its_Timeout_ends_and_leaves_the_old_file()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync(Films);
        await using var holder = await database.OpenAsync();
        await using var locking = new Npgsql.NpgsqlCommand("BEGIN; LOCK TABLE film IN ACCESS EXCLUSIVE MODE", holder);
        await locking.ExecuteNonQueryAsync();
        using var folder = await ProjectFolder.CreateAsync();
        folder.UseServices(("ci", database));
        folder.Write("snap.dump", "old");
        folder.WriteSdkProject("snap.proj", """<Target Name="Snap"><PumDump Service="ci" File="snap.dump" Timeout="2s" /></Target>""");

        var error = (await folder.DotnetAsync("build", "snap.proj", "-t:Snap")).FailsWith("PUM8002");

        Assert.AreEqual(
            "PumDump exceeded its Timeout of 2s and was stopped. snap.dump is as it was before. Allow more time with Timeout.", error.Text);
        Assert.AreEqual("old", await File.ReadAllTextAsync(folder["snap.dump"]));
    }

    /// <summary>An archive as the script it stands for, without the keys that differ in every run.</summary>
    private static async Task<string> ScriptAsync(TestDatabase database, string archive)
    {
        var restore = await BuildRun.RunAsync(
            Path.GetDirectoryName(archive)!, Path.Combine(database.Server.BinDirectory, "pg_restore"), ["-f", "-", archive]);
        return Regex.Replace(restore.Succeeds().Output, @"^\\(un)?restrict .*$", "", RegexOptions.Multiline);
    }
}
