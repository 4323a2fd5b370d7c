using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Pum.Dumper.ServerTests.Servers;

/// <summary>Another process of this assembly, which holds a temporary server.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, string folder)
    {
        _process = process;
        Folder = folder;
    }

    /// <summary>The <c>dotnet</c> of this runtime, whose folder is DOTNET/shared/Microsoft.NETCore.App/VERSION.</summary>
    public static string Dotnet { get; } =
        Path.GetFullPath(
            Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>The server's own folder.</summary>
    public string Folder { get; }

    /// <summary>Starts it, behind other words where there are any.</summary>
    public static async Task<ServerProcess> StartAsync(string? assembly = null, params IEnumerable<string> prefix)
    {
        string[] words = [.. prefix, Dotnet, assembly ?? typeof(ServerProcess).Assembly.Location];
        var process = Process.Start(new ProcessStartInfo(words[0], words.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        })!;
        var folder = await process.StandardOutput.ReadLineAsync();
        return folder is not null
            ? new(process, folder)
            : throw new InvalidOperationException(await process.StandardError.ReadToEndAsync());
    }

    /// <summary>The process id of the shell that watches over the server.</summary>
    public int Watchdog => FirstLine("watchdog");

    /// <summary>The process id of the server.</summary>
    public int Postmaster => FirstLine("data/postmaster.pid");

    private int FirstLine(string file) => int.Parse(File.ReadLines(Path.Combine(Folder, file)).First(), CultureInfo.InvariantCulture);

    /// <summary>Ends the process by SIGKILL, which it cannot see.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Ends its input, upon which it ends by itself.</summary>
    public async Task<int> EndAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();
}
