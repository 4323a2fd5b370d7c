namespace Pum.Testing.Benchmarks;

/// <summary>The times of one thing, in milliseconds and in the order in which they were measured.</summary>
internal sealed class Series
{
    private readonly List<double> _times = [];

    public int Count => _times.Count;

    public double Median => At(0.5);

    public double Percentile95 => At(0.95);

    public double Least => At(0);

    public double Most => At(1);

    public void Add(double milliseconds) => _times.Add(milliseconds);

    /// <summary>What this takes longer than the other, pair by pair: the machine's changing speed meets both alike.</summary>
    public Series Beyond(Series other) => Paired(other, (mine, its) => mine - its);

    /// <summary>How many times as long as the other it takes, pair by pair.</summary>
    public Series Over(Series other) => Paired(other, (mine, its) => mine / its);

    private Series Paired(Series other, Func<double, double, double> compare)
    {
        if (other.Count != Count)
            throw new InvalidOperationException($"{Count} and {other.Count} runs are no pairs.");
        var result = new Series();
        foreach (var (mine, its) in _times.Zip(other._times))
            result.Add(compare(mine, its));
        return result;
    }

    private double At(double share)
    {
        if (_times.Count == 0)
            throw new InvalidOperationException("Nothing was measured.");
        double[] sorted = [.. _times.Order()];
        var position = share * (sorted.Length - 1);
        var (low, high) = (sorted[(int)Math.Floor(position)], sorted[(int)Math.Ceiling(position)]);
        return low + ((high - low) * (position - Math.Floor(position)));
    }
}
