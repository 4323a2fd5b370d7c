using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Pum.Build.Tasks.Tests.Workflows;

namespace Pum.Build.Tasks.Tests.Support;

/// <summary>
/// The package as users get it, packed once for a run under a version that nobody else has, so that no cache and no process of an
/// earlier build answers for it.
/// </summary>
internal sealed class PackedPackage
{
    /// <summary>The variable that names a folder with a package to test instead: the one that a release publishes.</summary>
    public const string Variable = "PUM_TEST_FEED";

    private static readonly Lazy<Task<PackedPackage>> Package = new(UnpackAsync);

    private PackedPackage(string folder, string version, BuildRun packing) => (Folder, Version, Packing) = (folder, version, packing);

    /// <summary>The version, unique to this run.</summary>
    public string Version { get; }

    /// <summary>The run of <c>dotnet pack</c>.</summary>
    public BuildRun Packing { get; }

    /// <summary>The feed that holds this package alone.</summary>
    public string Feed => Path.Combine(Folder, "feed");

    /// <summary>Where the projects of this run restore their packages to.</summary>
    public string PackagesFolder => Path.Combine(Folder, "packages");

    private string Folder { get; }

    /// <summary>The systems for which it has the tasks compiled ahead.</summary>
    public static ImmutableArray<string> Runtimes => Released is null ? [RuntimeInformation.RuntimeIdentifier] : ReleasedPackages.Runtimes;

    /// <summary>The folder with what a release publishes, or <see langword="null"/>.</summary>
    private static string? Released => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } feed ? feed : null;

    public static Task<PackedPackage> GetAsync() => Package.Value;

    /// <summary>The package's file.</summary>
    public string File => Path.Combine(Feed, $"Pum.Build.Tasks.{Version}.nupkg");

    /// <summary>A nuget.config that knows the feed and the packages that these tests restored themselves: no network is needed.</summary>
    public string NuGetConfig =>
        $"""
        <configuration>
          <packageSources>
            <clear />
            <add key="feed" value="{Feed}" />
            <add key="restored" value="{Repository.PackagesRoot}" />
          </packageSources>
        </configuration>
        """;

    // Once before all tests: those with a HOME of their own do not share NuGet's lock, only the folder that it unpacks to.
    private static async Task<PackedPackage> UnpackAsync()
    {
        var package = await PackAsync();
        using var folder = new ProjectFolder(package, awkward: false);
        folder.WriteLibrary("app.csproj");
        (await folder.DotnetAsync("restore")).Succeeds();
        return package;
    }

    private static async Task<PackedPackage> PackAsync()
    {
        var folder = Directory.CreateTempSubdirectory("pum_package_").FullName;
        TestServer.AtEnd.Add(() => Directory.Delete(folder, recursive: true));
        if (Released is { } feed)
            return Take(Path.Combine(Repository.Root, feed), folder);
        var version = $"{Repository.Version}-test.{Guid.NewGuid():N}";
        var packing = await BuildRun.DotnetAsync(Repository.Root,
        [
            "pack", Path.Combine("src", "Pum.Build.Tasks"), "--no-build", "-p:BuildProjectReferences=false", "-c", Repository.Configuration,
            $"-p:PackageVersion={version}", "-o", Path.Combine(folder, "feed"),
        ]);
        return new(folder, version, packing.Succeeds());
    }

    private static PackedPackage Take(string feed, string folder)
    {
        var package = Directory.EnumerateFiles(feed, "Pum.Build.Tasks.*.nupkg").Single();
        var taken = new PackedPackage(folder, Path.GetFileNameWithoutExtension(package)["Pum.Build.Tasks.".Length..], new(0, ""));
        Directory.CreateDirectory(taken.Feed);
        System.IO.File.Copy(package, Path.Combine(taken.Feed, Path.GetFileName(package)));
        return taken;
    }
}
