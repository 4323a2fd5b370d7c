namespace Pum.Benchmarks.Reporting;

/// <summary>The page of the manual.</summary>
internal static class PerformancePage
{
    /// <summary>Where its plots are.</summary>
    public static string PlotFolder => Path.Combine(Repository.Root, "docs", "performance");

    /// <summary>Puts a section where that of the last run is, and its plots beside the page.</summary>
    public static void Write(string section, PartReport report)
    {
        Directory.CreateDirectory(PlotFolder);
        foreach (var plot in report.Plots)
            File.WriteAllText(Path.Combine(PlotFolder, $"{plot.Name}.svg"), plot.Svg);
        FiguresPage.Write(Path.Combine(Repository.Root, "docs", "performance.md"), report.Part, section);
        RatioHistory.Write(report);
    }
}
