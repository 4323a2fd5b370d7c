namespace Pum.Build.Support;

/// <summary>A package manager and the commands by which it installs PostgreSQL without a server that runs.</summary>
internal sealed record PackageManager
{
    private PackageManager() { }

    public required string Program { get; init; }

    public required string[][] Commands { get; init; }

    /// <summary>The commands that install what the tests want besides; a test that lacks it is skipped.</summary>
    public string[][] CommandsForTests { get; init; } = [];

    /// <summary>Whether it installs for root alone.</summary>
    public bool NeedsRoot { get; init; } = true;

    // Debian's packages set up servers and start them unless told not to. These files are there only during the installation, so that what
    // the machine's owner installs later behaves as usual. See createcluster.conf(5) of postgresql-common, and invoke-rc.d(8).
    private (string Path, string Content)[] Seals { get; init; } = [];

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
            CommandsForTests =
            [
                ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y", "--no-install-recommends", "install", "pgbouncer"],
                // Its package would have it start with the system.
                ["update-rc.d", "pgbouncer", "disable"],
                ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y", "--no-install-recommends", "install", "postgresql-postgis"],
            ],
            Seals =
            [
                ("/etc/postgresql-common/createcluster.d/no-main-cluster.conf", "create_main_cluster = false"),
                ("/usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101"),
            ],
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
    public static bool MayBecomeRoot =>
        Environment.IsPrivilegedProcess || (IsOnPath("sudo") && Command.Capture("/", ["sudo", "-n", "true"]).ExitCode == 0);

    /// <summary>Installs PostgreSQL.</summary>
    /// <param name="forTests">Whether to install what the tests want besides.</param>
    /// <exception cref="SetupException">A command failed; ends with its own words.</exception>
    public void Install(bool forTests)
    {
        string[] root = NeedsRoot && !Environment.IsPrivilegedProcess ? ["sudo", "-n"] : [];
        var seals = Seals.Where(seal => !File.Exists(seal.Path)).ToList();
        foreach (var (path, content) in seals)
            Run([.. root, "sh", "-c", "mkdir -p \"$(dirname \"$1\")\" && printf '%s\\n' \"$2\" > \"$1\" && chmod 755 \"$1\"", "sh", path, content]);
        try
        {
            foreach (var command in Commands)
                Run([.. root, .. command]);
            if (forTests)
                TryForTests(root);
        }
        finally
        {
            foreach (var (path, _) in seals)
                Run([.. root, "rm", "-f", path]);
        }
    }

    private void TryForTests(string[] root)
    {
        try
        {
            foreach (var command in CommandsForTests)
                Run([.. root, .. command]);
        }
        catch (SetupException exception)
        {
            Console.WriteLine($"{exception.Message} The tests that want it are skipped.");
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
