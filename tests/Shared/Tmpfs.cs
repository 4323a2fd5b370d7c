using System.Diagnostics;
using Pum.Dumper.Servers;

namespace Pum.TestSupport;

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
        if (!OperatingSystem.IsLinux() || Run("mount", "-t", "tmpfs", "-o", options, "pum_test", folder).ExitCode != 0)
            Assert.Inconclusive("A small file system of its own takes Linux and root.");
        return new(folder);
    }

    /// <summary>Mounts one that belongs to a server's own user, for a tablespace.</summary>
    public static Tmpfs MountBeside(TemporaryServer server, string size)
    {
        var owner = OperatingSystem.IsLinux() ? Run("stat", "--format=%u", server.DataDirectory).Output.Trim() : "";
        return Mount(
            Path.Combine(Path.GetDirectoryName(server.DataDirectory)!, $"small_{Guid.NewGuid():N}"), $"size={size},mode=0700,uid={owner}");
    }

    /// <summary>From now on nobody can write to it, root neither.</summary>
    public void MakeReadOnly() => Assert.AreEqual(0, Run("mount", "-o", "remount,ro", Folder).ExitCode);

    /// <inheritdoc/>
    public void Dispose() => Run("umount", "--lazy", Folder);

    internal static (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        error.Wait();
        return (process.ExitCode, output);
    }
}
