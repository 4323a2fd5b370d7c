using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Pum.Dumper.ServerTests.Servers;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>Another process of this assembly, which makes a database from a dump: a build that can be ended.</summary>
internal sealed class RestoreProcess : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();
    private readonly string[] _lines;

    private RestoreProcess(Process process, string[] lines)
    {
        (_process, _lines) = (process, lines);
        process.OutputDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Starts it; it waits for <see cref="BeginAsync"/>.</summary>
    public static RestoreProcess Start(TestDatabase target, string file, string template) => new(
        Process.Start(new ProcessStartInfo(ServerProcess.Dotnet, [typeof(RestoreProcess).Assembly.Location, "restore"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!,
        [target.Conninfo, file, template, target.Server.BinDirectory]);

    /// <summary>Everything that it wrote.</summary>
    public string Said() => string.Join('\n', _said);

    /// <summary>Lets it begin: what it needs to know holds a password, and is therefore no argument.</summary>
    public async Task BeginAsync()
    {
        foreach (var line in _lines)
            await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Sends SIGTERM and waits for its end.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
