using System.Collections.Immutable;

namespace Pum.Dumper.ClientTools;

/// <summary>Where client tools are usually installed, each major in a folder of its own.</summary>
internal static class ToolFolders
{
    /// <summary>Names the one folder to use, as <c>ToolPath</c> does.</summary>
    public const string OwnVariable = "PUM_TOOL_PATH";

    /// <summary>The folders to search in, each once; those that do not exist are left out.</summary>
    public static ImmutableArray<string> Search(HostEnvironment environment) =>
        [.. Candidates(environment).Where(Directory.Exists).Select(Path.TrimEndingDirectorySeparator).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> Candidates(HostEnvironment environment)
    {
        if (environment["PGBIN"] is { Length: > 0 } bin)
            yield return environment.FullPath(bin);

        foreach (var folder in environment.IsWindows ? Windows(environment) : Unix())
            yield return folder;

        foreach (var folder in (environment["PATH"] ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            if (Path.IsPathFullyQualified(folder))
                yield return folder;
        }
    }

    /// <summary>Debian and Ubuntu; Red Hat's PGDG packages; Homebrew on ARM, on Intel and on Linux; Postgres.app; MacPorts.</summary>
    private static IEnumerable<string> Unix() =>
        Below("/usr/lib/postgresql", "*", "bin")
            .Concat(Below("/usr", "pgsql-*", "bin"))
            .Concat(Below("/opt/homebrew/opt", "postgresql*", "bin"))
            .Concat(Below("/opt/homebrew/opt", "libpq*", "bin"))
            .Concat(Below("/usr/local/opt", "postgresql*", "bin"))
            .Concat(Below("/usr/local/opt", "libpq*", "bin"))
            .Concat(Below("/home/linuxbrew/.linuxbrew/opt", "postgresql*", "bin"))
            .Concat(Below("/Applications/Postgres.app/Contents/Versions", "*", "bin"))
            .Concat(Below("/opt/local/lib", "postgresql*", "bin"))
            .Append("/usr/local/pgsql/bin");

    /// <summary>EnterpriseDB's installer, which Chocolatey, winget and GitHub's images use too.</summary>
    private static IEnumerable<string> Windows(HostEnvironment environment) =>
        new[] { environment["ProgramFiles"], environment["ProgramW6432"] }
            .Where(folder => !string.IsNullOrEmpty(folder))
            .SelectMany(folder => Below(Path.Combine(folder!, "PostgreSQL"), "*", "bin"));

    private static IEnumerable<string> Below(string folder, string pattern, string bin) =>
        Directory.Exists(folder)
            ? Directory.EnumerateDirectories(folder, pattern).Order(StringComparer.Ordinal).Select(found => Path.Combine(found, bin))
            : [];
}
