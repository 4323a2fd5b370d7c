using Pum.Benchmarks.Reporting;

namespace Pum.Benchmarks.Parts;

/// <summary>A part of a run, with a section of its own on the page.</summary>
internal interface IPart
{
    /// <summary>Name on the command line, and of its place on the page.</summary>
    string Name { get; }

    /// <summary>Measures.</summary>
    Task<PartReport> MeasureAsync(Bench bench);
}
