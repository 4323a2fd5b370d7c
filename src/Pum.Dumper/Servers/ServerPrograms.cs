using System.Collections.Immutable;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Servers;

/// <summary>One installation of PostgreSQL's server programs: initdb, pg_ctl and postgres side by side.</summary>
internal sealed record ServerPrograms
{
    /// <summary>The environment variable that names the folder of the programs and wins over every search.</summary>
    public const string Variable = "PUM_POSTGRES_BIN";

    private ServerPrograms(string binDirectory) => BinDirectory = binDirectory;

    /// <summary>The folder they are in.</summary>
    public string BinDirectory { get; }

    /// <summary>The first installation by the order of <see cref="FindAll"/>.</summary>
    /// <exception cref="PumFailureException">PUM7001.</exception>
    public static ServerPrograms Find(HostEnvironment environment)
    {
        if (Named(environment).FirstOrDefault() is { } named)
            return In(named, environment, $"the environment variable {Variable}");
        return FindAll(environment).FirstOrDefault()
            ?? throw new PumFailureException(
                ServerFailures.ProgramsNotFound(PostgresFolders.Describe(environment), ServerInstallation.Command(environment), Variable));
    }

    /// <summary>Every installation that is found, the preferred ones first.</summary>
    public static IEnumerable<ServerPrograms> FindAll(HostEnvironment environment) =>
        Named(environment).Concat(PostgresFolders.Search(environment)).Distinct(StringComparer.Ordinal)
            .Where(folder => AreIn(folder, environment)).Select(folder => new ServerPrograms(folder));

    /// <summary>The installation in a folder that was named explicitly.</summary>
    /// <exception cref="PumFailureException">PUM7001.</exception>
    public static ServerPrograms In(string folder, HostEnvironment environment, string source) => AreIn(folder, environment)
        ? new(folder)
        : throw new PumFailureException(ServerFailures.ProgramsNotIn(folder, source));

    private static IEnumerable<string> Named(HostEnvironment environment) =>
        environment[Variable] is { Length: > 0 } folder ? [environment.FullPath(folder)] : [];

    // A folder with pg_ctl or a wrapper alone is a client installation, or Debian's pg_wrapper: initdb must be beside it.
    private static bool AreIn(string folder, HostEnvironment environment) =>
        Names.All(name => File.Exists(PathOf(folder, name, environment.IsWindows)));

    private static ImmutableArray<string> Names => ["initdb", "pg_ctl", "postgres"];

    /// <summary>Full path of one of the programs.</summary>
    public string PathOf(string name) => PathOf(BinDirectory, name, OperatingSystem.IsWindows());

    private static string PathOf(string folder, string name, bool windows) => Path.Combine(folder, windows ? name + ".exe" : name);
}
