namespace Pum.Benchmarks.Plots;

/// <summary>One bar.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Figures">Its length is the median; least and most are its whisker.</param>
/// <param name="Style"><c>ours</c>, <c>others</c> or <c>copy</c>.</param>
internal sealed record Bar(string Label, Series Figures, string Style);
