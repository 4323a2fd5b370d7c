using System.Diagnostics;
using System.Text;

namespace Pum.Tool.Tests;

/// <summary>
/// The command on a terminal: <see href="https://man7.org/linux/man-pages/man1/script.1.html">script</see> of util-linux gives it a
/// pseudo-terminal, hands over what is typed, and shows what is written there.
/// </summary>
internal sealed class Terminal : IAsyncDisposable
{
    /// <summary>What Ctrl+C types.</summary>
    public const char Interrupt = '\u0003';

    private readonly Process _script;
    private readonly StringBuilder _screen = new();
    private readonly Task _reading;

    private Terminal(Process script) => (_script, _reading) = (script, Task.Run(ReadAsync));

    /// <summary>All that was written, with the codes that control the terminal.</summary>
    public string Screen
    {
        get
        {
            lock (_screen)
                return _screen.ToString();
        }
    }

    /// <summary>The command as a shell is given it.</summary>
    public static string Pum { get; } = $"'{BuildRun.Dotnet}' '{PumRun.Program}'";

    /// <summary>Starts a command line of a shell.</summary>
    public static Terminal Start(string folder, string line, params (string Name, string? Value)[] variables) => new(BuildRun.Start(
        folder,
        "/usr/bin/env",
        // What a shell starts in the background, as this run may be, ignores SIGINT.
        ["--default-signal=INT", "script", "-qfec", $"stty cols 100; {line}", "/dev/null"],
        new Dictionary<string, string?> { ["SHELL"] = "/bin/sh", ["TERM"] = "xterm", ["NO_COLOR"] = null }
            .Concat(variables.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)))
            .GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Last().Value),
        keepsInput: true));

    /// <summary>Waits for something; what the terminal shows is the message where it does not come.</summary>
    public Task ComesToAsync(Func<bool> condition) => Eventually.IsTrueAsync(() => Task.FromResult(condition()), () => Screen);

    /// <summary>Types a letter.</summary>
    public async Task TypeAsync(char letter)
    {
        await _script.StandardInput.WriteAsync(letter);
        await _script.StandardInput.FlushAsync();
    }

    /// <summary>Waits for the end of the command, and gives its exit code.</summary>
    public async Task<int> EndAsync()
    {
        await BuildRun.EndOf(_script);
        await _reading;
        return _script.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_script.HasExited)
            _script.Kill(entireProcessTree: true);
        await _reading;
        _script.Dispose();
    }

    private async Task ReadAsync()
    {
        var letters = new char[1024];
        while (await _script.StandardOutput.ReadAsync(letters) is > 0 and var count)
        {
            lock (_screen)
                _screen.Append(letters, 0, count);
        }
    }
}
