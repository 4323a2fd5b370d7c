namespace Pum.Dumper.Servers;

/// <summary>How PostgreSQL's server is installed on this machine.</summary>
internal static class ServerInstallation
{
    /// <summary>The command for a terminal, or a sentence where no package manager is known.</summary>
    public static string Command(HostEnvironment environment)
    {
        if (environment.IsWindows)
            return "winget install --id PostgreSQL.PostgreSQL.17";
        if (OperatingSystem.IsMacOS())
            return "brew install postgresql@17";
        foreach (var (manager, command) in Commands)
        {
            if (File.Exists(manager))
                return command;
        }
        return "the packages of https://www.postgresql.org/download/";
    }

    private static readonly (string Manager, string Command)[] Commands =
    [
        ("/usr/bin/apt-get", "sudo apt-get install postgresql"),
        ("/usr/bin/dnf", "sudo dnf install postgresql-server postgresql-contrib"),
        ("/usr/bin/zypper", "sudo zypper install postgresql-server postgresql-contrib"),
        ("/usr/bin/pacman", "sudo pacman -S postgresql"),
        ("/sbin/apk", "sudo apk add postgresql postgresql-contrib"),
    ];
}
