using System.Globalization;

namespace Pum.Dumper.Servers;

/// <summary>Where installations of PostgreSQL put their server programs.</summary>
internal static class ServerFolders
{
    // Each line is a folder of folders named after majors, or holding one in their name; newest first.
    private static readonly (string Parent, string Prefix, string Bin)[] Versioned =
    [
        ("/usr/lib/postgresql", "", "bin"),                                  // Debian, Ubuntu
        ("/usr", "pgsql-", "bin"),                                           // Red Hat, packages of postgresql.org
        ("/usr/libexec", "postgresql", ""),                                  // Alpine
        ("/opt/homebrew/opt", "postgresql@", "bin"),                         // Homebrew on Apple silicon
        ("/usr/local/opt", "postgresql@", "bin"),                            // Homebrew on Intel
        ("/home/linuxbrew/.linuxbrew/opt", "postgresql@", "bin"),            // Homebrew on Linux
        ("/Applications/Postgres.app/Contents/Versions", "", "bin"),         // Postgres.app
        ("/Library/PostgreSQL", "", "bin"),                                  // EDB's installer on macOS
    ];

    // ProgramW6432 is the 64-bit folder also for a 32-bit process.
    private static readonly string[] ProgramFilesVariables = ["ProgramW6432", "ProgramFiles", "ProgramFiles(x86)"];

    private static readonly string[] Plain = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin", "/usr/local/pgsql/bin"];

    /// <summary>Folders to look in, the preferred ones first: what the environment names, the usual places, PATH.</summary>
    public static IEnumerable<string> List(HostEnvironment environment) => Named(environment)
        .Concat(environment.IsWindows ? Windows(environment) : Versioned.SelectMany(Versions).Concat(Plain))
        .Concat(SearchPath(environment))
        .Distinct();

    /// <summary>The same in words, for a message.</summary>
    public static IEnumerable<string> Describe(HostEnvironment environment) => Named(environment)
        .Concat(environment.IsWindows
            ? ProgramFilesFolders(environment).Select(parent => Path.Combine(parent, "N", "bin"))
            : Versioned.Where(place => Directory.Exists(place.Parent)).Select(place => Path.Combine(place.Parent, place.Prefix + "N", place.Bin)).Concat(Plain))
        .Append("PATH");

    private static IEnumerable<string> Named(HostEnvironment environment)
    {
        foreach (var variable in new[] { ServerPrograms.Variable, "PGBIN" })
        {
            if (environment[variable] is { Length: > 0 } folder)
                yield return environment.FullPath(folder);
        }
    }

    private static IEnumerable<string> SearchPath(HostEnvironment environment) => (environment["PATH"] ?? "")
        .Split(environment.IsWindows ? ';' : ':', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Where(Path.IsPathFullyQualified);

    private static IEnumerable<string> Windows(HostEnvironment environment) =>
        ProgramFilesFolders(environment).SelectMany(parent => Versions((parent, "", "bin")));

    private static IEnumerable<string> ProgramFilesFolders(HostEnvironment environment) =>
        from variable in ProgramFilesVariables
        let folder = environment[variable]
        where !string.IsNullOrEmpty(folder)
        select Path.Combine(folder, "PostgreSQL");

    private static IEnumerable<string> Versions((string Parent, string Prefix, string Bin) place)
    {
        if (!Directory.Exists(place.Parent))
            return [];
        return from folder in Directory.EnumerateDirectories(place.Parent, place.Prefix + "*")
               let version = Path.GetFileName(folder)[place.Prefix.Length..]
               let major = decimal.TryParse(version, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : -1
               where major > 0
               orderby major descending
               select Path.Combine(folder, place.Bin);
    }
}
