using System.Diagnostics;

namespace Pum.Dumper.ServerTests.Faults;

/// <summary>A file system of a test's own, small or read-only; Linux lets root mount one.</summary>
internal sealed class Tmpfs : IDisposable
{
    private Tmpfs(string folder) => Folder = folder;

    /// <summary>Where it is mounted.</summary>
    public string Folder { get; }

    /// <summary>Mounts one; the test is inconclusive where that is not allowed.</summary>
    public static Tmpfs Mount(string folder, string options)
    {
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsLinux() || Run("mount", "-t", "tmpfs", "-o", options, "pum_test", folder) != 0)
            Assert.Inconclusive("A small file system of its own takes Linux and root.");
        return new(folder);
    }

    /// <summary>From now on nobody can write to it, root neither.</summary>
    public void MakeReadOnly() => Assert.AreEqual(0, Run("mount", "-o", "remount,ro", Folder));

    /// <inheritdoc/>
    public void Dispose() => Run("umount", "--lazy", Folder);

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
