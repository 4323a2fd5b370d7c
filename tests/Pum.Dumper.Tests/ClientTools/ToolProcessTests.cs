using System.Diagnostics;
using System.Text;
using Pum.Dumper.ClientTools;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Tests.ClientTools;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class ToolProcessTests
{
    [TestMethod]
    public async Task Output_and_errors_arrive_line_by_line_and_the_exit_code_is_returned()
    {
        var (output, error) = (new List<string>(), new List<string>());
        var exitCode = await ToolProcess.RunAsync(
            Shell("echo one; echo two; echo wrong >&2; exit 3", output.Add, error.Add), CancellationToken.None);
        Assert.AreEqual(3, exitCode);
        CollectionAssert.AreEqual(new[] { "one", "two" }, output);
        CollectionAssert.AreEqual(new[] { "wrong" }, error);
    }

    [TestMethod]
    public async Task Tools_run_untranslated_whatever_the_language_of_the_machine()
    {
        var output = new List<string>();
        var command = Shell("echo \"$LC_MESSAGES|${LC_ALL-unset}|${LANGUAGE-unset}|$PG_COLOR\"", output.Add);
        await ToolProcess.RunAsync(command, CancellationToken.None);
        Assert.AreEqual("C|unset|unset|never", output.Single());
    }

    [TestMethod]
    public async Task A_variable_is_set_or_removed_for_the_child_alone()
    {
        var output = new List<string>();
        var command = Shell("echo \"$PGPASSWORD|${HOME-unset}\"", output.Add);
        command = command with { Environment = command.Environment.Add("PGPASSWORD", "s3cret").Add("HOME", null) };
        await ToolProcess.RunAsync(command, CancellationToken.None);
        Assert.AreEqual("s3cret|unset", output.Single());
    }

    [TestMethod]
    public async Task The_watchdog_of_a_process_that_was_killed_removes_its_private_files()
    {
        var file = Path.GetTempFileName();
        using var tool = Process.Start("sleep", "60");
        var start = new ProcessStartInfo("/bin/sh", ["-c", ToolWatchdog.Script, "pum-watchdog", $"{tool.Id}", file]) { RedirectStandardInput = true };
        using var watchdog = Process.Start(start)!;
        watchdog.StandardInput.Close();
        await watchdog.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        await tool.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.IsFalse(File.Exists(file));
    }

    [TestMethod]
    public async Task Without_a_feed_standard_input_is_at_its_end()
    {
        var output = new List<string>();
        await ToolProcess.RunAsync(Shell("cat; echo end", output.Add), CancellationToken.None);
        CollectionAssert.AreEqual(new[] { "end" }, output);
    }

    [TestMethod]
    public async Task A_feed_is_written_and_then_ended()
    {
        var output = new List<string>();
        var command = Shell("cat", output.Add) with { Feed = (input, token) => input.WriteAsync(Encoding.UTF8.GetBytes("fed"), token).AsTask() };
        await ToolProcess.RunAsync(command, CancellationToken.None);
        Assert.AreEqual("fed", output.Single());
    }

    [TestMethod]
    public async Task A_tool_that_stops_reading_decides_by_its_exit_code()
    {
        var command = Shell("exit 2") with { Feed = (input, token) => input.WriteAsync(new byte[10_000_000], token).AsTask() };
        Assert.AreEqual(2, await ToolProcess.RunAsync(command, CancellationToken.None));
    }

    [TestMethod]
    public async Task A_tool_that_floods_one_stream_does_not_block_who_reads_the_other()
    {
        var (text, errors) = ("", 0);
        var command = Shell("seq 20000 >&2; echo done", onError: _ => errors++) with
        {
            ReadOutput = (stream, _) =>
            {
                using var reader = new StreamReader(stream);
                text = reader.ReadToEnd();
                return Task.CompletedTask;
            },
        };
        Assert.AreEqual(0, await ToolProcess.RunAsync(command, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.AreEqual(("done\n", 20000), (text, errors));
    }

    [TestMethod]
    public async Task A_reader_that_blocks_does_not_keep_a_cancellation_waiting()
    {
        using var cancellation = new CancellationTokenSource();
        var command = Shell("echo begun; sleep 300") with
        {
            ReadOutput = (stream, _) =>
            {
                using var reader = new StreamReader(stream);
                reader.ReadLine();
                cancellation.Cancel();
                reader.ReadLine();
                return Task.CompletedTask;
            },
        };
        await Assert.ThrowsAsync<OperationCanceledException>(
            () => ToolProcess.RunAsync(command, cancellation.Token).WaitAsync(TimeSpan.FromSeconds(60), CancellationToken.None));
    }

    [TestMethod]
    public async Task A_feed_that_fails_ends_the_tool()
    {
        var command = Shell("cat >/dev/null; sleep 60") with { Feed = (_, _) => throw new InvalidDataException("the source broke") };
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsExactlyAsync<InvalidDataException>(() => ToolProcess.RunAsync(command, CancellationToken.None));
        Assert.IsLessThan(30, watch.Elapsed.TotalSeconds);
    }

    [TestMethod]
    public async Task Cancelling_interrupts_the_tool_and_lets_it_clean_up()
    {
        using var cancellation = new CancellationTokenSource();
        var output = new List<string>();
        var command = Shell("trap 'echo cleaned; exit 1' INT; echo ready; while :; do sleep 0.05; done", line =>
        {
            output.Add(line);
            if (line == "ready")
                cancellation.Cancel();
        });
        await Assert.ThrowsAsync<OperationCanceledException>(() => ToolProcess.RunAsync(command, cancellation.Token));
        CollectionAssert.Contains(output, "ready");
    }

    [TestMethod]
    public async Task A_cancellation_that_comes_when_the_tool_has_ended_well_changes_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        var run = new TaskCompletionSource<Task<int>>();
        var command = Shell("echo $$", line =>
        {
            Assert.IsTrue(HasEnded(int.Parse(line, System.Globalization.CultureInfo.InvariantCulture)));
            cancellation.Cancel();
            // Time enough to give up, which would be wrong.
            Task.WaitAny([run.Task.Unwrap()], TimeSpan.FromSeconds(1));
        });
        run.SetResult(ToolProcess.RunAsync(command, cancellation.Token));
        Assert.AreEqual(0, await await run.Task);
    }

    [TestMethod]
    public async Task A_tool_that_ignores_the_interrupt_is_ended_with_its_children()
    {
        using var cancellation = new CancellationTokenSource();
        var child = 0;
        var command = Shell("trap '' INT; sleep 300 & echo $!; wait", line =>
        {
            child = int.Parse(line, System.Globalization.CultureInfo.InvariantCulture);
            cancellation.Cancel();
        });
        await Assert.ThrowsAsync<OperationCanceledException>(() => ToolProcess.RunAsync(command, cancellation.Token));
        Assert.IsTrue(HasEnded(child), "the child still runs");
    }

    [TestMethod]
    public async Task A_program_that_is_not_there_is_PUM2001()
    {
        var failure = await Assert.ThrowsExactlyAsync<PumFailureException>(
            () => ToolProcess.RunAsync(Shell("") with { Program = "/nowhere/pg_dump" }, CancellationToken.None));
        Assert.AreEqual("PUM2001", failure.Code);
    }

    private static bool HasEnded(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return process.WaitForExit(TimeSpan.FromSeconds(10));
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    private static ToolCommand Shell(string script, Action<string>? onOutput = null, Action<string>? onError = null) => new()
    {
        Program = "/bin/sh",
        Arguments = ["-c", script],
        WorkingDirectory = Path.GetTempPath(),
        OnOutput = onOutput,
        OnError = onError,
    };
}
