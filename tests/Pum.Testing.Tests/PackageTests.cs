namespace Pum.Testing.Tests;

/// <summary>The packed package in projects of its users, by their own commands.</summary>
[TestClass]
public sealed class PackageTests : PackageContract
{
    private protected override PackageShape Shape => PackageShape.Testing;

    [TestMethod]
    public async Task Runs_share_a_template_and_leave_no_clone()
    {
        await using var project = await TestProject.OfSampleAsync("seeds");

        Assert.Contains("Passed!  - Failed:     0, Passed:     4", (await project.DotnetAsync("test")).Succeeds().Output);
        var templates = await project.DatabasesAsync("pum_base_");
        (await project.DotnetAsync("vstest", "bin/Debug/net10.0/Shop.Tests.dll")).Succeeds();

        // VSTest kills its host; what is left of the one that is shared goes with the next run.
        Assert.IsEmpty((await project.DatabasesAsync("pum_shop_")).Where(name => !name.StartsWith("pum_shop_reads_", StringComparison.Ordinal)));
        CollectionAssert.AreEqual(templates, await project.DatabasesAsync("pum_base_"));
        Assert.HasCount(1, templates);
    }

    [TestMethod]
    public async Task The_seeds_of_a_support_project_come_to_the_tests_and_into_publish()
    {
        await using var project = await TestProject.CreateAsync();
        project.Write("support/support.csproj", Project("""
            <PumSeed Include="seed/app.sql" Prepare="more/1.sql;../2.sql" />
            <PumSeed Include="../app.sql" Name="same" />
            <PumSeed Include="seed/folder" />
            <PumSeed Include="../shared.sql" Name="other" ExcludeTables="a;b" CopyToOutputDirectory="Never" />
            """, $"""<PackageReference Include="Pum.Testing" Version="{project.Package.Version}" />"""));
        foreach (var file in (string[])["support/seed/app.sql", "support/more/1.sql", "2.sql", "app.sql", "support/seed/folder/toc.dat", "support/seed/folder/1.dat", "shared.sql"])
            project.Write(file, "SELECT 1;\n");
        project.Write("tests/Program.cs", "System.Console.WriteLine(1);");
        project.Write("tests/tests.csproj", Project("<PumSeed Include=\"own.sql\" />", "", "<OutputType>Exe</OutputType>", "<ProjectReference Include=\"../support/support.csproj\" />"));
        project.Write("tests/own.sql", "SELECT 1;\n");

        (await project.DotnetAsync("build", "tests")).Succeeds();
        (await project.DotnetAsync("publish", "tests", "-o", project["published"])).Succeeds();

        foreach (var folder in (string[])["tests/bin/Debug/net10.0", "published"])
        {
            foreach (var file in (string[])["support.pumseeds.json", "tests.pumseeds.json", "support.seeds/app/app.sql", "support.seeds/app/app.sql.1-1.sql", "support.seeds/app/app.sql.2-2.sql",
                "support.seeds/same/app.sql", "support.seeds/folder/folder/toc.dat", "support.seeds/folder/folder/1.dat", "tests.seeds/own/own.sql"])
                Assert.IsTrue(File.Exists(project[$"{folder}/{file}"]), $"{folder}/{file}");
            Assert.IsFalse(Directory.Exists(project[$"{folder}/support.seeds/other"]));
            var manifest = await File.ReadAllTextAsync(project[$"{folder}/support.pumseeds.json"]);
            Assert.Contains($"\"file\": \"{project["shared.sql"]}\"", manifest);
            Assert.Contains($"\"definedIn\": \"{project["support/support.csproj"]}\"", manifest);
        }

        var written = File.GetLastWriteTimeUtc(project["tests/bin/Debug/net10.0/support.pumseeds.json"]);
        (await project.DotnetAsync("build", "tests", "--no-restore")).Succeeds();
        Assert.AreEqual(written, File.GetLastWriteTimeUtc(project["tests/bin/Debug/net10.0/support.pumseeds.json"]));
        // What is put back is older than its copy.
        File.SetLastWriteTimeUtc(project.Write("support/seed/app.sql", "SELECT 2;\n"), DateTime.UnixEpoch);
        File.Move(project["support/seed/folder/1.dat"], project["support/seed/folder/2.dat"]);
        (await project.DotnetAsync("build", "tests", "--no-restore")).Succeeds();
        Assert.AreEqual("SELECT 2;\n", await File.ReadAllTextAsync(project["tests/bin/Debug/net10.0/support.seeds/app/app.sql"]));
        CollectionAssert.AreEquivalent(
            new[] { "toc.dat", "2.dat" },
            Directory.GetFiles(project["tests/bin/Debug/net10.0/support.seeds/folder/folder"]).Select(Path.GetFileName).ToArray());
        Assert.AreNotEqual(written, File.GetLastWriteTimeUtc(project["tests/bin/Debug/net10.0/support.pumseeds.json"]));
    }

    [TestMethod]
    public async Task A_target_makes_the_templates_ahead_and_another_cleans_up()
    {
        await using var project = await TestProject.OfSampleAsync("seeds");

        var made = (await project.DotnetAsync("build", "-restore", "-t:PumSeed")).Succeeds();
        var databases = await project.DatabasesAsync();
        Assert.HasCount(3, databases);
        Assert.Contains($"shop is ready in {databases[0]}", made.Output);

        var listed = (await project.DotnetAsync("build", "-t:PumClean")).Succeeds();
        foreach (var database in databases)
            Assert.Contains(database, listed.Output);
        Assert.Contains("0 of 3 dropped; -p:PumCleanConfirm=true drops them", listed.Output);
        CollectionAssert.AreEqual(databases, await project.DatabasesAsync());

        // Whether the dumps are there does not count.
        File.Delete(project["seed/shop.sql"]);
        Assert.Contains("3 of 3 dropped", (await project.DotnetAsync("build", "-t:PumClean", "-p:PumCleanConfirm=true")).Succeeds().Output);
        Assert.IsEmpty(await project.DatabasesAsync());
    }

    [TestMethod]
    public async Task What_is_wrong_with_an_item_is_named_in_the_project()
    {
        await using var project = await TestProject.CreateAsync();
        project.Write("a.sql", "SELECT 1;\n");
        var package = $"""<PackageReference Include="Pum.Testing" Version="{project.Package.Version}" />""";
        var cases = new (string Item, string Code, string Words)[]
        {
            ("<PumSeed Include=\"missing.dump\" Prepare=\"1.sql;more/2.sql\" />", "PUM1003", "missing.dump"),
            ("<PumSeed Include=\"a.sql\" ConnectionString=\"host=db password=canary\" />", "PUM1001", "has the metadata ConnectionString"),
            ("<PumSeed Include=\"a.sql\" ExcludeSchema=\"audit\" Origin=\"production\" />", "PUM1001", "ExcludeSchema, which seeds do not have (ExcludeSchemas they have)"),
            ("<PumSeed Include=\"a.sql\" NoOwner=\"ja\" />", "PUM1001", "\"ja\" is not a valid value for NoOwner"),
            ("<PumSeed Include=\"a.sql\" /><PumSeed Include=\"nuget.config\" Name=\"A\" />", "PUM1001", "defined twice"),
        };
        project.Write("app.csproj", Project(string.Concat(cases.Select((each, number) => $"""</ItemGroup><ItemGroup Condition="'$(Case)' == '{number}'">{each.Item}""")), package));
        (await project.DotnetAsync("restore")).Succeeds();
        foreach (var (number, (_, code, words)) in cases.Index())
        {
            // No more of the build than what reads the items.
            var run = await project.DotnetAsync("build", "--no-restore", "-t:PumDescribeSeeds", $"-p:Case={number}");

            Assert.AreEqual(1, run.ExitCode, run.Output);
            var error = run.Messages.Single(message => message.Kind == "error");
            Assert.AreEqual((project["app.csproj"], code), (error.File, error.Code), run.Output);
            Assert.Contains(words, error.Text);
            Assert.DoesNotContain("canary", run.Output);
        }

        // An editor loads the project all the same, and knows which files a build depends on.
        var loaded = await project.DotnetAsync(
            "build", "--no-restore", "-t:PumDescribeSeeds", "-p:Case=0", "-p:DesignTimeBuild=true", "-getItem:UpToDateCheckInput,UpToDateCheckOutput");
        loaded.Succeeds();
        foreach (var file in (string[])["missing.dump", "1.sql", "more/2.sql", "obj/Debug/net10.0/app.pumseeds.json"])
            Assert.Contains($"\"Identity\": \"{file}\"", loaded.Output);
    }

    [TestMethod]
    public async Task The_lines_of_the_README_add_it_to_a_project_and_describe_a_seed()
    {
        await using var project = await TestProject.CreateAsync();
        project.Write("seed/shop.sql", "SELECT 1;\n");
        project.Write("app.csproj", Project("<PumSeed Include=\"seed/shop.sql\" />", ""));

        (await project.DotnetAsync("add", "package", "Pum.Testing", "--version", project.Package.Version)).Succeeds();
        (await project.DotnetAsync("build")).Succeeds();

        Assert.Contains("\"shop\"", await File.ReadAllTextAsync(project["bin/Debug/net10.0/app.pumseeds.json"]));
    }

    [TestMethod]
    public void The_first_lines_of_the_manual_are_those_of_the_sample()
    {
        var sample = string.Concat(((string[])["Shop.Tests.csproj", "ItemTests.cs"]).Select(
            file => File.ReadAllText(Path.Combine(Repository.Root, "samples", "seeds", file))));
        foreach (var page in (string[])["README.md", "docs/seeding.md", "src/Pum.Testing/README.md"])
        {
            var text = File.ReadAllText(Path.Combine(Repository.Root, page));
            foreach (var line in (string[])["<PumSeed Include=\"seed/shop.sql\" />", "await using var db = await PumDatabase.CloneAsync(\"shop\");"])
            {
                Assert.Contains(line, text, page);
                Assert.Contains(line, sample);
            }
        }
    }

    private protected override async Task<NuGetPackage> OpenAsync() => new((await TestingPackage.GetAsync()).File);

    private static string Project(string seeds, string packages, string properties = "", string references = "") =>
        $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><TargetFramework>net10.0</TargetFramework>{properties}</PropertyGroup>
          <ItemGroup>{packages}{references}{seeds}</ItemGroup>
        </Project>
        """;
}
