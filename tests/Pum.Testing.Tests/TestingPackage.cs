using System.Collections.Concurrent;

namespace Pum.Testing.Tests;

/// <summary>The package as users get it, packed once for a run under a version that nobody else has.</summary>
internal sealed record TestingPackage(string Folder, string Version)
{
    /// <summary>The variable that names a folder with a package to test instead: the one that a release publishes.</summary>
    private const string Variable = "PUM_TEST_FEED";

    private static readonly Lazy<Task<TestingPackage>> Package = new(PackAsync);

    private static readonly ConcurrentDictionary<string, Lazy<bool>> KeptOut = new();

    public static Task<TestingPackage> GetAsync() => Package.Value;

    /// <summary>The package's file.</summary>
    public string File => Path.Combine(Folder, "feed", $"Pum.Testing.{Version}.nupkg");

    /// <summary>Where the projects of this run restore their packages to.</summary>
    public string PackagesFolder => Path.Combine(Folder, "packages");

    /// <summary>
    /// A nuget.config that knows the feed, and either the user's sources or the packages that these tests restored themselves, for which no
    /// network is needed.
    /// </summary>
    public string NuGetConfig(bool withUsersPackages) =>
        $"""
        <configuration>
          <packageSources>
            {(withUsersPackages ? "" : $"<clear /><add key=\"restored\" value=\"{Repository.PackagesRoot}\" />")}
            <add key="feed" value="{Path.Combine(Folder, "feed")}" />
          </packageSources>
        </configuration>
        """;

    /// <summary>Leaves no copy of this package in a folder that others use too, and takes none from there.</summary>
    public void KeepOutOf(string packagesFolder)
    {
        var copy = Path.Combine(packagesFolder, "pum.testing", Version);
        // Once: another test may be building with the copy that it has put there.
        _ = KeptOut.GetOrAdd(copy, _ => new(() =>
        {
            Remove();
            TestServer.AtEnd.Add(Remove);
            return true;
        })).Value;

        void Remove()
        {
            if (Directory.Exists(copy))
                Directory.Delete(copy, recursive: true);
        }
    }

    /// <summary>The same packed once more under another version; the published one is tested by itself.</summary>
    public async Task<TestingPackage> PackAgainAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 })
            return this;
        var other = this with { Version = $"1.0.1-test.{Guid.NewGuid():N}" };
        await PackAsync(other.Version, Folder);
        return other;
    }

    private static async Task<TestingPackage> PackAsync()
    {
        var folder = Directory.CreateTempSubdirectory("pum_package_").FullName;
        TestServer.AtEnd.Add(() => Directory.Delete(folder, recursive: true));
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } feed)
            return Take(Path.Combine(Repository.Root, feed), folder);
        var version = $"{Repository.Version}-test.{Guid.NewGuid():N}";
        await PackAsync(version, folder);
        return new(folder, version);
    }

    private static async Task PackAsync(string version, string folder)
    {
        // Into a folder of its own first: a restore from the feed, which others may have begun, cannot read a file that is being written.
        var packed = Path.Combine(folder, "packed", version);
        (await BuildRun.DotnetAsync(Repository.Root,
        [
            "pack", Path.Combine("src", "Pum.Testing"), "--no-build", "-p:BuildProjectReferences=false", "-c", Repository.Configuration,
            $"-p:PackageVersion={version}", "-o", packed,
        ])).Succeeds();
        Directory.CreateDirectory(Path.Combine(folder, "feed"));
        var name = $"Pum.Testing.{version}.nupkg";
        System.IO.File.Move(Path.Combine(packed, name), Path.Combine(folder, "feed", name));
    }

    private static TestingPackage Take(string feed, string folder)
    {
        var package = Directory.EnumerateFiles(feed, "Pum.Testing.*.nupkg").Single();
        Directory.CreateDirectory(Path.Combine(folder, "feed"));
        System.IO.File.Copy(package, Path.Combine(folder, "feed", Path.GetFileName(package)));
        return new(folder, Path.GetFileNameWithoutExtension(package)["Pum.Testing.".Length..]);
    }
}
