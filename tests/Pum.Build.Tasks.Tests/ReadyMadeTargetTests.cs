using System.Text.RegularExpressions;
using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests;

/// <summary>The targets that come with the package, among the user's own.</summary>
[TestClass]
public sealed class ReadyMadeTargetTests
{
    private const string Own = """<Target Name="PumRestore"><Message Importance="high" Text="own target ran" /></Target>""";
    private const string Framework = "<TargetFramework>net10.0</TargetFramework>";

    [TestMethod]
    [DataRow("project")]
    [DataRow("import")]
    [DataRow("Directory.Build.targets")]
    [DataRow("Directory.Build.props")]
    public async Task A_target_of_the_users_with_the_same_name_wins_however_the_package_is_referenced(string place)
    {
        using var folder = await ProjectFolder.CreateAsync(awkward: true);
        var version = folder.Package.Version;
        var import = $"""<Import Project="{folder.Write("own.targets", $"<Project>{Own}</Project>")}" />""";
        var body = place switch { "project" => Own, "import" => import, _ => "" };
        if (body.Length == 0)
            folder.Write(place, $"<Project>{(place.EndsWith("props", StringComparison.Ordinal) ? Own.Replace('"', '\'') : Own)}</Project>");
        folder.WriteSdkProject("sdk/sdk.proj", body);
        folder.WriteLibrary("reference/reference.csproj", body);
        folder.WriteLibrary("several/several.csproj", body, properties: "<TargetFrameworks>net8.0;net10.0</TargetFrameworks>");
        folder.Write("after/after.csproj", $"""<Project Sdk="Microsoft.NET.Sdk;Pum.Build.Tasks/{version}"><PropertyGroup>{Framework}</PropertyGroup>{body}</Project>""");
        folder.Write("before/before.csproj", $"""<Project Sdk="Pum.Build.Tasks/{version};Microsoft.NET.Sdk"><PropertyGroup>{Framework}</PropertyGroup>{body}</Project>""");

        string[] projects = ["sdk/sdk.proj", "reference/reference.csproj", "several/several.csproj", "after/after.csproj", "before/before.csproj"];
        folder.Write("all.slnx", $"<Solution>{string.Concat(projects.Select(project => $"""<Project Path="{project}" Type="C#" />"""))}</Solution>");

        var run = (await folder.DotnetAsync("build", "all.slnx", "-t:PumRestore", "-p:PumFile=none.dump")).Succeeds();

        Assert.HasCount(projects.Length, Regex.Matches(run.Output, "own target ran"), run.Output);
        Assert.DoesNotContain("warning", run.Output);
        // The other one is there as ever.
        (await folder.DotnetAsync("build", "reference/reference.csproj", "--no-restore", "-t:PumDump")).FailsWith("PUM1001");
    }

    [TestMethod]
    public async Task A_task_that_is_named_in_Directory_Build_props_replaces_no_target()
    {
        using var folder = await ProjectFolder.CreateAsync();
        folder.Write("Directory.Build.props", """<Project><UsingTask TaskName="PumDump" AssemblyFile="other.dll" Condition="false" /></Project>""");
        folder.WriteLibrary("library.csproj", "");

        (await folder.DotnetAsync("build", "library.csproj", "-t:PumDump")).FailsWith("PUM1001");
    }

    [TestMethod]
    public async Task The_SDK_and_a_reference_together_are_one()
    {
        using var folder = await ProjectFolder.CreateAsync();
        var reference = $"""<ItemGroup><PackageReference Include="Pum.Build.Tasks" Version="{folder.Package.Version}" PrivateAssets="all" /></ItemGroup>""";
        folder.WriteSdkProject("alone/alone.proj", reference);
        folder.Write("lib/lib.csproj", $"""<Project Sdk="Microsoft.NET.Sdk;Pum.Build.Tasks/{folder.Package.Version}"><PropertyGroup>{Framework}</PropertyGroup>{reference}</Project>""");

        foreach (var project in (string[])["alone", "lib"])
        {
            var run = (await folder.DotnetAsync("build", project, "-warnaserror")).Succeeds();
            Assert.DoesNotContain("warning", run.Output);
            (await folder.DotnetAsync("build", project, "--no-restore", "-t:PumDump")).FailsWith("PUM1001");
        }
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [DataRow("job@2 of (x86) $100 O'Brien")]
    [DataRow("100% größe, a+b=c & e")]
    public async Task The_tasks_load_from_a_packages_folder_of_any_name(string name)
    {
        using var folder = await ProjectFolder.CreateAsync();
        folder.Variables["NUGET_PACKAGES"] = folder[name];
        folder.WriteSdkProject("sdk/sdk.proj", "");
        folder.WriteLibrary("lib/lib.csproj");

        foreach (var project in (string[])["sdk", "lib"])
            (await folder.DotnetAsync("build", project, "-t:PumDump")).FailsWith("PUM1001");
    }

    [TestMethod]
    public async Task Properties_come_from_the_environment_too_and_a_comma_is_escaped()
    {
        using var folder = await ProjectFolder.CreateAsync();
        folder.WriteSdkProject("snap.proj", "");
        folder.Variables["PUMFILE"] = "snap.dump";
        folder.Variables["PumJobs"] = "none";

        var inherited = (await folder.DotnetAsync("build", "snap.proj", "-t:PumDump")).FailsWith("PUM1001");
        var given = (await folder.DotnetAsync("build", "snap.proj", "-t:PumDump", "-p:PumJobs=a%2Cb")).FailsWith("PUM1001");
        var split = await folder.DotnetAsync("build", "snap.proj", "-t:PumDump", "-p:PumJobs=a,b");

        Assert.Contains("\"none\" is not a valid value for Jobs", inherited.Text);
        Assert.Contains("\"a,b\" is not a valid value for Jobs", given.Text);
        Assert.Contains("MSB1006", split.Output);
    }
}
