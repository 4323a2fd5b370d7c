namespace Pum.Benchmarks.Reporting;

/// <summary>How a way compares with the one that it is measured beside.</summary>
/// <param name="Name">The two ways and what they did.</param>
/// <param name="Figures">How many times as long it took, pair by pair.</param>
internal sealed record Ratio(string Name, Series Figures);
