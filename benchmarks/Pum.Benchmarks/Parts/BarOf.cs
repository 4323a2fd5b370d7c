using Pum.Benchmarks.Measuring;
using Pum.Benchmarks.Plots;

namespace Pum.Benchmarks.Parts;

/// <summary>Ways as bars.</summary>
internal static class BarOf
{
    /// <summary>The time of a way.</summary>
    public static Bar Time(Way way, bool isCopy = false) =>
        new(way.Title.Replace("`", "", StringComparison.Ordinal), way.Seconds, way.IsOurs ? "ours" : isCopy ? "copy" : "others");
}
