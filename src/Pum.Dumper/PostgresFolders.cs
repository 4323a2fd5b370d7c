using System.Globalization;

namespace Pum.Dumper;

/// <summary>Where installations of PostgreSQL put their programs, the server's and the clients'.</summary>
internal static class PostgresFolders
{
    // Each line is a folder of folders whose names end in a major; newest first, and one without a number last.
    private static readonly (string Parent, string Prefix, string Bin)[] Versioned =
    [
        ("/usr/lib/postgresql", "", "bin"),                                  // Debian, Ubuntu
        ("/usr", "pgsql-", "bin"),                                           // Red Hat, packages of postgresql.org
        ("/usr/libexec", "postgresql", ""),                                  // Alpine
        ("/opt/homebrew/opt", "postgresql", "bin"),                          // Homebrew on Apple silicon: postgresql@17
        ("/opt/homebrew/opt", "libpq", "bin"),                               // the same, clients alone
        ("/usr/local/opt", "postgresql", "bin"),                             // Homebrew on Intel
        ("/usr/local/opt", "libpq", "bin"),
        ("/home/linuxbrew/.linuxbrew/opt", "postgresql", "bin"),             // Homebrew on Linux
        ("/home/linuxbrew/.linuxbrew/opt", "libpq", "bin"),
        ("/Applications/Postgres.app/Contents/Versions", "", "bin"),         // Postgres.app
        ("/Library/PostgreSQL", "", "bin"),                                  // EDB's installer on macOS
        ("/opt/local/lib", "postgresql", "bin"),                             // MacPorts
    ];

    private static readonly string[] Plain = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin", "/usr/local/pgsql/bin"];

    // EDB's installer, which Chocolatey, winget and GitHub's images use too. ProgramW6432 is the 64-bit folder also for a 32-bit process.
    private static readonly string[] ProgramFilesVariables = ["ProgramW6432", "ProgramFiles", "ProgramFiles(x86)"];

    /// <summary>Folders to look in, the preferred ones first: what PGBIN names, the usual places, PATH. They need not exist.</summary>
    public static IEnumerable<string> Search(HostEnvironment environment) => Named(environment)
        .Concat(environment.IsWindows ? Windows(environment).SelectMany(Versions) : Versioned.SelectMany(Versions).Concat(Plain))
        .Concat(SearchPath(environment))
        .Select(Path.TrimEndingDirectorySeparator)
        .Distinct(StringComparer.Ordinal);

    /// <summary>The same in words, for a message.</summary>
    public static IEnumerable<string> Describe(HostEnvironment environment) => Named(environment)
        .Concat((environment.IsWindows ? Windows(environment) : Versioned.Where(place => Directory.Exists(place.Parent))).Select(
            place => Path.Combine(place.Parent, place.Prefix + "N", place.Bin)))
        .Concat(environment.IsWindows ? [] : Plain)
        .Append("PATH");

    private static IEnumerable<string> Named(HostEnvironment environment) =>
        environment["PGBIN"] is { Length: > 0 } folder ? [environment.FullPath(folder)] : [];

    private static IEnumerable<string> SearchPath(HostEnvironment environment) => (environment["PATH"] ?? "")
        .Split(environment.IsWindows ? ';' : ':', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Where(Path.IsPathFullyQualified);

    private static IEnumerable<(string Parent, string Prefix, string Bin)> Windows(HostEnvironment environment) =>
        from variable in ProgramFilesVariables
        let folder = environment[variable]
        where !string.IsNullOrEmpty(folder)
        select (Path.Combine(folder, "PostgreSQL"), "", "bin");

    private static IEnumerable<string> Versions((string Parent, string Prefix, string Bin) place)
    {
        if (!Directory.Exists(place.Parent))
            return [];
        return from folder in Directory.EnumerateDirectories(place.Parent, place.Prefix + "*")
               let major = Major(Path.GetFileName(folder)[place.Prefix.Length..].TrimStart('@'))
               where major is not null
               orderby major descending
               select Path.Combine(folder, place.Bin);
    }

    // Postgres.app and EDB had folders named 9.6.
    private static decimal? Major(string version) => version.Length == 0 ? 0
        : decimal.TryParse(version, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}
