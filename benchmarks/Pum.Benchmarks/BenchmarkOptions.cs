using System.Globalization;

namespace Pum.Benchmarks;

/// <summary>What can be said on the command line.</summary>
/// <param name="Megabytes">The least size of the large database, as <c>pg_database_size</c> counts.</param>
/// <param name="Pairs">How often each way is measured.</param>
internal sealed record BenchmarkOptions(int Megabytes, int Pairs)
{
    /// <summary>Reads the command line.</summary>
    public static BenchmarkOptions Parse(string[] arguments) => new(Number(arguments, "--megabytes", 400), Number(arguments, "--pairs", 5));

    private static int Number(string[] arguments, string name, int otherwise) =>
        Array.IndexOf(arguments, name) is >= 0 and var at ? int.Parse(arguments[at + 1], CultureInfo.InvariantCulture) : otherwise;
}
