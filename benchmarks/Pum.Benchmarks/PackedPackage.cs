using System.Reflection;

namespace Pum.Benchmarks;

/// <summary>The package of this repository, packed under a version of this run's own.</summary>
/// <param name="Version">The version.</param>
/// <param name="Feed">The folder that holds it.</param>
internal sealed record PackedPackage(string Version, string Feed)
{
    /// <summary>Packs it.</summary>
    public static async Task<PackedPackage> PackAsync(WorkFolder folder)
    {
        var package = new PackedPackage($"1.0.0-benchmark.{DateTime.UtcNow:yyyyMMddHHmmss}", folder["feed"]);
        var project = Path.Combine(Repository, "src", "Pum.Build.Tasks", "Pum.Build.Tasks.csproj");
        await MeasuredProcess.RunAsync(
            "dotnet",
            ["pack", project, "--configuration", "Release", "--output", package.Feed, $"-p:PackageVersion={package.Version}"],
            []);
        return package;
    }

    private static string Repository =>
        Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "Repository").Value!;
}
