namespace Pum.Benchmarks.Plots;

/// <summary>One line of a plot.</summary>
/// <param name="Label">What it is, written at its end.</param>
/// <param name="IsOurs">Whether it is this package's.</param>
/// <param name="IsDashed">Whether it is dashed, to tell two subjects apart.</param>
/// <param name="Points">Where it goes: the medians; least and most are whiskers.</param>
internal sealed record PlotLine(string Label, bool IsOurs, bool IsDashed, IReadOnlyList<(double X, Series Figures)> Points);
