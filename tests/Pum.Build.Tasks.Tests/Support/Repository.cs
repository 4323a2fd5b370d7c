using System.Reflection;
using System.Xml.Linq;

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

    /// <summary>The version of the packages that the build names, and with it the pages and samples.</summary>
    public static string Version { get; } =
        XDocument.Load(Path.Combine(Root, "Directory.Build.props")).Descendants("VersionPrefix").Single().Value;

    private static string Metadata(string key) => typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!;
}
