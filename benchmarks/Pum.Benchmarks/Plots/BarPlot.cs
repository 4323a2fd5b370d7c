using Pum.Benchmarks.Reporting;

namespace Pum.Benchmarks.Plots;

/// <summary>Bars that begin at 0, in groups, each with its name above it and its figure after it.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="Note">How it was measured.</param>
/// <param name="Axis">What the length means, with its unit.</param>
/// <param name="Groups">The bars.</param>
internal sealed record BarPlot(string Title, string Note, string Axis, IReadOnlyList<(string Name, IReadOnlyList<Bar> Bars)> Groups)
{
    private const int Head = 64;
    private const int Legend = 30;
    private const int GroupHeight = 30;
    private const int BarHeight = 38;
    private const int Foot = 52;

    // Room for the figure after the longest bar, and between the axis and what stands beside it.
    private const int Room = 90;
    private const int Gap = 6;

    /// <summary>Draws it.</summary>
    public string Draw()
    {
        var page = new SvgPage();
        var scale = Scale.FromZero(Groups.SelectMany(group => group.Bars).Max(bar => bar.Figures.Most));
        var height = Head + Legend + Groups.Sum(group => GroupHeight + (BarHeight * group.Bars.Count)) + Foot;
        page.Text(SvgPage.Margin, 32, Title, "title");
        page.Text(SvgPage.Margin, 52, Note, "note");
        DrawLegend(page);
        foreach (var tick in scale.Ticks)
        {
            page.Line(X(scale, tick), Head + Legend, X(scale, tick), height - Foot, "grid");
            page.Text(X(scale, tick), height - Foot + 18, Scale.Label(tick), "note", "middle");
        }

        var y = Head + Legend;
        foreach (var (name, bars) in Groups)
        {
            page.Text(X(scale, 0) + Gap, y + 20, name, "group");
            y += GroupHeight;
            foreach (var bar in bars)
            {
                DrawBar(page, scale, y, bar);
                y += BarHeight;
            }
        }

        page.Line(X(scale, 0), Head + Legend, X(scale, 0), height - Foot, "axis");
        page.Text(SvgPage.Width / 2.0, height - 14, Axis, "note", "middle");
        return page.Finish(height, Title, Note);
    }

    private void DrawLegend(SvgPage page)
    {
        double x = SvgPage.Margin;
        foreach (var (style, text) in new[] { ("ours", "this package"), ("others", "PostgreSQL's tools"), ("copy", "copy of the files") })
        {
            if (!Groups.Any(group => group.Bars.Any(bar => bar.Style == style)))
                continue;
            page.Rectangle(x, Head + 4, 14, 10, style);
            page.Text(x + 20, Head + 14, text, "note");
            x += 160;
        }
        page.Line(x, Head + 9, x + 16, Head + 9, "whisker");
        page.Line(x, Head + 5, x, Head + 13, "whisker");
        page.Line(x + 16, Head + 5, x + 16, Head + 13, "whisker");
        page.Text(x + 22, Head + 14, "least to most", "note");
    }

    private static void DrawBar(SvgPage page, Scale scale, int y, Bar bar)
    {
        var (median, least, most) = (X(scale, bar.Figures.Median), X(scale, bar.Figures.Least), X(scale, bar.Figures.Most));
        page.Text(X(scale, 0) + Gap, y + 12, bar.Label, bar.Style == "ours" ? "ours-text" : "");
        page.Rectangle(X(scale, 0), y + 17, Math.Max(1, median - X(scale, 0)), 14, bar.Style);
        if (most - least > 1)
        {
            page.Line(least, y + 24, most, y + 24, "whisker");
            page.Line(least, y + 20, least, y + 28, "whisker");
            page.Line(most, y + 20, most, y + 28, "whisker");
        }
        page.Text(Math.Max(most, median) + 8, y + 28, Figure.Seconds(bar.Figures.Median), "group");
    }

    private static double X(Scale scale, double value) =>
        SvgPage.Margin + (scale.Share(value) * (SvgPage.Width - (2 * SvgPage.Margin) - Room));
}
