namespace Pum.Tool.Tests;

/// <summary>The package as users get it.</summary>
[TestClass]
public sealed class PackageTests
{
    /// <summary>The variable that names a folder with a package to test instead: the one that a release publishes.</summary>
    private const string Variable = "PUM_TEST_FEED";

    [TestMethod]
    public async Task The_tool_is_installed_from_its_package_and_runs()
    {
        using var folder = new TestFolder();
        var (feed, version) = await PackageAsync(folder);
        folder.Write("nuget.config", $"""<configuration><packageSources><clear /><add key="feed" value="{feed}" /></packageSources></configuration>""");
        // The package is unpacked into this folder alone.
        var variables = new Dictionary<string, string?> { ["NUGET_PACKAGES"] = folder["packages"] };

        (await BuildRun.DotnetAsync(
            folder.FullName,
            ["tool", "install", "Pum.Tool", "--version", version, "--tool-path", "tools", "--configfile", "nuget.config"],
            variables)).Succeeds();
        var installed = await BuildRun.RunAsync(
            folder.FullName, folder[OperatingSystem.IsWindows() ? "tools/pum.exe" : "tools/pum"], ["--version"],
            new Dictionary<string, string?> { ["DOTNET_ROOT"] = Path.GetDirectoryName(Path.GetFullPath(BuildRun.Dotnet)) });
        var once = await BuildRun.DotnetAsync(
            folder.FullName, ["dnx", $"Pum.Tool@{version}", "--yes", "--configfile", "nuget.config", "--", "--version"], variables);

        Assert.AreEqual($"pum {version}", installed.Succeeds().Output.Trim());
        Assert.EndsWith($"pum {version}", once.Succeeds().Output.Trim());
    }

    private static async Task<(string Feed, string Version)> PackageAsync(TestFolder folder)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            var feed = Path.Combine(Repository.Root, given);
            var package = Directory.EnumerateFiles(feed, "Pum.Tool.*.nupkg").Single();
            return (feed, Path.GetFileNameWithoutExtension(package)["Pum.Tool.".Length..]);
        }
        const string Version = "1.0.0";
        (await BuildRun.DotnetAsync(Repository.Root,
        [
            "pack", Path.Combine("src", "Pum.Tool"), "--no-build", "-p:BuildProjectReferences=false", "-c", Repository.Configuration,
            "-o", folder["feed"],
        ])).Succeeds();
        Assert.IsTrue(File.Exists(folder[$"feed/Pum.Tool.{Version}.nupkg"]));
        return (folder["feed"], Version);
    }
}
