namespace Pum.Benchmarks;

/// <summary>The three ways, measured in turn so that what else the machine does meets them alike.</summary>
internal sealed record Comparison(SampleDatabase Database, IReadOnlyList<Measurement> Bare, IReadOnlyList<Measurement> Nothing, IReadOnlyList<Measurement> Dumping)
{
    /// <summary>What the build that dumps takes beyond the one that does nothing, in each pair: the dump as its user feels it.</summary>
    public IEnumerable<double> WithinBuild => Dumping.Zip(Nothing, (dumping, nothing) => dumping.Seconds - nothing.Seconds);

    /// <summary>What of that is beyond pg_dump's own time, in each pair.</summary>
    public IEnumerable<double> BeyondBare => WithinBuild.Zip(Bare, (within, bare) => within - bare.Seconds);

    /// <summary>Measures; a first round of each, which fills caches, does not count.</summary>
    public static async Task<Comparison> MeasureAsync(SampleDatabase database, DumpingProject project, int pairs)
    {
        List<Measurement> bare = [], nothing = [], dumping = [];
        for (var round = 0; round <= pairs; round++)
        {
            bare.Add(await project.DumpBareAsync(database.Name));
            nothing.Add(await project.DoNothingAsync());
            dumping.Add(await project.DumpAsync(database.Name));
        }
        return new(database, bare[1..], nothing[1..], dumping[1..]);
    }
}
