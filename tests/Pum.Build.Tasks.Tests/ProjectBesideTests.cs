using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests;

/// <summary>Of a project of the SDK and one other project in a folder, MSBuild and <c>dotnet test</c> take the former.</summary>
[TestClass]
public sealed class ProjectBesideTests
{
    private const string Platform = """{ "test": { "runner": "Microsoft.Testing.Platform" } }""";

    [TestMethod]
    [DataRow("test", "")]
    [DataRow("test", Platform)]
    [DataRow("pack", "")]
    [DataRow("publish", "")]
    public async Task Testing_packing_or_publishing_nothing_beside_another_project_is_an_error(string command, string global)
    {
        using var folder = await FolderAsync(global);

        var run = await folder.DotnetAsync(command);

        Assert.AreNotEqual(0, run.ExitCode, run.Output);
        Assert.Contains("seed.proj : error PUM1005: ", run.Output);
        Assert.Contains("MSBuild prefers it to music.csproj in the same folder", run.Output);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("""<Target Name="Build"><Message Importance="high" Text="seeded" /></Target>""")]
    [DataRow("""<Target Name="Seed" AfterTargets="Build"><Message Importance="high" Text="seeded" /></Target>""")]
    public async Task A_build_says_which_project_is_not_built(string target)
    {
        using var folder = await FolderAsync();
        folder.WriteSdkProject("seed.proj", target);

        foreach (var command in (string[])["build", "build seed.proj -warnaserror"])
        {
            var run = (await folder.DotnetAsync(command.Split(' '))).Succeeds();

            Assert.Contains("seed.proj was built, and not music.csproj in the same folder", run.Output);
            Assert.AreEqual(target.Length > 0, run.Output.Contains("seeded", StringComparison.Ordinal));
        }
    }

    [TestMethod]
    public async Task A_target_of_its_own_and_the_commands_of_a_solution_are_as_ever()
    {
        using var folder = await FolderAsync();
        folder.Write("all.slnx", """<Solution><Project Path="music.csproj" /><Project Path="seed.proj" Type="C#" /></Solution>""");

        foreach (var command in (string[])["build seed.proj -t:Snap", "build all.slnx", "build all.slnx -graph", "test all.slnx", "pack all.slnx"])
            Assert.DoesNotContain("PUM1005", (await folder.DotnetAsync(command.Split(' '))).Succeeds().Output, command);
    }

    [TestMethod]
    public async Task Alone_in_its_folder_it_has_nothing_to_say()
    {
        using var folder = await FolderAsync();
        File.Delete(folder["music.csproj"]);

        foreach (var command in (string[])["build", "test", "pack", "publish"])
            Assert.DoesNotContain("PUM1005", (await folder.DotnetAsync(command)).Succeeds().Output);
    }

    private static async Task<ProjectFolder> FolderAsync(string global = "")
    {
        var folder = await ProjectFolder.CreateAsync();
        folder.WriteSdkProject("seed.proj", """<Target Name="Snap"><Message Importance="high" Text="snap ran" /></Target>""");
        folder.WriteLibrary("music.csproj", reference: false);
        if (global.Length > 0)
            folder.Write("global.json", global);
        return folder;
    }
}
