using System.Collections.Immutable;

namespace Pum.Benchmarks.Reporting;

/// <summary>What a part of a run found.</summary>
/// <param name="Part">Its name.</param>
/// <param name="Servers">The servers it was measured on, and their settings.</param>
/// <param name="Targets">What is aimed at.</param>
/// <param name="Plots">The plots.</param>
/// <param name="Tables">The tables, as Markdown.</param>
/// <param name="Ratios">What a second run is to find again.</param>
internal sealed record PartReport(
    string Part,
    string Servers,
    ImmutableArray<Target> Targets,
    ImmutableArray<Plot> Plots,
    ImmutableArray<string> Tables,
    ImmutableArray<Ratio> Ratios);
