using System.Globalization;

namespace Pum.Benchmarks;

/// <summary>The medians, in a table for a terminal and for Markdown.</summary>
internal static class Report
{
    /// <summary>Writes the table.</summary>
    public static string Of(string version, BenchmarkOptions options, IEnumerable<Comparison> comparisons) =>
        string.Join(Environment.NewLine,
    [
        $"PostgreSQL {version}, medians of {options.Pairs} pairs; seconds, and peak memory of the build's own process in MB.",
        "",
        options.Restores
            ? "| restore of | bare psql | build of nothing | build that restores | restore within the build | beyond psql | ratio | memory: nothing | memory: restores | beyond |"
            : "| dump of | bare pg_dump | build of nothing | build that dumps | dump within the build | beyond pg_dump | ratio | memory: nothing | memory: dumps | beyond |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        .. comparisons.Select(Row),
    ]);

    private static string Row(Comparison comparison)
    {
        var memory = (Nothing: Megabytes(comparison.Nothing), Working: Megabytes(comparison.Working));
        return "| " + string.Join(" | ",
        [
            comparison.Subject,
            Seconds(comparison.Bare.Select(run => run.Seconds)),
            Seconds(comparison.Nothing.Select(run => run.Seconds)),
            Seconds(comparison.Working.Select(run => run.Seconds)),
            Seconds(comparison.WithinBuild),
            Seconds(comparison.BeyondBare),
            Number(Median(comparison.WithinBuild.Zip(comparison.Bare, (within, bare) => within / bare.Seconds)), "0.00"),
            Number(memory.Nothing, "0"),
            Number(memory.Working, "0"),
            Number(memory.Working - memory.Nothing, "0"),
        ]) + " |";
    }

    private static double Megabytes(IEnumerable<Measurement> runs) => Median(runs.Select(run => run.PeakBytes / 1e6));

    private static string Seconds(IEnumerable<double> seconds) => Number(Median(seconds), "0.000");

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
