using System.Collections.Immutable;
using Pum.Dumper.Failures;

namespace Pum.Dumper.ClientTools;

/// <summary>Finds the installed client tools and picks the one that serves.</summary>
internal static class ToolSearch
{
    /// <summary>The environment variable that names the one folder to use, as <c>ToolPath</c> does.</summary>
    public const string Variable = "PUM_TOOL_PATH";

    /// <summary>All that is installed of one tool, lowest version first; where one version is there twice, the one found first.</summary>
    /// <exception cref="PumFailureException">
    /// PUM2001 where there is none; PUM1001 if the user named something that is not a folder.
    /// </exception>
    public static async Task<ImmutableArray<InstalledTool>> FindAsync(
        ClientTool tool, string? toolPath, HostEnvironment environment, CancellationToken cancellationToken)
    {
        var named = toolPath ?? environment[Variable] switch { { Length: > 0 } folder => environment.FullPath(folder), _ => null };
        if (named is not null && !Directory.Exists(named))
            throw new PumFailureException(ClientToolFailures.NoSuchFolder(named, toolPath is null ? Variable : "ToolPath"));

        ImmutableArray<string> folders = named is null ? [.. PostgresFolders.Search(environment).Where(Directory.Exists)] : [named];
        var programs = folders
            .Select(folder => Path.Combine(folder, tool.FileName(environment.IsWindows)))
            .Where(File.Exists)
            .Where(program => named is not null || !IsWrapper(program))
            .DistinctBy(RealPath, StringComparer.Ordinal)
            .ToImmutableArray();
        var installed = await Task.WhenAll(
            programs.Select(program => AskAsync(program, isNamed: named is not null, environment, cancellationToken)));
        // No query with versions as keys, which the runtime would compile for this type alone, before the first dump can begin.
        var found = new List<InstalledTool>();
        foreach (var each in installed.OfType<InstalledTool>())
        {
            if (!found.Exists(earlier => earlier.Version == each.Version))
                found.Add(each);
        }

        found.Sort((one, other) => one.Version.CompareTo(other.Version));
        if (found.Count > 0)
            return [.. found];
        throw new PumFailureException(named is null
            ? ClientToolFailures.NotFound(tool.Name(), folders, ToolPackages.InstallAdvice(major: null))
            : ClientToolFailures.NotInNamedFolder(tool.Name(), named, toolPath is null ? Variable : "ToolPath"));
    }

    /// <summary>
    /// The lowest major that is at least <paramref name="major"/>: a newer tool than needed writes what older ones cannot read.
    /// </summary>
    /// <exception cref="PumFailureException">PUM2002 where all are older.</exception>
    public static InstalledTool Pick(ClientTool tool, ImmutableArray<InstalledTool> installed, int major, string reason)
    {
        var fitting = installed.Where(candidate => candidate.Version.Major >= major).ToList();
        if (fitting.Count == 0)
            throw new PumFailureException(TooOld(tool, installed, major, reason));
        var lowest = fitting[0].Version.Major;
        return fitting.Last(candidate => candidate.Version.Major == lowest);
    }

    /// <summary>PUM2002: of a tool all are older than <paramref name="major"/>.</summary>
    public static PumFailure TooOld(ClientTool tool, ImmutableArray<InstalledTool> installed, int major, string reason) =>
        ClientToolFailures.TooOld(
            tool.Name(), installed.Select(found => found.ToString()), major, reason, ToolPackages.InstallAdvice(major));

    /// <summary>Why a server needs its own major version at least.</summary>
    public static string ServerIs(int major) => $"the server is PostgreSQL {major}";

    /// <summary>
    /// The pg_restore for a server: the lowest from the server's major on, as <see cref="Pick"/>, or the newest where all are older, which
    /// a server takes too.
    /// </summary>
    /// <param name="installed">What there is, lowest version first.</param>
    /// <param name="serverMajor">The server's major version; 0 where it is not known yet.</param>
    /// <param name="readerMajor">The lowest that reads the archive; 0 where any does.</param>
    /// <param name="reason">Why that one is the lowest.</param>
    /// <exception cref="PumFailureException">PUM2002 where none reads the archive.</exception>
    public static InstalledTool PickForRestore(
        ImmutableArray<InstalledTool> installed, int serverMajor, int readerMajor = 0, string reason = "")
    {
        var wanted = Math.Max(readerMajor, serverMajor);
        return installed[^1].Version.Major >= wanted
            ? Pick(ClientTool.PgRestore, installed, wanted, reason)
            : Pick(ClientTool.PgRestore, [installed[^1]], readerMajor, reason);
    }

    /// <summary>A program with its version; <see langword="null"/> where it says none.</summary>
    private static async Task<InstalledTool?> AskAsync(
        string program, bool isNamed, HostEnvironment environment, CancellationToken cancellationToken)
    {
        PostgresVersion? version = null;
        var command = new ToolCommand
        {
            Program = program,
            Arguments = ["--version"],
            WorkingDirectory = environment.BaseDirectory,
            OnOutput = line => version ??= PostgresVersion.TryParse(line),
        };
        try
        {
            return await ToolProcess.RunAsync(command, cancellationToken) == 0 && version is { } said ? new(program, said) : null;
        }
        catch (PumFailureException) when (!isNamed)
        {
            // For another architecture, or not a program at all: as good as absent, unless the user named it.
            return null;
        }
    }

    /// <summary>
    /// Debian's <c>/usr/bin/pg_dump</c> is a link to <c>pg_wrapper</c>, which picks a major by the local cluster and not by the server
    /// of the connection; the tools themselves are in <c>/usr/lib/postgresql</c>.
    /// </summary>
    private static bool IsWrapper(string program) => Path.GetFileName(RealPath(program)) == "pg_wrapper";

    private static string RealPath(string program) => File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program;
}
