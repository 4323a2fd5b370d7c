using System.Diagnostics;
using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests;

/// <summary>A build that is told to end, or just ended, in the middle of a dump or a restore.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class SignalTests
{
    [TestMethod]
    [DataRow("INT", "custom")]
    [DataRow("TERM", "custom")]
    [DataRow("TERM", "directory")]
    [DataRow("KILL", "custom")]
    [DataRow("KILL", "directory")]
    public async Task A_build_that_is_ended_while_it_dumps_leaves_the_old_dump_and_no_session(string signal, string format)
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE film AS SELECT n AS id FROM generate_series(1, 1000) n");
        using var folder = await ProjectFolder.CreateAsync();
        folder.UseServices(("ci", database));
        var project = folder.WriteSdkProject("snap.proj", $"""<Target Name="Snap"><PumDump Service="ci" File="out/snap" Format="{format}" Jobs="2" /></Target>""");
        string[] snap = ["build", "snap.proj", "-t:Snap"];
        (await folder.DotnetAsync(snap)).Succeeds();
        var old = Snapshot(folder["out"]);

        BuildRun run;
        string name;
        await using (var holder = await database.OpenAsync())
        {
            await using var locking = new Npgsql.NpgsqlCommand("BEGIN; LOCK TABLE film IN ACCESS EXCLUSIVE MODE", holder);
            await locking.ExecuteNonQueryAsync();
            (run, name) = await EndAsync(signal, folder, snap, async () =>
            {
                List<string> waiting = [];
                await Eventually.IsTrueAsync(
                    async () => (waiting = await database.QueryListAsync<string>("SELECT application_name FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")).Count == 1,
                    "the dump waits for the lock",
                    TimeSpan.FromMinutes(3));
                return waiting[0];
            });
            // While the lock is still held: what waits for it must not wait on.
            await SlowContent.IsOverAsync(database, name);
        }

        if (signal == "INT")
            Assert.AreEqual(
                new BuildMessage(project, 2, "error", "PUM8001", "The build was cancelled. out/snap is as it was before."),
                run.FailsWith("PUM8001"));
        if (signal != "KILL")
            await Eventually.IsTrueAsync(() => Snapshot(folder["out"]) == old, "nothing is beside the old dump");
        Assert.IsTrue(old.Split('\n').All(Snapshot(folder["out"]).Split('\n').Contains), "the old dump is untouched");

        var next = (await folder.DotnetAsync([.. snap, "-v:n"])).Succeeds();
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder["out"]), next.Output);
        Assert.AreEqual(
            signal == "KILL", next.Output.Contains("left by an earlier dump that was interrupted", StringComparison.Ordinal), next.Output);
    }

    [TestMethod]
    [DataRow("INT", "custom", false)]
    [DataRow("TERM", "custom", false)]
    [DataRow("KILL", "custom", false)]
    [DataRow("KILL", "plain", false)]
    [DataRow("INT", "directory", true)]
    [DataRow("TERM", "directory", true)]
    [DataRow("KILL", "directory", true)]
    public async Task A_build_that_is_ended_while_it_restores_leaves_the_target_as_it_was_and_no_session(
        string signal, string format, bool isNew)
    {
        await using var source = await TestDatabase.CreateAsync();
        await SlowContent.MakeAsync(source);
        await using var target = await (isNew ? TestDatabase.ReserveAsync() : TestDatabase.CreateAsync());
        using var folder = await ProjectFolder.CreateAsync();
        folder.UseServices(("ci", source));
        var project = folder.WriteSdkProject("load.proj",
            $"""
              <Target Name="Snap"><PumDump Service="ci" File="snap" Format="{format}" /></Target>
              <Target Name="Load"><PumRestore Service="ci" Database="{target.Name}" File="snap" CreateDatabase="{isNew}" {(isNew ? "Jobs=\"2\"" : "")} /></Target>
            """);
        (await folder.DotnetAsync("build", "load.proj", "-t:Snap")).Succeeds();

        var scratch = "";
        var (run, name) = await EndAsync(signal, folder, ["build", "load.proj", "-t:Load"], async () =>
        {
            (var name, scratch) = await SlowContent.IsAtWorkAsync(source, isNew ? 2 : 1);
            return name;
        });

        if (signal == "INT")
            Assert.AreEqual(
                new BuildMessage(project, 3, "error", "PUM8001", "The build was cancelled. The target is as it was before."),
                run.FailsWith("PUM8001"));
        await SlowContent.IsOverAsync(source, name);
        Assert.AreEqual(!isNew, await target.ExistsAsync());
        if (!isNew)
            Assert.AreEqual(0L, await target.QueryAsync<long>("SELECT count(*) FROM pg_class WHERE oid >= 16384"));
        else if (signal == "KILL")
            await source.As(source.Server.Superuser).ExecuteAsync($"DROP DATABASE {scratch}");
        else
            await Eventually.IsTrueAsync(
                async () => await source.QueryAsync<long>($"SELECT count(*) FROM pg_database WHERE datname = '{scratch}'") == 0,
                "the scratch database is gone");
    }

    /// <summary>Starts a build, waits until it is at work, and sends it a signal.</summary>
    private static async Task<(BuildRun Run, string ApplicationName)> EndAsync(
        string signal, ProjectFolder folder, string[] arguments, Func<Task<string>> atWork)
    {
        using var build = BuildRun.StartDotnet(folder.FullName, arguments, folder.Variables);
        var output = build.StandardOutput.ReadToEndAsync();
        try
        {
            var name = await atWork();
            await SendAsync(signal, build);
            await BuildRun.EndOf(build);
            return (new(build.ExitCode, await output), name);
        }
        finally
        {
            if (!build.HasExited)
                build.Kill(entireProcessTree: true);
        }
    }

    // The shell's own: a small Debian has no program of that name.
    private static async Task SendAsync(string signal, Process process) =>
        (await BuildRun.RunAsync("/", "/bin/sh", ["-c", $"kill -{signal} {process.Id}"])).Succeeds();

    private static string Snapshot(string folder) => string.Join('\n', Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(file => $"{file} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}"));
}
