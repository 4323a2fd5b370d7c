namespace Pum.Tool.Tests;

/// <summary>The package of the tool, packed once for these tests; a release names the one that it publishes.</summary>
internal sealed record PackedTool(string Feed, string Version)
{
    /// <summary>The variable that names a folder with a package to test instead.</summary>
    private const string Variable = "PUM_TEST_FEED";

    private static readonly Lazy<Task<PackedTool>> Package = new(PackAsync);

    /// <summary>The package.</summary>
    public static Task<PackedTool> GetAsync() => Package.Value;

    private static async Task<PackedTool> PackAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            var feed = Path.Combine(Repository.Root, given);
            var package = Directory.EnumerateFiles(feed, "Pum.Tool.*.nupkg").Single();
            return new(feed, Path.GetFileNameWithoutExtension(package)["Pum.Tool.".Length..]);
        }
        const string Version = "1.0.0";
        var folder = new TestFolder();
        TestServer.AtEnd.Add(folder.Dispose);
        (await BuildRun.DotnetAsync(Repository.Root,
        [
            "pack", Path.Combine("src", "Pum.Tool"), "--no-build", "-p:BuildProjectReferences=false", "-c", Repository.Configuration,
            "-o", folder.FullName,
        ])).Succeeds();
        Assert.IsTrue(File.Exists(folder[$"Pum.Tool.{Version}.nupkg"]));
        return new(folder.FullName, Version);
    }
}
