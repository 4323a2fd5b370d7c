using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Servers;

/// <summary>Drives a server through <see cref="WatchdogScript"/>.</summary>
internal sealed class UnixServerControl : ServerControl
{
    private readonly Process _watchdog;
    private readonly SemaphoreSlim _turn = new(1);

    private UnixServerControl(ServerPrograms programs, string folder, Process watchdog)
        : base(programs, folder) => _watchdog = watchdog;

    public static async Task<UnixServerControl> OpenAsync(ServerPrograms programs, string folder, CancellationToken cancellationToken)
    {
        var prefix = await UnprivilegedUser.PrefixAsync(programs, cancellationToken);
        ImmutableArray<string> words = [.. prefix, "/bin/sh", "-c", WatchdogScript.Text, "pum-server", programs.BinDirectory, folder, .. ServerFolder.Parents];
        var start = Command(words[0], words.Skip(1));
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.StandardInputEncoding = new UTF8Encoding(false);
        var control = new UnixServerControl(programs, folder, Process.Start(start)!);
        try
        {
            await control.ReadAnswerAsync(cancellationToken);
            return control;
        }
        catch
        {
            await control.DisposeAsync();
            throw;
        }
    }

    public override async Task<int> InitializeAsync(
        string password, string authentication, string locale, CancellationToken cancellationToken)
    {
        // By the pipe, since arguments are for everybody to read.
        await AskAsync($"password {password}", cancellationToken);
        var exitCode = await AskAsync($"initdb {authentication} {locale}", cancellationToken);
        return exitCode != 0 ? exitCode : await AskAsync("include", cancellationToken);
    }

    public override Task<int> CopyAsync(string dataDirectory, CancellationToken cancellationToken) =>
        AskAsync($"copy {dataDirectory}", cancellationToken);

    public override async Task ConfigureAsync(ImmutableArray<string> lines, CancellationToken cancellationToken)
    {
        await AskAsync("clear", cancellationToken);
        foreach (var line in lines)
            await AskAsync($"set {line}", cancellationToken);
    }

    public override Task<int> StartAsync(CancellationToken cancellationToken) => AskAsync("start", cancellationToken);

    public override Task<int> StopAsync(string mode, CancellationToken cancellationToken) => AskAsync($"stop {mode}", cancellationToken);

    private async Task<int> AskAsync(string command, CancellationToken cancellationToken)
    {
        if (command.Contains('\n', StringComparison.Ordinal))
            throw new ArgumentException("A command is one line.", nameof(command));
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await _watchdog.StandardInput.WriteAsync($"{command}\n".AsMemory(), cancellationToken);
            await _watchdog.StandardInput.FlushAsync(cancellationToken);
            return await ReadAnswerAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<int> ReadAnswerAsync(CancellationToken cancellationToken) =>
        await _watchdog.StandardOutput.ReadLineAsync(cancellationToken) is { } answer
            ? int.Parse(answer, CultureInfo.InvariantCulture)
            : throw new PumFailureException(ServerFailures.NotStarted(
                "its shell", null, [.. ReadLog(), .. (await _watchdog.StandardError.ReadToEndAsync(cancellationToken)).Split('\n')]));

    public override async ValueTask DisposeAsync()
    {
        _watchdog.StandardInput.Close();
        await _watchdog.WaitForExitAsync();
        _watchdog.Dispose();
        _turn.Dispose();
    }
}
