using System.Globalization;
using System.Net;
using System.Text;

namespace Pum.Benchmarks.Plots;

/// <summary>
/// A drawing in <see href="https://www.w3.org/TR/SVG11/">SVG</see>, on a card of its own that is light or dark as the reader's system is.
/// </summary>
internal sealed class SvgPage
{
    /// <summary>Width of every drawing, in pixels: as wide as a page of the manual.</summary>
    public const int Width = 760;

    /// <summary>Distance from the edges.</summary>
    public const int Margin = 24;

    // Background and text change together, so that the drawing can be read on a page of any colour.
    private const string Style = """
        .card{fill:#ffffff;stroke:#d0d7de}
        text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;fill:#1f2328}
        .title{font-size:17px;font-weight:600}.group{font-weight:600}.note{font-size:12px;fill:#59636e}
        .grid{stroke:#d8dee4}.axis{stroke:#59636e}.whisker{stroke:#1f2328;stroke-width:1.5}.limit{stroke:#cf222e;stroke-dasharray:2 4;stroke-width:1.5}
        .limit-text{font-size:12px;fill:#cf222e}
        .ours{fill:#0969da}.others{fill:#8c959f}.copy{fill:#bf8700}
        .line{fill:none;stroke-width:2.5}.line-ours{stroke:#0969da}.line-others{stroke:#8c959f}.dashed{stroke-dasharray:7 4}
        .ours-text{fill:#0969da;font-weight:600}.others-text{fill:#59636e}
        @media (prefers-color-scheme:dark){
        .card{fill:#0d1117;stroke:#3d444d}text{fill:#f0f6fc}.note,.others-text{fill:#9198a1}
        .grid{stroke:#2a313a}.axis{stroke:#9198a1}.whisker{stroke:#f0f6fc}.limit{stroke:#f85149}.limit-text{fill:#f85149}
        .ours{fill:#4493f8}.line-ours{stroke:#4493f8}.ours-text{fill:#4493f8}.others{fill:#656c76}.line-others{stroke:#9198a1}.copy{fill:#9e6a03}
        }
        """;

    private readonly StringBuilder _elements = new();

    /// <summary>Writes text; <paramref name="anchor"/> is <c>start</c>, <c>middle</c> or <c>end</c>.</summary>
    public void Text(double x, double y, string text, string style = "", string anchor = "start") =>
        Add($"<text x=\"{Number(x)}\" y=\"{Number(y)}\" text-anchor=\"{anchor}\" class=\"{style}\">{WebUtility.HtmlEncode(text)}</text>");

    /// <summary>Draws a line.</summary>
    public void Line(double x1, double y1, double x2, double y2, string style) =>
        Add($"<line x1=\"{Number(x1)}\" y1=\"{Number(y1)}\" x2=\"{Number(x2)}\" y2=\"{Number(y2)}\" class=\"{style}\"/>");

    /// <summary>Draws a rectangle with round corners.</summary>
    public void Rectangle(double x, double y, double width, double height, string style, double radius = 2) =>
        Add($"<rect x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(width)}\" height=\"{Number(height)}\" rx=\"{Number(radius)}\" class=\"{style}\"/>");

    /// <summary>Draws lines from point to point.</summary>
    public void Path(IEnumerable<(double X, double Y)> points, string style) =>
        Add($"<polyline points=\"{string.Join(' ', points.Select(point => $"{Number(point.X)},{Number(point.Y)}"))}\" class=\"{style}\"/>");

    /// <summary>Draws a dot.</summary>
    public void Dot(double x, double y, string style) => Add($"<circle cx=\"{Number(x)}\" cy=\"{Number(y)}\" r=\"4\" class=\"{style}\"/>");

    /// <summary>The whole drawing.</summary>
    public string Finish(int height, string title, string description) => $"""
        <svg xmlns="http://www.w3.org/2000/svg" width="{Width}" height="{height}" viewBox="0 0 {Width} {height}" role="img">
        <title>{WebUtility.HtmlEncode(title)}</title>
        <desc>{WebUtility.HtmlEncode(description)}</desc>
        <style>
        {Style}
        </style>
        <rect x="0.5" y="0.5" width="{Width - 1}" height="{height - 1}" rx="8" class="card"/>
        {_elements.ToString().TrimEnd()}
        </svg>

        """;

    private void Add(string element) => _elements.Append(element).Append('\n');

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
