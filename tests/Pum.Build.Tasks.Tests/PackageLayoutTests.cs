using System.Xml.Linq;
using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests;

[TestClass]
public sealed class PackageLayoutTests : PackageContract
{
    private protected override PackageShape Shape => PackageShape.BuildTasks([.. PackedPackage.Runtimes]);

    [TestMethod]
    public async Task The_line_of_the_README_adds_it_as_a_development_dependency()
    {
        using var folder = await ProjectFolder.CreateAsync();
        var project = folder.WriteLibrary("app.csproj", reference: false);

        (await folder.DotnetAsync("add", "package", "Pum.Build.Tasks", "--version", folder.Package.Version)).Succeeds();

        var reference = XDocument.Load(project).Descendants("PackageReference").Single();
        Assert.AreEqual(folder.Package.Version, reference.Attribute("Version")?.Value);
        Assert.AreEqual("all", reference.Element("PrivateAssets")?.Value);
    }

    [TestMethod]
    public async Task Packing_warns_of_nothing()
    {
        var package = await PackedPackage.GetAsync();

        Assert.DoesNotContain("warning", package.Packing.Output);
    }

    [TestMethod]
    public async Task The_dependencies_listed_for_the_tasks_lie_beside_them()
    {
        using var package = await OpenAsync();
        using var dependencies = System.Text.Json.JsonDocument.Parse(package.ReadText("tasks/net8.0/Pum.Build.Tasks.deps.json"));
        var listed = dependencies.RootElement.GetProperty("targets").EnumerateObject().Single().Value.EnumerateObject()
            .SelectMany(library => library.Value.TryGetProperty("runtime", out var runtime) ? runtime.EnumerateObject().Select(asset => Path.GetFileName(asset.Name)) : []);

        foreach (var assembly in listed)
            Assert.Contains($"tasks/net8.0/{assembly}", package.Files);
    }

    [TestMethod]
    public async Task Editors_find_the_documentation_of_each_parameter_beside_the_tasks()
    {
        using var package = await OpenAsync();
        var documented = XDocument.Parse(package.ReadText("tasks/net8.0/Pum.Build.Tasks.xml")).Descendants("member")
            .Where(member => !string.IsNullOrWhiteSpace(member.Element("summary")?.Value))
            .Select(member => member.Attribute("name")!.Value)
            .ToHashSet();

        foreach (var (task, parameter) in TaskShapeTests.Parameters())
            Assert.Contains($"P:{parameter.DeclaringType!.FullName}.{parameter.Name}", documented, task.Name);
    }

    private protected override async Task<NuGetPackage> OpenAsync() => new((await PackedPackage.GetAsync()).File);
}
