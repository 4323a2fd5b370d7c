using System.Globalization;

namespace Pum.Benchmarks.Reporting;

/// <summary>What a part found, as a section of the page.</summary>
internal static class Section
{
    /// <summary>Writes it.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="loadBefore">The machine's load before it was measured.</param>
    public static string Of(PartReport report, string? loadBefore) => string.Join("\n\n",
    [
        Head(report, loadBefore),
        .. report.Targets.IsEmpty ? [] : new[] { Targets(report) },
        .. report.Plots.Select(plot => $"![{plot.Title}](performance/{plot.Name}.svg)"),
        .. report.Tables,
        RatioHistory.Compare(report),
    ]);

    private static string Head(PartReport report, string? loadBefore)
    {
        var load = loadBefore is null || Machine.Load is not { } after ? "" : $" Load average {loadBefore} before and {after} after.";
        return string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}; {Machine.Description}; {report.Servers}; .NET {Environment.Version}.{load}");
    }

    private static string Targets(PartReport report)
    {
        var missed = report.Targets.Count(target => !target.IsMet);
        return string.Join('\n',
        [
            "| target | at most | measured | |",
            "| --- | --- | --- | --- |",
            .. report.Targets.Select(target => target.Row),
            "",
            missed == 0 ? $"All {report.Targets.Length} targets are met." : $"{missed} of {report.Targets.Length} targets {(missed == 1 ? "is" : "are")} missed.",
        ]);
    }
}
