using System.Diagnostics;

namespace Pum.TestSupport;

/// <summary>Scripts of <c>/bin/sh</c> that stand in for other programs.</summary>
internal static class TestProgram
{
    /// <summary>Writes one that can be run at once, and returns its path.</summary>
    /// <remarks>
    /// Another process writes it. While this one had it open for writing, a process that another test starts could inherit that, and Linux
    /// runs no file that any process has open for writing: "Text file busy".
    /// </remarks>
    public static string Write(string path, string body)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var text = $"#!/bin/sh\n{body}\n";
        if (OperatingSystem.IsWindows())
        {
            // Nothing there runs it.
            File.WriteAllText(path, text);
            return path;
        }

        using var shell = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", "rm -f \"$0\" && cat > \"$0\" && chmod 700 \"$0\"", path]) { RedirectStandardInput = true })!;
        shell.StandardInput.Write(text);
        shell.StandardInput.Close();
        shell.WaitForExit();
        return shell.ExitCode == 0 ? path : throw new IOException($"{path} could not be written");
    }
}
