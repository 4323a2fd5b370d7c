using System.ComponentModel;
using System.Diagnostics;

namespace Pum.Dumper.ClientTools;

/// <summary>
/// Ends a client tool when this process was killed outright and could not do it itself: pg_restore would otherwise run to its end, and
/// psql until its current statement is done.
/// </summary>
/// <remarks>
/// A shell that waits for the end of a pipe, which comes with the end of this process however it ends. Windows has no such shell; there
/// the tool lives on until it is done.
/// </remarks>
internal sealed class ToolWatchdog : IDisposable
{
    /// <summary>
    /// Takes the tool's process id and the files that are to be removed with this process. A line on its input says that the tool is over;
    /// an input that ends without one says that no process is left to end the tool. SIGINT first, so that the tool sends its cancel to the
    /// server.
    /// </summary>
    internal const string Script = """
        exec >/dev/null 2>&1
        trap '' HUP INT QUIT TERM
        read -r over && exit
        tool=$1
        shift
        rm -f -- "$@"
        kill -INT "$tool" || exit
        for second in 1 2 3 4 5; do sleep 1; kill -0 "$tool" || exit; done
        kill -KILL "$tool"
        """;

    private readonly Process _shell;

    private ToolWatchdog(Process shell) => _shell = shell;

    /// <summary>Watches over a process; <see langword="null"/> where there is no shell.</summary>
    public static ToolWatchdog? TryStart(int processId, IEnumerable<string> files)
    {
        if (OperatingSystem.IsWindows())
            return null;
        var start = new ProcessStartInfo("/bin/sh")
        {
            // Not the project's folder, which must not be kept busy.
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var word in (string[])["-c", Script, "pum-watchdog", processId.ToString(System.Globalization.CultureInfo.InvariantCulture), .. files])
            start.ArgumentList.Add(word);
        try
        {
            return new(Process.Start(start)!);
        }
        catch (Win32Exception)
        {
            // A system without a shell; the tool is ended in every case but this one.
            return null;
        }
    }

    /// <summary>The tool is over.</summary>
    public void Dispose()
    {
        try
        {
            _shell.StandardInput.WriteLine("over");
            _shell.StandardInput.Close();
        }
        catch (IOException)
        {
            // The shell was ended from outside.
        }

        _shell.Dispose();
    }
}
