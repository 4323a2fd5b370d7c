using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Pum.Dumper.Failures;

namespace Pum.Dumper.ClientTools;

/// <summary>The one place that runs client tools.</summary>
internal static class ToolProcess
{
    /// <summary>How long a tool that was asked to end may take to send its cancel to the server and clean up.</summary>
    private static readonly TimeSpan CancellationGrace = TimeSpan.FromSeconds(5);

    /// <summary>The same while this process itself is ending: GitHub sends SIGKILL 2.5 seconds after SIGTERM.</summary>
    private static readonly TimeSpan ExitGrace = TimeSpan.FromSeconds(1.5);

    /// <summary>With Ctrl-C in a terminal the tool gets its SIGINT too and may be gone before the cancellation reaches us.</summary>
    private static readonly TimeSpan InterruptRace = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// What every tool runs under: messages untranslated and without colours, so that they can be read. <c>LC_ALL</c> and
    /// <c>LANGUAGE</c> would win over <c>LC_MESSAGES</c>.
    /// </summary>
    private static readonly ImmutableDictionary<string, string?> FixedEnvironment = new Dictionary<string, string?>
    {
        ["LC_ALL"] = null,
        ["LANGUAGE"] = null,
        ["LC_MESSAGES"] = "C",
        ["PG_COLOR"] = "never",
    }.ToImmutableDictionary();

    /// <summary>Runs a program to its end and returns its exit code.</summary>
    /// <remarks>
    /// On cancellation the program is asked to end as by Ctrl-C, so that it sends a cancel to the server, and ended with all its
    /// children where it does not; then <see cref="OperationCanceledException"/> is thrown. The same happens when this process ends
    /// while the program runs: SIGTERM to a build never reaches a task's <c>Cancel</c>.
    /// </remarks>
    /// <exception cref="PumFailureException">PUM2001 where the program cannot be started.</exception>
    public static async Task<int> RunAsync(ToolCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var process = Start(command);
        using var watchdog = command.IsLong || !command.PrivateFiles.IsEmpty
            ? ToolWatchdog.TryStart(process.Id, command.PrivateFiles)
            : null;
        using var exit = new AtProcessExit(() =>
        {
            End(process, ExitGrace);
            command.OnExit?.Invoke();
        });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // On threads of their own: a reader that blocks must keep neither the others nor a cancellation waiting.
        var output = command.ReadOutput is { } read
            ? Task.Run(() => read(process.StandardOutput.BaseStream, stop.Token), CancellationToken.None)
            : ReadLinesAsync(process.StandardOutput.BaseStream, command.OnOutput);
        var error = ReadLinesAsync(process.StandardError.BaseStream, command.OnError, command.TakesError);
        var feed = Task.Run(() => FeedAsync(process, command.Feed, stop.Token), CancellationToken.None);
        try
        {
            // A feed or a reader that fails by itself must end the tool, which would wait for more input, or for its output to be read.
            await Task.WhenAny(process.WaitForExitAsync(cancellationToken), FailureOf(feed), FailureOf(output), FailureOf(error));
            foreach (var work in new[] { feed, output, error }.Where(work => work.IsFaulted))
                await work;
            // A tool that finished has done its work, even if it was cancelled meanwhile.
            if (!process.HasExited)
                cancellationToken.ThrowIfCancellationRequested();
        }
        catch
        {
            End(process, CancellationGrace);
            await stop.CancelAsync();
            await EndedWithin(CancellationGrace, output, error, feed);
            throw;
        }

        // What a tool that succeeded has done stays done, a COMMIT for example: its last lines are awaited even after a cancellation. Only
        // a reader that works on what it reads may still have much to do.
        var isDone = process.ExitCode == 0 && command.ReadOutput is null;
        await Task.WhenAll(output, error).WaitAsync(isDone ? CancellationToken.None : cancellationToken);
        await stop.CancelAsync();
        await EndedWithin(CancellationGrace, feed);
        if (process.ExitCode == 0)
            return 0;
        await WaitForCancellation(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return process.ExitCode;
    }

    private static Process Start(ToolCommand command)
    {
        var start = new ProcessStartInfo(command.Program)
        {
            WorkingDirectory = command.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (var argument in command.Arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in FixedEnvironment.SetItems(command.Environment))
        {
            if (value is null)
                start.Environment.Remove(name);
            else
                start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new PumFailureException(
                ClientToolFailures.CannotStart(command.Program, exception.Message, ToolPackages.InstallAdvice(major: null)), exception);
        }
    }

    /// <summary>
    /// Reads lines by a thread that sleeps until one comes: a tool writes each by itself, and a thread of the pool would be woken for it
    /// and then look for more work, which takes the time of the server's processes where the cores are busy.
    /// </summary>
    private static Task ReadLinesAsync(Stream stream, Action<string>? onLine, LineTaker? taker = null) => Task.Factory.StartNew(
        () =>
        {
            using var reader = new LineReader(stream, Encoding.UTF8, taker);
            while (reader.ReadLine() is { } line)
                onLine?.Invoke(line);
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    private static async Task FeedAsync(Process process, Func<Stream, CancellationToken, Task>? feed, CancellationToken cancellationToken)
    {
        var input = process.StandardInput.BaseStream;
        try
        {
            if (feed is not null)
            {
                await feed(input, cancellationToken);
                await input.FlushAsync(cancellationToken);
            }

            input.Close();
        }
        catch (IOException) when (process.WaitForExit(CancellationGrace))
        {
            // The tool ended before it had read everything: its exit code and messages say why.
        }
    }

    /// <summary>Completes when the work has failed, and never otherwise.</summary>
    private static Task FailureOf(Task work) =>
        work.ContinueWith(
            done => done.IsFaulted ? Task.CompletedTask : new TaskCompletionSource().Task,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default).Unwrap();

    /// <summary>Waits for work whose outcome no longer counts: the tool is gone, and its exit code and messages decide.</summary>
    private static Task<Task> EndedWithin(TimeSpan grace, params Task[] work) => Task.WhenAny(Task.WhenAll(work), Task.Delay(grace));

    private static async Task WaitForCancellation(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(InterruptRace, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The caller throws it: the apparent failure was the user's Ctrl-C.
        }
    }

    /// <summary>Asks a tool to end as by Ctrl-C, and ends it with all its children where it does not.</summary>
    private static void End(Process process, TimeSpan grace)
    {
        try
        {
            if (process.HasExited || (Interrupt.TrySend(process.Id) && process.WaitForExit(grace)))
                return;
            process.Kill(entireProcessTree: true);
            process.WaitForExit(grace);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended in the meantime, or is ending: Windows refuses to end it twice.
        }
    }
}
