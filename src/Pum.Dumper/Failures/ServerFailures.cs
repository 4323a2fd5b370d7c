using System.Collections.Immutable;

namespace Pum.Dumper.Failures;

/// <summary>Failures of temporary servers.</summary>
internal static class ServerFailures
{
    /// <summary>No folder holds initdb, pg_ctl and postgres.</summary>
    public static PumFailure ProgramsNotFound(IEnumerable<string> searched, string installation, string variable) => new()
    {
        Code = PumCodes.ServerNotStarted,
        Message = $"A temporary server could not start: PostgreSQL's server programs (initdb, pg_ctl, postgres) were not found in {string.Join(", ", searched)}.",
        Advice = $"Install PostgreSQL's server, here with: {installation}; or name the folder of its programs in the environment variable {variable}.",
    };

    /// <summary>The folder that was asked for holds no server programs.</summary>
    public static PumFailure ProgramsNotIn(string folder, string source) => new()
    {
        Code = PumCodes.ServerNotStarted,
        Message = $"A temporary server could not start: {source} names '{folder}', where initdb, pg_ctl and postgres are not all present.",
        Advice = "Name the folder that holds all three, for instance /usr/lib/postgresql/17/bin on Debian.",
    };

    /// <summary>PostgreSQL refuses to run as root, and no user was found to run it as.</summary>
    public static PumFailure NoUnprivilegedUser(string folder, IEnumerable<string> tried) => new()
    {
        Code = PumCodes.ServerNotStarted,
        Message = $"A temporary server could not start: PostgreSQL does not run as root, and the programs in '{folder}' could not be run as an unprivileged user ({string.Join("; ", tried)}).",
        Advice = "Run this as an ordinary user, or install setpriv or runuser (package util-linux) and make the folder readable for the user postgres or nobody.",
    };

    /// <summary>A program of the server failed; <paramref name="log"/> holds its own words.</summary>
    public static PumFailure NotStarted(string program, int? exitCode, IEnumerable<string> log)
    {
        ImmutableArray<string> lines = [.. log.Where(line => line.Length > 0)];
        var words = lines.Select(Words).LastOrDefault(line => line is not null) ?? "it printed no reason";
        return new()
        {
            Code = PumCodes.ServerNotStarted,
            Message = $"A temporary server could not start: {program} {(exitCode is null ? "ended" : $"failed with exit code {exitCode}")}: {words.TrimEnd('.')}.",
            Advice = "The server's own log follows.",
            ExitCode = exitCode,
            Details = lines,
        };
    }

    // The server begins a line with the time, initdb with its name.
    private static string? Words(string line) =>
        Marks.Select(mark => line.IndexOf(mark, StringComparison.Ordinal)).Where(index => index >= 0).Select(index => line[index..].Trim())
            .FirstOrDefault();

    private static readonly string[] Marks = ["FATAL:", "PANIC:", "error:", "mkdir:"];
}
