using System.Collections.Immutable;
using System.Diagnostics;

namespace Pum.Dumper.Servers;

/// <summary>Drives a server through pg_ctl, with a command file that waits for the end of this process.</summary>
/// <remarks>
/// initdb and pg_ctl give up an administrator's rights themselves (<c>get_restricted_token</c>, <c>CreateRestrictedProcess</c> in
/// PostgreSQL's source), so they run for Windows' Administrator too.
/// </remarks>
internal sealed class WindowsServerControl : ServerControl
{
    // The paths come by the environment, because a command file is read in the console's code page.
    private const string Watchdog = """
        @echo off
        findstr "^" > nul
        "%PUM_SERVER_BIN%\pg_ctl.exe" stop --pgdata="%PUM_SERVER_FOLDER%\data" --mode=immediate --wait > nul 2>&1
        cd /d "%SystemRoot%" & rmdir /s /q "%PUM_SERVER_FOLDER%" & exit
        """;

    private readonly Process _watchdog;

    private WindowsServerControl(ServerPrograms programs, string folder, Process watchdog)
        : base(programs, folder) => _watchdog = watchdog;

    public static async Task<WindowsServerControl> OpenAsync(ServerPrograms programs, string folder, CancellationToken cancellationToken)
    {
        RemoveLeftovers(Path.GetDirectoryName(folder)!);
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "watchdog.cmd");
        await File.WriteAllTextAsync(file, Watchdog.ReplaceLineEndings("\r\n"), cancellationToken);
        var start = Command(Path.Combine(Environment.SystemDirectory, "cmd.exe"), ["/d", "/c", file]);
        start.Environment["PUM_SERVER_BIN"] = programs.BinDirectory;
        start.Environment["PUM_SERVER_FOLDER"] = folder;
        start.RedirectStandardInput = true;
        var watchdog = Process.Start(start)!;
        await File.WriteAllTextAsync(Path.Combine(folder, "watchdog"), $"{watchdog.Id}\n", cancellationToken);
        return new(programs, folder, watchdog);
    }

    public override async Task<int> InitializeAsync(
        string password, string authentication, string locale, CancellationToken cancellationToken)
    {
        var passwordFile = Path.Combine(Folder, "password");
        await File.WriteAllTextAsync(passwordFile, password, cancellationToken);
        var start = Command(Programs.PathOf("initdb"),
            [$"--pgdata={DataDirectory}", "--username=postgres", $"--pwfile={passwordFile}", $"--auth={authentication}", "--encoding=UTF8", $"--locale={locale}", "--no-sync"]);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var initdb = Process.Start(start)!;
        var output = await Task.WhenAll(
            initdb.StandardOutput.ReadToEndAsync(cancellationToken), initdb.StandardError.ReadToEndAsync(cancellationToken));
        await initdb.WaitForExitAsync(cancellationToken);
        await File.WriteAllLinesAsync(Path.Combine(Folder, "log"), output, cancellationToken);
        File.Delete(passwordFile);
        if (initdb.ExitCode == 0)
            await File.AppendAllTextAsync(
                Path.Combine(DataDirectory, "postgresql.conf"), "include '../settings.conf'\n", cancellationToken);
        return initdb.ExitCode;
    }

    public override Task<int> CopyAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        foreach (var folder in Directory.EnumerateDirectories(dataDirectory, "*", SearchOption.AllDirectories).Prepend(dataDirectory))
            Directory.CreateDirectory(Path.Combine(DataDirectory, Path.GetRelativePath(dataDirectory, folder)));
        foreach (var file in Directory.EnumerateFiles(dataDirectory, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(DataDirectory, Path.GetRelativePath(dataDirectory, file)));
        return Task.FromResult(0);
    }

    public override Task ConfigureAsync(ImmutableArray<string> lines, CancellationToken cancellationToken) =>
        File.WriteAllLinesAsync(Path.Combine(Folder, "settings.conf"), lines, cancellationToken);

    public override Task<int> StartAsync(CancellationToken cancellationToken) =>
        ControlAsync(
            ["start", $"--pgdata={DataDirectory}", $"--log={Path.Combine(Folder, "log")}", "--wait", "--timeout=300", "--silent"],
            cancellationToken);

    public override Task<int> StopAsync(string mode, CancellationToken cancellationToken) =>
        ControlAsync(["stop", $"--pgdata={DataDirectory}", $"--mode={mode}", "--wait", "--timeout=300", "--silent"], cancellationToken);

    // Nothing is redirected: the server would inherit the pipe, and its reader wait for the server's end.
    private async Task<int> ControlAsync(ImmutableArray<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(Command(Programs.PathOf("pg_ctl"), arguments))!;
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    // The command file ends with its server, so a folder whose command file no longer runs is unused, unless a server lives in it.
    private static void RemoveLeftovers(string parent)
    {
        foreach (var folder in Directory.EnumerateDirectories(parent, "pum_server_*"))
        {
            if (IsAlive(Path.Combine(folder, "watchdog")) == false && IsAlive(Path.Combine(folder, "data", "postmaster.pid")) != true)
                Directory.Delete(folder, recursive: true);
        }
    }

    private static bool? IsAlive(string file)
    {
        if (!File.Exists(file) || !int.TryParse(File.ReadLines(file).FirstOrDefault(), out var id))
            return null;
        return Process.GetProcesses().Any(process => process.Id == id);
    }

    public override async ValueTask DisposeAsync()
    {
        _watchdog.StandardInput.Close();
        await _watchdog.WaitForExitAsync();
        _watchdog.Dispose();
    }
}
