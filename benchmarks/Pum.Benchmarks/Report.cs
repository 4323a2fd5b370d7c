using System.Globalization;

namespace Pum.Benchmarks;

/// <summary>The medians, in a table for a terminal and for Markdown.</summary>
internal static class Report
{
    /// <summary>Writes the table.</summary>
    public static string Of(string version, int pairs, IEnumerable<Comparison> comparisons) => string.Join(Environment.NewLine,
    [
        $"PostgreSQL {version}, medians of {pairs} pairs; seconds, and peak memory of the build's own process in MB.",
        "",
        "| dump of | bare pg_dump | build of nothing | build that dumps | dump within the build | beyond pg_dump | ratio | memory: nothing | memory: dumps | beyond |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        .. comparisons.Select(Row),
    ]);

    private static string Row(Comparison comparison)
    {
        var memory = (Nothing: Megabytes(comparison.Nothing), Dumping: Megabytes(comparison.Dumping));
        return "| " + string.Join(" | ",
        [
            comparison.Database.Title,
            Seconds(comparison.Bare.Select(run => run.Seconds)),
            Seconds(comparison.Nothing.Select(run => run.Seconds)),
            Seconds(comparison.Dumping.Select(run => run.Seconds)),
            Seconds(comparison.WithinBuild),
            Seconds(comparison.BeyondBare),
            Number(Median(comparison.WithinBuild.Zip(comparison.Bare, (within, bare) => within / bare.Seconds)), "0.00"),
            Number(memory.Nothing, "0"),
            Number(memory.Dumping, "0"),
            Number(memory.Dumping - memory.Nothing, "0"),
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
