using System.Collections.Immutable;
using System.Globalization;

namespace Pum.Benchmarks.Reporting;

/// <summary>The ratios of the last run that wrote the page: a second run is to find them again.</summary>
internal static class RatioHistory
{
    private const string Header = "part\tratio\tdate\truns\tmedian\tleast\tmost";

    private static string PathOfFile => Path.Combine(PerformancePage.PlotFolder, "ratios.tsv");

    /// <summary>How the ratios compare with those of the run before, as Markdown.</summary>
    public static string Compare(PartReport report)
    {
        var pairs = (from line in Read()
                     where line.Part == report.Part
                     from ratio in report.Ratios
                     where ratio.Name == line.Name
                     select (ratio, line)).ToList();
        if (pairs.Count == 0)
            return "No earlier run is at hand to compare the ratios with.";
        var others = pairs.Where(pair => !AgreeWithin(pair.ratio.Figures, pair.line)).ToList();
        var found = $"{pairs.Count - others.Count} of {pairs.Count} ratios agree with those of the run before ({pairs[0].line.Date})";
        return others.Count == 0
            ? found + "."
            : string.Join('\n', others.Select(pair => $"- {pair.ratio.Name}: {pair.line.Words} then, {Figure.Spread(pair.ratio.Figures, Figure.PreciseRatio)} now").Prepend(found + ". The others:\n"));
    }

    /// <summary>Keeps the ratios of a part for the next run.</summary>
    public static void Write(PartReport report)
    {
        var date = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var lines = Read().Where(line => line.Part != report.Part).Concat(report.Ratios.Select(ratio => new Line(
            report.Part, ratio.Name, date, ratio.Figures.Count, ratio.Figures.Median, ratio.Figures.Least, ratio.Figures.Most)));
        File.WriteAllText(PathOfFile, string.Concat(lines.Select(line => line.Text).Prepend(Header).Select(line => line + "\n")));
    }

    private static bool AgreeWithin(Series now, Line then) =>
        then.Least <= now.Median && now.Median <= then.Most && now.Least <= then.Median && then.Median <= now.Most;

    private static ImmutableArray<Line> Read() =>
        File.Exists(PathOfFile) ? [.. File.ReadLines(PathOfFile).Skip(1).Select(Line.Parse)] : [];

    private sealed record Line(string Part, string Name, string Date, int Runs, double Median, double Least, double Most)
    {
        public string Words => $"{Figure.PreciseRatio(Median)} ({Figure.PreciseRatio(Least)} – {Figure.PreciseRatio(Most)})";

        public string Text => string.Create(CultureInfo.InvariantCulture, $"{Part}\t{Name}\t{Date}\t{Runs}\t{Median:0.0000}\t{Least:0.0000}\t{Most:0.0000}");

        public static Line Parse(string text)
        {
            var fields = text.Split('\t');
            var runs = int.Parse(fields[3], CultureInfo.InvariantCulture);
            return new(fields[0], fields[1], fields[2], runs, Number(4), Number(5), Number(6));

            double Number(int at) => double.Parse(fields[at], CultureInfo.InvariantCulture);
        }
    }
}
