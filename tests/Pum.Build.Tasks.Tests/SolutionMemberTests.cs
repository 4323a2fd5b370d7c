using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests;

/// <summary>
/// A project of the SDK among others: what <c>dotnet</c>, a solution and a referencing project ask of it, as Microsoft.Build.NoTargets
/// answers.
/// </summary>
[TestClass]
public sealed class SolutionMemberTests
{
    private const string Solution = """<Solution><Project Path="app/app.csproj" /><Project Path="db/db.proj" Type="C#" /></Solution>""";
    private const string Platform = """{ "test": { "runner": "Microsoft.Testing.Platform" } }""";

    // What a project of Microsoft.Build.NoTargets 3.7.0 does in its place.
    [TestMethod]
    [DataRow("build app", true)]
    [DataRow("build app -graph", true)]
    [DataRow("build several", true)]
    [DataRow("build several -graph", true)]
    [DataRow("publish app", true)]
    [DataRow("publish app -graph", true)]
    [DataRow("pack app", true)]
    [DataRow("clean app -graph", false)]
    [DataRow("build all.slnx", true)]
    [DataRow("build all.slnx -p:RestoreUseStaticGraphEvaluation=true", true)]
    [DataRow("test all.slnx", false)]
    public async Task It_is_built_where_a_project_of_NoTargets_is(string command, bool isBuilt)
    {
        using var folder = await FolderAsync("Pum.Build.Tasks/");

        var run = (await folder.DotnetAsync(command.Split(' '))).Succeeds();

        Assert.AreEqual(isBuilt, run.Output.Contains("seeded", StringComparison.Ordinal), run.Output);
        Assert.DoesNotContain("error", run.Output);
        Assert.DoesNotContain("warning", run.Output);
    }

    [TestMethod]
    [DataRow("list all.slnx package")]
    [DataRow("list all.slnx package --format json")]
    public async Task Its_packages_are_listed_as_those_of_a_project_of_NoTargets(string command)
    {
        var (ours, theirs) = (await ListAsync("Pum.Build.Tasks/"), await ListAsync("Microsoft.Build.NoTargets/3.7.0"));

        Assert.AreEqual(theirs, ours);

        async Task<string> ListAsync(string sdk)
        {
            using var folder = await FolderAsync(sdk);
            var run = (await folder.DotnetAsync(command.Split(' '))).Succeeds();
            // Where `dotnet list` restores it says so, in a time that differs.
            var lines = run.Output.Split('\n').Where(line => !line.Contains("estore", StringComparison.Ordinal) && line.Trim().Length > 0);
            return string.Join('\n', lines).Replace(folder.FullName, "", StringComparison.Ordinal);
        }
    }

    [TestMethod]
    public async Task Microsoft_Testing_Platform_finds_no_test_in_it()
    {
        using var folder = await FolderAsync("Pum.Build.Tasks/");
        folder.Write("global.json", Platform);

        var run = await folder.DotnetAsync("test", "--solution", "all.slnx");

        Assert.DoesNotContain("error MSB", run.Output);
        Assert.DoesNotContain("_MTPBuild", run.Output);
        Assert.Contains("No test projects were found", run.Output);
    }

    [TestMethod]
    public async Task Packages_and_restore_settings_for_every_project_do_not_concern_it()
    {
        using var folder = await FolderAsync("Pum.Build.Tasks/");
        folder.Write("Directory.Build.props", $"""
            <Project>
              <PropertyGroup><RestoreProjectStyle>PackageReference</RestoreProjectStyle></PropertyGroup>
              <ItemGroup><PackageReference Include="Pum.Build.Tasks" Version="{folder.Package.Version}" PrivateAssets="all" /></ItemGroup>
            </Project>
            """);

        foreach (var command in (string[])["build all.slnx", "build db", "build db -p:RestoreUseStaticGraphEvaluation=true", "restore all.slnx -p:RestoreUseStaticGraphEvaluation=true"])
            Assert.DoesNotContain("warning", (await folder.DotnetAsync(command.Split(' '))).Succeeds().Output, command);
        Assert.IsFalse(Directory.Exists(folder["db/obj"]));
    }

    [TestMethod]
    [DataRow("all.slnx", "<Solution />")]
    [DataRow("all.sln", "Microsoft Visual Studio Solution File, Format Version 12.00\nGlobal\nEndGlobal\n")]
    public async Task It_can_be_added_to_a_solution(string name, string content)
    {
        using var folder = await FolderAsync("Pum.Build.Tasks/");
        folder.Write(name, content);

        (await folder.DotnetAsync("sln", name, "add", "db/db.proj")).Succeeds();

        Assert.Contains("seeded", (await folder.DotnetAsync("build", name)).Succeeds().Output);
    }

    private static async Task<ProjectFolder> FolderAsync(string sdk)
    {
        var folder = await ProjectFolder.CreateAsync();
        var version = sdk.EndsWith('/') ? folder.Package.Version : "";
        folder.Write("db/db.proj", $"""
            <Project Sdk="{sdk}{version}">
              <PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup>
              <Target Name="Seed" AfterTargets="Build"><Message Importance="high" Text="seeded" /></Target>
            </Project>
            """);
        const string Reference = """<ItemGroup><ProjectReference Include="../db/db.proj" /></ItemGroup>""";
        folder.WriteLibrary("app/app.csproj", Reference, reference: false);
        folder.WriteLibrary("several/several.csproj", Reference, reference: false, properties: "<TargetFrameworks>net8.0;net10.0</TargetFrameworks>");
        folder.Write("all.slnx", Solution);
        return folder;
    }
}
