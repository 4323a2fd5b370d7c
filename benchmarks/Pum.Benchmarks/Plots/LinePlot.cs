using System.Collections.Immutable;

namespace Pum.Benchmarks.Plots;

/// <summary>Lines over a logarithmic axis, each with its name at its end.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="Note">How it was measured.</param>
/// <param name="XAxis">What goes to the right, with its unit.</param>
/// <param name="YAxis">What goes up, with its unit.</param>
/// <param name="IsLogarithmic">Whether equal heights are equal factors; otherwise they begin at 0.</param>
/// <param name="Lines">The lines.</param>
internal sealed record LinePlot(
    string Title, string Note, string XAxis, string YAxis, bool IsLogarithmic, ImmutableArray<PlotLine> Lines)
{
    private const int Height = 460;
    private const int Top = 124;
    private const int Bottom = Height - 60;
    private const int Left = 76;

    // Room for the names.
    private const int Right = SvgPage.Width - 190;
    private const int LineHeight = 17;

    /// <summary>A height that a promise is about, and its name.</summary>
    public (double Value, string Name)? Limit { get; init; }

    /// <summary>Draws it.</summary>
    public string Draw()
    {
        var page = new SvgPage();
        var x = Scale.FactorsAt([.. Lines.SelectMany(line => line.Points).Select(point => point.X).Distinct().Order()]);
        var figures = Lines.SelectMany(line => line.Points).Select(point => point.Figures).ToList();
        var most = Math.Max(figures.Max(each => each.Most), Limit?.Value ?? 0);
        var y = IsLogarithmic ? Scale.Factors(figures.Min(each => each.Least), most) : Scale.FromZero(most);

        page.Text(SvgPage.Margin, 32, Title, "title");
        page.Text(SvgPage.Margin, 52, Note, "note");
        DrawLegend(page);
        page.Text(SvgPage.Margin, Top - 16, YAxis, "note");
        page.Text((Left + Right) / 2.0, Height - 16, XAxis, "note", "middle");
        foreach (var tick in y.Ticks)
        {
            page.Line(Left, AtY(y, tick), Right, AtY(y, tick), "grid");
            page.Text(Left - 8, AtY(y, tick) + 4, Scale.Label(tick), "note", "end");
        }
        foreach (var tick in x.Ticks)
        {
            page.Line(AtX(x, tick), Bottom, AtX(x, tick), Bottom + 5, "axis");
            page.Text(AtX(x, tick), Bottom + 20, Scale.Label(tick), "note", "middle");
        }
        page.Line(Left, Bottom, Right, Bottom, "axis");
        if (Limit is { } limit)
        {
            page.Line(Left, AtY(y, limit.Value), Right, AtY(y, limit.Value), "limit");
            page.Text(Right - 6, AtY(y, limit.Value) - 6, limit.Name, "limit-text", "end");
        }
        foreach (var line in Lines)
            DrawLine(page, x, y, line);
        DrawNames(page, y);
        return page.Finish(Height, Title, Note);
    }

    private static void DrawLegend(SvgPage page)
    {
        double x = SvgPage.Margin;
        foreach (var (style, text) in new[]
        {
            ("line line-ours", "this package"), ("line line-others", "PostgreSQL's tools"), ("axis", "a dump"), ("axis dashed", "a database replaced"),
        })
        {
            page.Line(x, 74, x + 24, 74, style);
            page.Text(x + 32, 78, text, "note");
            x += 160;
        }
    }

    private static void DrawLine(SvgPage page, Scale x, Scale y, PlotLine line)
    {
        var style = line.IsOurs ? "ours" : "others";
        page.Path(
            line.Points.Select(point => (AtX(x, point.X), AtY(y, point.Figures.Median))),
            $"line line-{style}{(line.IsDashed ? " dashed" : "")}");
        foreach (var (at, figures) in line.Points)
        {
            page.Line(AtX(x, at), AtY(y, figures.Least), AtX(x, at), AtY(y, figures.Most), "whisker");
            page.Dot(AtX(x, at), AtY(y, figures.Median), style);
        }
    }

    /// <summary>Names that would cover each other move apart.</summary>
    private void DrawNames(SvgPage page, Scale y)
    {
        var names = Lines.Select(line => (Line: line, Y: AtY(y, line.Points[^1].Figures.Median))).OrderBy(name => name.Y).ToList();
        var lowest = Bottom - (LineHeight * (names.Count - 1.0));
        var previous = double.MinValue;
        foreach (var (line, wanted) in names)
        {
            previous = Math.Max(previous + LineHeight, Math.Min(wanted, lowest));
            lowest += LineHeight;
            page.Text(Right + 14, previous + 4, line.Label, line.IsOurs ? "ours-text" : "others-text");
        }
    }

    private static double AtX(Scale scale, double value) => Left + (scale.Share(value) * (Right - Left));

    private static double AtY(Scale scale, double value) => Bottom - (scale.Share(value) * (Bottom - Top));
}
