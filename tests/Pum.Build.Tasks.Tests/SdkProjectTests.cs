using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests;

/// <summary>The package as the SDK of a project that needs no other.</summary>
[TestClass]
public sealed class SdkProjectTests
{
    private const string Announcing =
        """
          <Target Name="Snap"><Message Importance="high" Text="snap ran" /></Target>
          <Target Name="Restore"><Message Importance="high" Text="own Restore ran" /></Target>
        """;

    [TestMethod]
    public async Task A_project_alone_does_nothing_until_its_target_is_called()
    {
        using var folder = await ProjectFolder.CreateAsync(awkward: true);
        folder.WriteSdkProject("snap.proj", Announcing);

        var build = (await folder.DotnetAsync("build", "snap.proj")).Succeeds();
        var called = (await folder.DotnetAsync("build", "snap.proj", "-t:Snap")).Succeeds();

        Assert.DoesNotContain(" ran", build.Output);
        Assert.DoesNotContain("warning", build.Output);
        Assert.Contains("snap ran", called.Output);
        Assert.DoesNotContain("own Restore ran", called.Output);
    }

    [TestMethod]
    public async Task A_package_that_it_refers_to_itself_is_a_warning_and_one_of_every_project_is_not()
    {
        using var folder = await ProjectFolder.CreateAsync();
        const string Package = "<ItemGroup><PackageReference Include=\"Nothing.Of.This.Name\" Version=\"1.0.0\" /></ItemGroup>";
        folder.WriteSdkProject("snap.proj", Package);
        folder.WriteSdkProject("plain/snap.proj", "");
        folder.Write("plain/Directory.Build.props", $"<Project>{Package}</Project>");

        var own = (await folder.DotnetAsync("build", "snap.proj")).Succeeds();
        var given = (await folder.DotnetAsync("build", "plain/snap.proj")).Succeeds();

        Assert.Contains("warning PUM1005: A PackageReference in snap.proj has no effect", own.Output);
        Assert.DoesNotContain("warning", given.Output);
    }

    [TestMethod]
    [DataRow("build")]
    [DataRow("clean")]
    [DataRow("publish")]
    [DataRow("pack")]
    [DataRow("test")]
    public async Task A_solution_builds_with_it_and_runs_none_of_its_targets(string command)
    {
        using var folder = await ProjectFolder.CreateAsync();
        folder.WriteSdkProject("snap.proj", Announcing);
        folder.Write("all.slnx", """<Solution><Project Path="snap.proj" Type="C#" /></Solution>""");

        var run = (await folder.DotnetAsync(command, "all.slnx")).Succeeds();

        Assert.DoesNotContain(" ran", run.Output);
        Assert.DoesNotContain("warning", run.Output);
    }

    [TestMethod]
    public async Task A_classic_solution_builds_with_it_too()
    {
        using var folder = await ProjectFolder.CreateAsync();
        folder.WriteSdkProject("snap.proj", Announcing);
        folder.Write("all.sln", """
            Microsoft Visual Studio Solution File, Format Version 12.00
            Project("{9A19103F-16F7-4668-BE54-9A1E7A4F7556}") = "snap", "snap.proj", "{6D2B7B6A-0B0C-4B65-9B63-0F0B6A0C8D01}"
            EndProject
            Global
            	GlobalSection(SolutionConfigurationPlatforms) = preSolution
            		Debug|Any CPU = Debug|Any CPU
            	EndGlobalSection
            	GlobalSection(ProjectConfigurationPlatforms) = postSolution
            		{6D2B7B6A-0B0C-4B65-9B63-0F0B6A0C8D01}.Debug|Any CPU.ActiveCfg = Debug|Any CPU
            		{6D2B7B6A-0B0C-4B65-9B63-0F0B6A0C8D01}.Debug|Any CPU.Build.0 = Debug|Any CPU
            	EndGlobalSection
            EndGlobal

            """);

        var run = (await folder.DotnetAsync("build", "all.sln")).Succeeds();

        Assert.DoesNotContain(" ran", run.Output);
        Assert.DoesNotContain("warning", run.Output);
    }

    [TestMethod]
    public async Task A_project_may_give_Build_a_body()
    {
        using var folder = await ProjectFolder.CreateAsync();
        folder.WriteSdkProject("snap.proj", """<Target Name="Build"><Message Importance="high" Text="own Build ran" /></Target>""");

        var run = (await folder.DotnetAsync("build", "snap.proj")).Succeeds();

        Assert.Contains("own Build ran", run.Output);
    }

    [TestMethod]
    public async Task Directory_Build_files_count_for_it()
    {
        using var folder = await ProjectFolder.CreateAsync();
        folder.Write("Directory.Build.props", "<Project><PropertyGroup><FromProps>props</FromProps></PropertyGroup></Project>");
        folder.Write("Directory.Build.targets", """<Project><Target Name="Show"><Message Importance="high" Text="seen $(FromProps)" /></Target></Project>""");
        folder.WriteSdkProject("snap.proj", "");

        var run = (await folder.DotnetAsync("build", "snap.proj", "-t:Show")).Succeeds();

        Assert.Contains("seen props", run.Output);
    }

    [TestMethod]
    public async Task Beside_another_SDK_it_only_adds_its_tasks()
    {
        using var folder = await ProjectFolder.CreateAsync();
        folder.Write("app.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <Sdk Name="Pum.Build.Tasks" Version="{folder.Package.Version}" />
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
            </Project>
            """);
        folder.Write("reversed/app.csproj",
            $"""
            <Project Sdk="Pum.Build.Tasks/{folder.Package.Version};Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
            </Project>
            """);

        foreach (var project in (string[])["app.csproj", "reversed/app.csproj"])
        {
            var run = (await folder.DotnetAsync("build", project, "-p:EnableDefaultCompileItems=false")).Succeeds();

            Assert.DoesNotContain("warning", run.Output);
            Assert.IsTrue(
                File.Exists(Path.Combine(Path.GetDirectoryName(folder[project])!, "bin", "Debug", "net10.0", "app.dll")), run.Output);
            (await folder.DotnetAsync("build", project, "-t:PumDump")).FailsWith("PUM1001");
        }
    }
}
