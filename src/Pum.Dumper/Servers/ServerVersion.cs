using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Servers;

/// <summary>The version of server programs, as they tell it.</summary>
internal static partial class ServerVersion
{
    /// <summary>Asks postgres, which answers this one question to root too.</summary>
    /// <exception cref="PumFailureException">PUM7001.</exception>
    public static async Task<string> OfAsync(ServerPrograms programs, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(programs.PathOf("postgres"), ["--version"]) { RedirectStandardOutput = true, CreateNoWindow = true, WorkingDirectory = programs.BinDirectory };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return Number().Match(output) is { Success: true } match
            ? match.Groups[1].Value
            : throw new PumFailureException(
                ServerFailures.NotStarted($"'{programs.PathOf("postgres")} --version'", process.ExitCode, [output]));
    }

    /// <summary>The major version in a version.</summary>
    public static int Major(string version) => int.Parse(Digits().Match(version).Value, CultureInfo.InvariantCulture);

    // postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1); postgres (PostgreSQL) 18beta1
    [GeneratedRegex(@"\(PostgreSQL\) (\d\S*)")]
    private static partial Regex Number();

    [GeneratedRegex(@"^\d+")]
    private static partial Regex Digits();
}
