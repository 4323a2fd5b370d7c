using System.Globalization;

namespace Pum.Testing.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="Pairs">How often each statement on the small database is measured.</param>
/// <param name="LargePairs">The same on the large one.</param>
/// <param name="Megabytes">Size of the large one.</param>
/// <param name="Processes">How many processes of each kind are started.</param>
/// <param name="Suites">How often each suite is run.</param>
/// <param name="Part">The only part that is measured, or <see langword="null"/> for all.</param>
/// <param name="Writes">Whether the figures go into the manual, which takes all parts.</param>
internal sealed record BenchmarkOptions(
    int Pairs, int LargePairs, int Megabytes, int Processes, int Suites, string? Part, bool Writes)
{
    /// <summary>The statements of a clone.</summary>
    public const string Clones = "clones";

    /// <summary>The first test of a process.</summary>
    public const string FirstTests = "first-tests";

    /// <summary>Whole suites.</summary>
    public const string WholeSuites = "suites";

    /// <summary>Whether a part is measured.</summary>
    public bool Measures(string part) => Part is null || Part == part;

    /// <summary>Reads the command line.</summary>
    public static BenchmarkOptions Parse(string[] arguments) => new(
        Number(arguments, "--pairs", 200),
        Number(arguments, "--large-pairs", 20),
        Number(arguments, "--megabytes", 400),
        Number(arguments, "--processes", 15),
        Number(arguments, "--suites", 5),
        Array.IndexOf(arguments, "--only") is >= 0 and var at ? arguments[at + 1] : null,
        arguments.Contains("--write") && !arguments.Contains("--only"));

    private static int Number(string[] arguments, string name, int otherwise) =>
        Array.IndexOf(arguments, name) is >= 0 and var at ? int.Parse(arguments[at + 1], CultureInfo.InvariantCulture) : otherwise;
}
