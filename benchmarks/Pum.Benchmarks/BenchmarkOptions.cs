using System.Globalization;

namespace Pum.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="Restores">Whether plain restores are measured, and not dumps.</param>
/// <param name="Megabytes">Size of the large database on the server; of a restore, of the large script.</param>
/// <param name="Pairs">How often each way is measured.</param>
internal sealed record BenchmarkOptions(bool Restores, int Megabytes, int Pairs)
{
    /// <summary>Reads the command line.</summary>
    public static BenchmarkOptions Parse(string[] arguments)
    {
        var restores = arguments.Contains("--restore");
        return new(restores, Number(arguments, "--megabytes", restores ? 1000 : 400), Number(arguments, "--pairs", 5));
    }

    private static int Number(string[] arguments, string name, int otherwise) =>
        Array.IndexOf(arguments, name) is >= 0 and var at ? int.Parse(arguments[at + 1], CultureInfo.InvariantCulture) : otherwise;
}
