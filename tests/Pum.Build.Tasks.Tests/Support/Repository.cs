using System.Reflection;

namespace Pum.Build.Tasks.Tests.Support;

/// <summary>What the build of these tests knows of the place it stands in.</summary>
internal static class Repository
{
    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = Metadata("RepositoryRoot");

    /// <summary>Debug or Release, of the tasks as of these tests.</summary>
    public static string Configuration { get; } = Metadata("Configuration");

    /// <summary>The folder of the packages that the build of these tests restored.</summary>
    public static string PackagesRoot { get; } = Metadata("PackagesRoot");

    private static string Metadata(string key) => typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!;
}
