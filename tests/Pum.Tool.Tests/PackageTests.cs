namespace Pum.Tool.Tests;

/// <summary>The package as users get it.</summary>
[TestClass]
public sealed class PackageTests
{
    [TestMethod]
    public async Task The_tool_is_installed_from_its_package_and_runs()
    {
        using var folder = new TestFolder();
        var (feed, version) = await PackedTool.GetAsync();
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
}
