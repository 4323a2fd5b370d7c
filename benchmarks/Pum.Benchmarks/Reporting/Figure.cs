using System.Globalization;

namespace Pum.Benchmarks.Reporting;

/// <summary>Figures as text, with the digits that mean something.</summary>
internal static class Figure
{
    /// <summary>Seconds, or milliseconds below one.</summary>
    public static string Seconds(double seconds) => Math.Abs(seconds) switch
    {
        < 1 => Invariant(seconds * 1000, "0") + " ms",
        < 10 => Invariant(seconds, "0.00") + " s",
        _ => Invariant(seconds, "0.0") + " s",
    };

    /// <summary>MB of 1,000,000 bytes, or kB below a tenth of one.</summary>
    public static string Megabytes(double megabytes) => Math.Abs(megabytes) switch
    {
        < 0.1 => Invariant(megabytes * 1000, "0.0") + " kB",
        < 10 => Invariant(megabytes, "0.0") + " MB",
        _ => Invariant(megabytes, "#,0") + " MB",
    };

    /// <summary>A ratio.</summary>
    public static string Ratio(double ratio) => Invariant(ratio, "0.00");

    /// <summary>A ratio beside one that differs by little.</summary>
    public static string PreciseRatio(double ratio) => Invariant(ratio, "0.000");

    /// <summary>The median, and what lies between minimum and maximum.</summary>
    public static string Spread(Series series, Func<double, string> format) => series.Most <= series.Least
        ? format(series.Median)
        : $"{format(series.Median)} ({format(series.Least)} – {format(series.Most)})";

    private static string Invariant(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
