namespace Pum.Benchmarks.Reporting;

/// <summary>What is aimed at, and what was measured; the median decides.</summary>
/// <param name="Promise">What is to be at most <paramref name="Most"/>.</param>
/// <param name="Figures">What was measured.</param>
/// <param name="Most">The largest figure that meets it.</param>
/// <param name="Format">A figure as text.</param>
internal sealed record Target(string Promise, Series Figures, double Most, Func<double, string> Format)
{
    /// <summary>Whether it is met.</summary>
    public bool IsMet => Figures.Median <= Most;

    /// <summary>A row of the table of targets.</summary>
    public string Row => $"| {Promise} | {Format(Most)} | {Figure.Spread(Figures, Format)} | {(IsMet ? "met" : "**missed**")} |";
}
