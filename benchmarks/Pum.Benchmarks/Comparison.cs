namespace Pum.Benchmarks;

/// <summary>The three ways, measured in turn so that what else the machine does meets them alike.</summary>
/// <param name="Subject">What was dumped or restored.</param>
/// <param name="Bare">The client tool itself.</param>
/// <param name="Nothing">A build that does nothing.</param>
/// <param name="Working">A build that runs the task.</param>
internal sealed record Comparison(
    string Subject, IReadOnlyList<Measurement> Bare, IReadOnlyList<Measurement> Nothing, IReadOnlyList<Measurement> Working)
{
    /// <summary>
    /// What the build that runs the task takes beyond the one that does nothing, in each pair: the task as its user feels it.
    /// </summary>
    public IEnumerable<double> WithinBuild => Working.Zip(Nothing, (working, nothing) => working.Seconds - nothing.Seconds);

    /// <summary>What of that is beyond the tool's own time, in each pair.</summary>
    public IEnumerable<double> BeyondBare => WithinBuild.Zip(Bare, (within, bare) => within - bare.Seconds);

    /// <summary>Measures; a first round of each, which fills caches, does not count.</summary>
    public static async Task<Comparison> MeasureAsync(
        string subject, int pairs, Func<Task<Measurement>> bare, Func<Task<Measurement>> nothing, Func<Task<Measurement>> working)
    {
        List<Measurement> bareRuns = [], nothingRuns = [], workingRuns = [];
        for (var round = 0; round <= pairs; round++)
        {
            bareRuns.Add(await bare());
            nothingRuns.Add(await nothing());
            workingRuns.Add(await working());
        }
        return new(subject, bareRuns[1..], nothingRuns[1..], workingRuns[1..]);
    }
}
