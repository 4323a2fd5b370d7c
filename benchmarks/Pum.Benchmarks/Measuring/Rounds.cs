namespace Pum.Benchmarks.Measuring;

/// <summary>Runs ways in turn, so that what else the machine does meets them alike.</summary>
internal static class Rounds
{
    /// <summary>Runs each way once a round.</summary>
    /// <param name="pairs">How many rounds count.</param>
    /// <param name="ways">The ways.</param>
    /// <param name="warmsUp">Whether a round comes before them that fills caches and does not count.</param>
    public static async Task RunAsync(int pairs, IReadOnlyList<Way> ways, bool warmsUp = true)
    {
        for (var round = warmsUp ? 0 : 1; round <= pairs; round++)
        {
            // The order changes from round to round, so that none always comes after the same other.
            for (var turn = 0; turn < ways.Count; turn++)
                await ways[(round + turn) % ways.Count].RunAsync(counts: round > 0);
        }
    }
}
