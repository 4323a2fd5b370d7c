namespace Pum.Build.Support;

/// <summary>A package manager and the commands by which it installs PostgreSQL without a server that runs.</summary>
internal sealed record PackageManager
{
    private PackageManager() { }

    public required string Program { get; init; }

    public required string[][] Commands { get; init; }

    /// <summary>Whether it installs for root alone.</summary>
    public bool NeedsRoot { get; init; } = true;

    // Debian creates and starts a cluster with the package unless told not to. The file is there only during the installation, so
    // that what the machine's owner installs later behaves as usual. See createcluster.conf(5) of postgresql-common.
    private string? Seal { get; init; }

    private static readonly PackageManager[] _known =
    [
        new()
        {
            Program = "/usr/bin/apt-get",
            Commands =
            [
                ["apt-get", "-qq", "update"],
                ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y", "--no-install-recommends", "install", "postgresql"],
            ],
            Seal = "/etc/postgresql-common/createcluster.d/no-main-cluster.conf",
        },
        new()
        {
            Program = "/usr/bin/dnf",
            Commands = [["dnf", "-q", "-y", "install", "postgresql-server", "postgresql-contrib"]],
        },
        new() { Program = "/opt/homebrew/bin/brew", Commands = [["/opt/homebrew/bin/brew", "install", "postgresql@17"]], NeedsRoot = false },
        new() { Program = "/usr/local/bin/brew", Commands = [["/usr/local/bin/brew", "install", "postgresql@17"]], NeedsRoot = false },
    ];

    // EDB's installer sets up a service unless it only extracts.
    private const string ExtractOnly = "--mode unattended --unattendedmodeui none --extract-only 1";

    private static readonly PackageManager _winget = new()
    {
        Program = "winget",
        Commands = [["winget", "install", "--exact", "--id", "PostgreSQL.PostgreSQL.17", "--accept-package-agreements", "--accept-source-agreements", "--override", ExtractOnly]],
        NeedsRoot = false,
    };

    private static readonly PackageManager _chocolatey = new()
    {
        Program = "choco",
        Commands = [["choco", "install", "postgresql17", "-y", "--override-arguments", "--install-arguments", ExtractOnly]],
        NeedsRoot = false,
    };

    /// <summary>The package manager of this machine, or <see langword="null"/>.</summary>
    public static PackageManager? Find() => OperatingSystem.IsWindows()
        ? new[] { _winget, _chocolatey }.FirstOrDefault(manager => IsOnPath(manager.Program + ".exe"))
        : _known.FirstOrDefault(manager => File.Exists(manager.Program));

    /// <summary>Whether this user is root or becomes so without a password.</summary>
    public static bool MayBecomeRoot => Environment.IsPrivilegedProcess || (IsOnPath("sudo") && Command.Capture("/", ["sudo", "-n", "true"]).ExitCode == 0);

    /// <summary>Installs PostgreSQL.</summary>
    /// <exception cref="SetupException">A command failed; ends with its own words.</exception>
    public void Install()
    {
        string[] root = NeedsRoot && !Environment.IsPrivilegedProcess ? ["sudo", "-n"] : [];
        var seals = Seal is not null && !File.Exists(Seal);
        if (seals)
            Run([.. root, "sh", "-c", "mkdir -p \"$(dirname \"$1\")\" && echo 'create_main_cluster = false' > \"$1\"", "sh", Seal!]);
        try
        {
            foreach (var command in Commands)
                Run([.. root, .. command]);
        }
        finally
        {
            if (seals)
                Run([.. root, "rm", "-f", Seal!]);
        }
    }

    private static void Run(string[] words)
    {
        Console.WriteLine($"> {string.Join(' ', words)}");
        var (exitCode, output) = Command.Capture(AppContext.BaseDirectory, words);
        if (exitCode != 0)
            throw new SetupException($"{output}\n'{string.Join(' ', words)}' failed with exit code {exitCode}.");
    }

    private static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Combine(folder, program)));
}
