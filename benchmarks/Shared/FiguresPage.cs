namespace Pum.Benchmarks.Shared;

/// <summary>A page of the manual with places for figures, each between two marks that the rendered page does not show.</summary>
internal static class FiguresPage
{
    /// <summary>Puts figures where those of the last run are.</summary>
    /// <param name="page">Path of the page.</param>
    /// <param name="place">Name of the place: the figures are between <c>&lt;!-- PLACE: begin --&gt;</c> and <c>… end --&gt;</c>.</param>
    /// <param name="figures">The new figures, as Markdown.</param>
    /// <exception cref="InvalidOperationException">The page has no such place.</exception>
    public static void Write(string page, string place, string figures)
    {
        var text = File.ReadAllText(page);
        var (beginMark, endMark) = ($"<!-- {place}: begin -->", $"<!-- {place}: end -->");
        var (begin, end) = (text.IndexOf(beginMark, StringComparison.Ordinal), text.IndexOf(endMark, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
            throw new InvalidOperationException($"{page} has no place for the figures between '{beginMark}' and '{endMark}'.");
        File.WriteAllText(page, $"{text[..(begin + beginMark.Length)]}\n\n{figures}\n\n{text[end..]}");
    }
}
