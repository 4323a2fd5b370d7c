namespace Pum.Benchmarks.Shared;

/// <summary>The figures of one thing, all in one unit and in the order in which they were measured.</summary>
internal sealed class Series
{
    private readonly List<double> _figures = [];

    public int Count => _figures.Count;

    public double Median => At(0.5);

    public double Percentile95 => At(0.95);

    public double Least => At(0);

    public double Most => At(1);

    public void Add(double figure) => _figures.Add(figure);

    /// <summary>How much more this is than the other, pair by pair: the machine's changing speed meets both alike.</summary>
    public Series Beyond(Series other) => Paired(other, (mine, its) => mine - its);

    /// <summary>How many times the other it is, pair by pair.</summary>
    public Series Over(Series other) => Paired(other, (mine, its) => mine / its);

    /// <summary>Each figure multiplied.</summary>
    public Series Times(double factor) => Each(figure => figure * factor);

    /// <summary>Each figure less another.</summary>
    public Series Less(double other) => Each(figure => figure - other);

    private Series Each(Func<double, double> change)
    {
        var result = new Series();
        foreach (var figure in _figures)
            result.Add(change(figure));
        return result;
    }

    private Series Paired(Series other, Func<double, double, double> compare)
    {
        if (other.Count != Count)
            throw new InvalidOperationException($"{Count} and {other.Count} runs are no pairs.");
        var result = new Series();
        foreach (var (mine, its) in _figures.Zip(other._figures))
            result.Add(compare(mine, its));
        return result;
    }

    private double At(double share)
    {
        if (_figures.Count == 0)
            throw new InvalidOperationException("Nothing was measured.");
        double[] sorted = [.. _figures.Order()];
        var position = share * (sorted.Length - 1);
        var (low, high) = (sorted[(int)Math.Floor(position)], sorted[(int)Math.Ceiling(position)]);
        return low + ((high - low) * (position - Math.Floor(position)));
    }
}
