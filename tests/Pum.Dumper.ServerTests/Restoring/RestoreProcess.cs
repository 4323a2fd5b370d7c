using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.ServerTests.Servers;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>
/// Another process of this assembly, which restores: a program without MSBuild's own handlers of signals, which can be ended.
/// </summary>
internal sealed class RestoreProcess : IDisposable
{
    /// <summary>The word that makes the process one of these.</summary>
    public const string Word = "restore";

    // <signal.h> of Linux and macOS.
    private const int HangUp = 1;
    private const nint DefaultHandler = 0;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();
    private readonly RestoreRequest _request;

    private RestoreProcess(Process process, RestoreRequest request)
    {
        (_process, _request) = (process, request);
        process.OutputDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Its exit code, once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts it, with a folder of its own for temporary files; it waits for <see cref="BeginAsync"/>.</summary>
    public static RestoreProcess Start(RestoreRequest request, string temporary)
    {
        // Tests that run under nohup ignore SIGHUP, and their children would inherit that.
        var handler = SetHandler(HangUp, DefaultHandler);
        try
        {
            var start = new ProcessStartInfo(ServerProcess.Dotnet, [typeof(RestoreProcess).Assembly.Location, Word])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["TMPDIR"] = temporary },
            };
            return new(Process.Start(start)!, request);
        }
        finally
        {
            SetHandler(HangUp, handler);
        }
    }

    /// <summary>
    /// What the process does. A signal may reach the work before it ends the process: a failure is said, as MSBuild would.
    /// </summary>
    public static async Task RunAsync()
    {
        var request = JsonSerializer.Deserialize<RestoreRequest>(Console.ReadLine()!)!;
        try
        {
            await RestoreOperation.RunAsync(request, new CollectingReporter());
        }
        catch (PumFailureException exception)
        {
            Console.WriteLine(exception.Failure);
            Environment.ExitCode = 1;
        }
    }

    /// <summary>Everything that it wrote.</summary>
    public string Said() => string.Join('\n', _said);

    /// <summary>Lets it begin: what it needs to know holds a password, and is therefore no argument.</summary>
    public async Task BeginAsync()
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(_request));
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Sends a signal and waits for its end.</summary>
    public async Task EndAsync(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {_process.Id}")]);
        await kill.WaitForExitAsync();
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{Deadline.TotalSeconds:0} s after {signal} it still runs: {Said()}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "signal")]
    private static extern nint SetHandler(int signal, nint handler);
}
