using System.Collections.Immutable;
using System.Xml.Linq;

namespace Pum.Build.Tasks.Tests.Support;

/// <summary>What a package of this repository consists of.</summary>
/// <param name="Id">Its name.</param>
/// <param name="LargestSize">Bytes that the package may have: a tenth more than it has, so that growth is noticed.</param>
/// <param name="Types">What NuGet may use it as.</param>
/// <param name="Dependencies">The packages that it brings to a project, with their lowest versions.</param>
/// <param name="Files">Every file.</param>
internal sealed record PackageShape(
    string Id, long LargestSize, ImmutableArray<string> Types, ImmutableArray<string> Dependencies, ImmutableArray<string> Files)
{
    private static readonly ImmutableArray<string> Pages = ["README.md", "THIRD-PARTY-NOTICES.md", "icon.png"];

    private static readonly ImmutableArray<string> Libraries =
    [
        "Microsoft.Extensions.DependencyInjection.Abstractions.dll", "Microsoft.Extensions.Logging.Abstractions.dll", "Npgsql.dll",
        "Pum.Dumper.dll", "System.Diagnostics.DiagnosticSource.dll", "System.IO.Hashing.dll",
    ];

    /// <summary>The tasks. What a build loads lies in <c>tasks</c>, and a project gets nothing to compile against.</summary>
    /// <param name="runtimes">The systems for which it has the tasks compiled ahead.</param>
    public static PackageShape BuildTasks(params IReadOnlyCollection<string> runtimes) => new(
        "Pum.Build.Tasks", 1_750_000 + (runtimes.Count * 5_900_000), ["Dependency", "MSBuildSdk"], [],
    [
        .. Pages,
        .. Imports("build", "Pum.Build.Tasks"),
        .. Imports("buildMultiTargeting", "Pum.Build.Tasks"),
        "Sdk/Project.targets", "Sdk/Sdk.props", "Sdk/Sdk.targets", "Sdk/no-packages.json",
        "tasks/PumDump.targets", "tasks/PumRestore.targets", "tasks/Tasks.props", "tasks/Tasks.targets",
        "tasks/net8.0/Pum.Build.Tasks.deps.json", "tasks/net8.0/Pum.Build.Tasks.dll", "tasks/net8.0/Pum.Build.Tasks.xml",
        .. Libraries.Select(library => $"tasks/net8.0/{library}"),
        .. runtimes.SelectMany(Ahead),
    ]);

    /// <summary>Databases for tests: a library with the engine beside it, and tasks.</summary>
    public static PackageShape Testing { get; } = new("Pum.Testing", 2_900_000, [], ["Npgsql 8.0.3", $"System.IO.Hashing {Central("System.IO.Hashing")}"],
    [
        .. Pages,
        .. Imports("build", "Pum.Testing"),
        .. Imports("buildMultiTargeting", "Pum.Testing"),
        .. Imports("buildTransitive", "Pum.Testing"),
        "lib/net8.0/Pum.Dumper.dll", "lib/net8.0/Pum.Dumper.xml", "lib/net8.0/Pum.Testing.dll", "lib/net8.0/Pum.Testing.xml",
        "tasks/net8.0/Pum.Build.Tasks.dll", "tasks/net8.0/Pum.Testing.Tasks.deps.json", "tasks/net8.0/Pum.Testing.Tasks.dll",
        .. Libraries.Select(library => $"tasks/net8.0/{library}"),
    ]);

    /// <summary>The command, for every .NET from 8 on.</summary>
    public static PackageShape Tool { get; } = new("Pum.Tool", 1_900_000, ["DotnetTool"], [],
    [
        .. Pages,
        "tools/net8.0/any/DotnetToolSettings.xml", "tools/net8.0/any/System.CommandLine.dll",
        "tools/net8.0/any/pum.deps.json", "tools/net8.0/any/pum.dll", "tools/net8.0/any/pum.runtimeconfig.json",
        .. Libraries.Select(library => $"tools/net8.0/any/{library}"),
    ]);

    // .NET 10 has System.Diagnostics.DiagnosticSource itself.
    private static IEnumerable<string> Ahead(string runtime) => Libraries.Remove("System.Diagnostics.DiagnosticSource.dll")
        .Concat(["Pum.Build.Tasks.deps.json", "Pum.Build.Tasks.dll", "Pum.Build.Tasks.xml"])
        .Select(file => $"tasks/net10.0/{runtime}/{file}");

    private static string Central(string package) => XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props"))
        .Descendants("PackageVersion").Single(version => version.Attribute("Include")!.Value == package).Attribute("Version")!.Value;

    private static IEnumerable<string> Imports(string folder, string id) => [$"{folder}/{id}.props", $"{folder}/{id}.targets"];
}
