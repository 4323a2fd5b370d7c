using System.Runtime.Versioning;
using System.Text.RegularExpressions;

namespace Pum.Tool.Tests;

/// <summary>The command on a terminal. Other systems than Linux have no script of util-linux.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
[UnsupportedOSPlatform("windows")]
public sealed partial class TerminalTests
{
    private const string Red = "\u001b[1;31m";

    [TestMethod]
    public async Task A_line_of_progress_is_rewritten_and_Ctrl_C_leaves_nothing()
    {
        await using var source = await TestDatabase.CreateAsync();
        await SlowContent.MakeAsync(source);
        await using var target = await TestDatabase.ReserveAsync();
        using var folder = new TestFolder();
        (await PumRun.RunAsync(folder.FullName, ["dump", "snap"], ("PUM_CONNECTION", source.Conninfo))).EndsWith(0);

        await using var terminal = Terminal.Start(
            folder.FullName, $"exec {Terminal.Pum} restore snap --replace-database -j 1", ("PUM_CONNECTION", target.Conninfo));
        var (name, scratch) = await SlowContent.IsAtWorkAsync(source);
        await terminal.ComesToAsync(() => Rewritten().Count(terminal.Screen) >= 2);
        await terminal.TypeAsync(Terminal.Interrupt);

        Assert.AreEqual(130, await terminal.EndAsync(), terminal.Screen);
        Assert.MatchesRegex(Interrupted(), terminal.Screen);
        await SlowContent.IsOverAsync(source, name);
        Assert.AreEqual(0L, await source.QueryAsync<long>($"SELECT count(*) FROM pg_database WHERE datname IN ('{scratch}', '{target.Name}')"));
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.FullName));
    }

    [TestMethod]
    public async Task A_dump_that_Ctrl_C_ends_leaves_the_old_one()
    {
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync("CREATE TABLE film (id int)");
        using var folder = new TestFolder();
        folder.Write("snap", "the old one");
        await using var holder = await source.OpenAsync();
        await using var locking = new Npgsql.NpgsqlCommand("BEGIN; LOCK TABLE film IN ACCESS EXCLUSIVE MODE", holder);
        await locking.ExecuteNonQueryAsync();

        await using var terminal = Terminal.Start(folder.FullName, $"exec {Terminal.Pum} dump snap", ("PUM_CONNECTION", source.Conninfo));
        List<string> waiting = [];
        await Eventually.IsTrueAsync(
            async () => (waiting = await source.QueryListAsync<string>("SELECT application_name FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")).Count == 1,
            "the dump waits for the lock");
        await terminal.TypeAsync(Terminal.Interrupt);

        Assert.AreEqual(130, await terminal.EndAsync(), terminal.Screen);
        Assert.Contains("pum dump was interrupted. snap is as it was before.", terminal.Screen);
        await SlowContent.IsOverAsync(source, waiting[0]);
        Assert.AreEqual("the old one", await File.ReadAllTextAsync(folder["snap"]));
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.FullName));
    }

    // A tool that does not end when it is told to has five seconds; who waits for it says that the command was interrupted.
    [TestMethod]
    public async Task A_second_Ctrl_C_ends_the_command_at_once()
    {
        using var folder = new TestFolder();
        TestProgram.Write(
            folder["tools/pg_dump"],
            """
            [ "$1" = --version ] && exec echo 'pg_dump (PostgreSQL) 18.0'
            trap 'echo >> ../interrupted' INT
            echo $$ > ../started.new && mv ../started.new ../started
            while :; do sleep 0.1; done
            """);
        var (started, interrupted) = (folder["../started"], folder["../interrupted"]);

        await using var terminal = Terminal.Start(folder.FullName, $"exec {Terminal.Pum} -p host=localhost dump snap --tool-path tools");
        await terminal.ComesToAsync(() => File.Exists(started));
        await terminal.TypeAsync(Terminal.Interrupt);
        await terminal.ComesToAsync(() => File.Exists(interrupted));
        await Task.Delay(TimeSpan.FromMilliseconds(300));
        Assert.DoesNotContain("PUM8001", terminal.Screen);
        await terminal.TypeAsync(Terminal.Interrupt);

        Assert.AreEqual(130, await terminal.EndAsync(), terminal.Screen);
        Assert.DoesNotContain("PUM8001", terminal.Screen);
        var tool = (await File.ReadAllTextAsync(started)).Trim();
        await Eventually.IsTrueAsync(() => !Directory.Exists($"/proc/{tool}"), "the tool is gone");
    }

    [TestMethod]
    [DataRow("", "xterm", null, true)]
    [DataRow("", "xterm", "", true)]
    [DataRow("", "xterm", "1", false)]
    [DataRow("", "dumb", null, false)]
    [DataRow(" | cat", "xterm", null, true)]
    [DataRow(" 2> ../error; cat ../error", "xterm", null, false)]
    public async Task Errors_have_a_colour_on_a_terminal_alone(string redirection, string term, string? noColor, bool isRed)
    {
        using var folder = new TestFolder();

        await using var terminal = Terminal.Start(
            folder.FullName,
            $"{Terminal.Pum} -s nosuch dump snap{redirection}",
            ("TERM", term), ("NO_COLOR", noColor), ("PGSERVICEFILE", folder.Write("../services", "")));
        await terminal.EndAsync();

        Assert.AreEqual(isRed, terminal.Screen.Contains($"{Red}error PUM3001:\u001b[0m ", StringComparison.Ordinal), terminal.Screen);
        Assert.AreEqual(isRed, terminal.Screen.Contains("\u001b[1;", StringComparison.Ordinal), terminal.Screen);
        Assert.Contains("error PUM3001:", terminal.Screen);
    }

    [GeneratedRegex("\rpum restore: [0-9]+ of [0-9]+ entries, [^\r\n]+(?=\r[^\n])")]
    private static partial Regex Rewritten();

    // The line of progress is wiped out first. The terminal shows what was typed.
    [GeneratedRegex("\r +\rpum: \u001b\\[1;31merror PUM8001:\u001b\\[0m pum restore was interrupted\\. The target is as it was before\\.\r\n")]
    private static partial Regex Interrupted();
}
