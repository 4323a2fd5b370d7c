using Pum.Benchmarks.Measuring;

namespace Pum.Benchmarks.Subjects;

/// <summary>The package of this repository, packed under a version of this run's own.</summary>
/// <param name="Version">The version.</param>
/// <param name="Feed">The folder that holds it.</param>
internal sealed record PackedPackage(string Version, string Feed)
{
    /// <summary>Packs it.</summary>
    public static async Task<PackedPackage> PackAsync(WorkFolder folder)
    {
        var package = new PackedPackage($"1.0.0-benchmark.{DateTime.UtcNow:yyyyMMddHHmmss}", folder["feed"]);
        var project = Path.Combine(Repository.Root, "src", "Pum.Build.Tasks", "Pum.Build.Tasks.csproj");
        await MeasuredProcess.RunAsync(
            "dotnet",
            ["pack", project, "--configuration", "Release", "--output", package.Feed, $"-p:PackageVersion={package.Version}", "-p:UseSharedCompilation=false"],
            new Dictionary<string, string> { ["MSBUILDDISABLENODEREUSE"] = "1" });
        return package;
    }
}
