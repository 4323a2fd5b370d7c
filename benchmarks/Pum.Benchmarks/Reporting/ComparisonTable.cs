using System.Collections.Immutable;
using Pum.Benchmarks.Measuring;

namespace Pum.Benchmarks.Reporting;

/// <summary>Ways side by side, the first one being what the others are compared with.</summary>
/// <param name="Subject">What they did, and where.</param>
/// <param name="Ways">The ways.</param>
internal sealed record ComparisonTable(string Subject, ImmutableArray<Way> Ways)
{
    /// <summary>How the others compare with the first.</summary>
    public IEnumerable<Ratio> Ratios =>
        Ways.Skip(1).Select(way => new Ratio($"{Subject}: {way.Title} / {Ways[0].Title}", way.Seconds.Over(Ways[0].Seconds)));

    /// <summary>The table, as Markdown.</summary>
    public string Markdown => string.Join('\n',
    [
        $"**{Subject}**, {Count}",
        "",
        $"| | time | relative to the first row |{(Writes ? " written |" : "")} processor time | peak memory |",
        $"| --- | --- | --- |{(Writes ? " --- |" : "")} --- | --- |",
        .. Ways.Select(Row),
    ]);

    private string Count => Ways[0].Seconds.Count == 1 ? "one run of each" : $"{Ways[0].Seconds.Count} runs of each in turn";

    private bool Writes => Ways[0].OutputMegabytes.Median > 0;

    private string Row(Way way)
    {
        var written = Writes ? $" {Figure.Megabytes(way.OutputMegabytes.Median)} |" : "";
        return $"| {(way.IsOurs ? $"**{way.Title}**" : way.Title)} | {Figure.Spread(way.Seconds, Figure.Seconds)} | {Figure.Spread(way.Seconds.Over(Ways[0].Seconds), Figure.Ratio)} |{written} {Figure.Seconds(way.ProcessorSeconds.Median)} | {Figure.Megabytes(way.PeakMegabytes.Median)}{(way.IsOurs ? ", build only" : "")} |";
    }
}
