namespace Pum.Tool.Tests;

/// <summary>The package as users get it.</summary>
[TestClass]
public sealed class PackageTests : PackageContract
{
    private protected override PackageShape Shape => PackageShape.Tool;

    [TestMethod]
    public async Task The_line_of_the_README_installs_it_and_it_runs()
    {
        var package = await ToolPackage.GetAsync();
        using var folder = new TestFolder();
        folder.Write("nuget.config", $"""<configuration><packageSources><clear /><add key="feed" value="{package.Feed}" /></packageSources></configuration>""");
        var variables = new Dictionary<string, string?>
        {
            // The package is unpacked and installed in this folder alone.
            ["NUGET_PACKAGES"] = folder["packages"],
            ["DOTNET_CLI_HOME"] = folder["home"],
            // What the SDK does when it is used for the first time.
            ["DOTNET_ADD_GLOBAL_TOOLS_TO_PATH"] = "false",
            ["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false",
            ["DOTNET_NOLOGO"] = "true",
        };

        (await BuildRun.DotnetAsync(
            folder.FullName,
            ["tool", "install", "--global", "Pum.Tool", "--version", package.Version, "--configfile", "nuget.config"],
            variables)).Succeeds();
        var installed = await BuildRun.RunAsync(
            folder.FullName, folder[OperatingSystem.IsWindows() ? "home/.dotnet/tools/pum.exe" : "home/.dotnet/tools/pum"], ["--version"],
            new Dictionary<string, string?> { ["DOTNET_ROOT"] = Path.GetDirectoryName(Path.GetFullPath(BuildRun.Dotnet)) });
        var once = await BuildRun.DotnetAsync(
            folder.FullName, ["dnx", $"Pum.Tool@{package.Version}", "--yes", "--configfile", "nuget.config", "--", "--version"], variables);

        Assert.AreEqual($"pum {package.Version}", installed.Succeeds().Output.Trim());
        Assert.EndsWith($"pum {package.Version}", once.Succeeds().Output.Trim());
    }

    private protected override async Task<NuGetPackage> OpenAsync() => new((await ToolPackage.GetAsync()).File);
}
