using System.Reflection;

namespace Pum.Benchmarks.Shared;

/// <summary>The repository that this program was built from.</summary>
internal static class Repository
{
    private const int ShortCommit = 7;

    /// <summary>Its folder.</summary>
    public static string Root { get; } =
        Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "Repository").Value!;

    /// <summary>The commit that was built, which the SDK puts behind the version; <see langword="null"/> where it found none.</summary>
    public static string? Commit { get; } = Version.Split('+') is [_, var commit] ? commit[..Math.Min(commit.Length, ShortCommit)] : null;

    private static string Version =>
        Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
}
