using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.Versioning;
using Pum.Dumper.Servers;

namespace Pum.Dumper.ServerTests.Servers;

/// <summary>A temporary server ends with its process, however that ends.</summary>
[TestClass]
public sealed class ServerLifeTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Cancellation => TestContext.CancellationToken;

    [TestMethod]
    public async Task A_server_ends_with_its_process()
    {
        using var process = await ServerProcess.StartAsync();
        var postmaster = process.Postmaster;

        Assert.AreEqual(0, await process.EndAsync());

        Assert.IsFalse(Directory.Exists(process.Folder));
        Assert.IsFalse(IsAlive(postmaster));
    }

    [TestMethod]
    public async Task A_server_ends_and_leaves_no_folder_when_its_process_is_killed()
    {
        using var process = await ServerProcess.StartAsync();
        var postmaster = process.Postmaster;
        Assert.IsTrue(IsAlive(postmaster));

        process.Kill();

        await Eventually.IsTrueAsync(() => !Directory.Exists(process.Folder), "the server's folder is gone");
        Assert.IsFalse(IsAlive(postmaster));
    }

    [TestMethod]
    public async Task What_a_machine_that_died_left_is_removed_at_the_next_start_unless_a_server_lives_in_it()
    {
        using var process = await ServerProcess.StartAsync();
        var postmaster = process.Postmaster;
        Kill(process.Watchdog);
        process.Kill();

        await using (await TemporaryServer.StartAsync(new(), Cancellation))
            Assert.IsTrue(IsAlive(postmaster) && Directory.Exists(process.Folder), "A server that runs is left alone.");

        Kill(postmaster);
        await using (await TemporaryServer.StartAsync(new(), Cancellation))
            Assert.IsFalse(Directory.Exists(process.Folder));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task A_pipe_where_a_server_left_its_traces_holds_none_up()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"pum_server_{Guid.NewGuid():N}"));
        try
        {
            using (var mkfifo = Process.Start("mkfifo", [Path.Combine(folder.FullName, "watchdog")]))
                await mkfifo.WaitForExitAsync(Cancellation);

            await using var server = await TemporaryServer.StartAsync(new(), Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);

            Assert.IsTrue(folder.Exists);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [UnsupportedOSPlatform("windows")]
    public async Task An_ordinary_user_starts_a_server_as_root_does()
    {
        if (!Environment.IsPrivilegedProcess)
            Assert.Inconclusive("Only root can become another user; where it is none, the other tests show the same.");
        var prefix = await UnprivilegedUser.PrefixAsync(
            ServerPrograms.Find(HostEnvironment.Current(AppContext.BaseDirectory)), Cancellation);
        using var folder = new TestFolder();
        Share(folder);
        if (!Runs([.. prefix, ServerProcess.Dotnet, "--list-runtimes"]))
            Assert.Inconclusive($"No ordinary user may run {ServerProcess.Dotnet}: install .NET where everybody can read it.");

        using var process = await ServerProcess.StartAsync(folder["Pum.Dumper.ServerTests.dll"], prefix);
        Assert.AreEqual(0, await process.EndAsync());

        Assert.IsFalse(Directory.Exists(process.Folder));
    }

    // The repository may lie where only root may go.
    [UnsupportedOSPlatform("windows")]
    private static void Share(TestFolder folder)
    {
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory))
            File.Copy(file, folder[Path.GetFileName(file)]);
        const UnixFileMode everybody =
            UnixFileMode.OtherRead | UnixFileMode.OtherExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
            | UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        File.SetUnixFileMode(folder.FullName, everybody);
        File.SetUnixFileMode(Path.GetDirectoryName(folder.FullName)!, everybody);
    }

    private static bool Runs(ImmutableArray<string> words)
    {
        using var process = Process.Start(new ProcessStartInfo(words[0], words.Skip(1)) { WorkingDirectory = "/", RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static void Kill(int id)
    {
        using var process = Process.GetProcessById(id);
        process.Kill();
        process.WaitForExit(TimeSpan.FromSeconds(10));
    }

    // A zombie waits for a parent that never asks, as in a container whose first process is no init.
    private static bool IsAlive(int id)
    {
        if (!OperatingSystem.IsLinux())
            return Process.GetProcesses().Any(process => process.Id == id);
        var status = $"/proc/{id}/stat";
        return File.Exists(status) && File.ReadAllText(status).Split(") ")[1][0] != 'Z';
    }
}
