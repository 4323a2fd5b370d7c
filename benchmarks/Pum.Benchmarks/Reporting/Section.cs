using System.Globalization;

namespace Pum.Benchmarks.Reporting;

/// <summary>What a part found, as a section of the page.</summary>
internal static class Section
{
    /// <summary>Writes it.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="loadBefore">The machine's load before it was measured.</param>
    public static string Of(PartReport report, BenchmarkOptions options, string? loadBefore) => string.Join("\n\n",
    [
        Head(report, options, loadBefore),
        .. report.Targets.IsEmpty || options.IsTrial ? [] : new[] { Targets(report) },
        .. options.Writes ? report.Plots.Select(plot => $"![{plot.Title}](performance/{plot.Name}.svg)") : [],
        .. report.Tables,
        .. options.IsTrial ? [] : new[] { RatioHistory.Compare(report) },
    ]);

    private static string Head(PartReport report, BenchmarkOptions options, string? loadBefore)
    {
        var command = options.CommandLine.Length == 0 ? "without options" : $"with `{options.CommandLine}`";
        var load = loadBefore is null || Machine.Load is not { } after ? "" : $" Load average {loadBefore} before and {after} after.";
        return string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}{(Repository.Commit is { } commit ? $", commit {commit}" : "")}, {command}; {Machine.Description}; {report.Servers}; .NET {Environment.Version}.{load}");
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
