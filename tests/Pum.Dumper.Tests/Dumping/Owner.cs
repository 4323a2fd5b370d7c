using System.Diagnostics;

namespace Pum.Dumper.Tests.Dumping;

/// <summary>Another user, whose files only root can make.</summary>
internal static class Owner
{
    public static void RequireRoot()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            Assert.Inconclusive("only root may give a file to another user");
    }

    /// <summary>Gives a file, or a link itself, to another user.</summary>
    public static void GiveAway(string path)
    {
        using var chown = Process.Start("chown", ["-h", "65534", path]);
        chown.WaitForExit();
        Assert.AreEqual(0, chown.ExitCode);
    }
}
