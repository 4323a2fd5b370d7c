namespace Pum.Tool.Tests;

/// <summary>The package as users get it, packed once for a run.</summary>
internal sealed record ToolPackage(string Feed, string Version)
{
    /// <summary>The variable that names a folder with a package to test instead: the one that a release publishes.</summary>
    private const string Variable = "PUM_TEST_FEED";

    private static readonly Lazy<Task<ToolPackage>> Package = new(PackAsync);

    public static Task<ToolPackage> GetAsync() => Package.Value;

    /// <summary>The package's file.</summary>
    public string File => Path.Combine(Feed, $"Pum.Tool.{Version}.nupkg");

    private static async Task<ToolPackage> PackAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            var feed = Path.Combine(Repository.Root, given);
            var package = Directory.EnumerateFiles(feed, "Pum.Tool.*.nupkg").Single();
            return new(feed, Path.GetFileNameWithoutExtension(package)["Pum.Tool.".Length..]);
        }
        var folder = Directory.CreateTempSubdirectory("pum_package_").FullName;
        TestServer.AtEnd.Add(() => Directory.Delete(folder, recursive: true));
        // The version is the one that was built: the command prints it.
        (await BuildRun.DotnetAsync(Repository.Root,
        [
            "pack", Path.Combine("src", "Pum.Tool"), "--no-build", "-p:BuildProjectReferences=false", "-c", Repository.Configuration, "-o", folder,
        ])).Succeeds();
        return new(folder, Repository.Version);
    }
}
