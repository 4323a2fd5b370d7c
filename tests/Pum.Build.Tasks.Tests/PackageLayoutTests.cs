using System.Xml.Linq;
using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests;

[TestClass]
public sealed class PackageLayoutTests
{
    [TestMethod]
    public async Task The_package_holds_the_tasks_beside_their_dependencies_and_no_lib()
    {
        using var archive = (await PackedPackage.GetAsync()).Open();
        var entries = archive.Entries.Select(entry => entry.FullName).ToList();

        foreach (var expected in (string[])["tasks/net8.0/Pum.Build.Tasks.dll", "tasks/net8.0/Pum.Build.Tasks.deps.json", "tasks/net8.0/Pum.Dumper.dll", "tasks/net8.0/Npgsql.dll",
            "build/Pum.Build.Tasks.props", "build/Pum.Build.Tasks.targets", "buildMultiTargeting/Pum.Build.Tasks.props", "buildMultiTargeting/Pum.Build.Tasks.targets",
            "tasks/Tasks.props", "tasks/Tasks.targets", "tasks/PumDump.targets", "tasks/PumRestore.targets",
            "Sdk/Sdk.props", "Sdk/Sdk.targets", "Sdk/Project.targets", "Sdk/no-packages.json"])
            Assert.Contains(expected, entries);
        Assert.IsEmpty(entries.Where(
            entry => entry.StartsWith("lib/", StringComparison.Ordinal) || entry.StartsWith("buildTransitive/", StringComparison.Ordinal)));
        Assert.IsEmpty(entries.Where(entry => Path.GetFileName(entry).StartsWith("Microsoft.Build", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task The_package_depends_on_nothing_and_is_a_development_dependency_and_an_sdk()
    {
        using var archive = (await PackedPackage.GetAsync()).Open();
        using var stream = archive.GetEntry("Pum.Build.Tasks.nuspec")!.Open();
        var metadata = XDocument.Load(stream).Root!.Elements().Single();
        var space = metadata.Name.Namespace;

        Assert.IsEmpty(metadata.Descendants(space + "dependency"));
        Assert.AreEqual("true", metadata.Element(space + "developmentDependency")!.Value);
        CollectionAssert.AreEquivalent(
            (string[])["Dependency", "MSBuildSdk"],
            metadata.Descendants(space + "packageType").Select(type => type.Attribute("name")!.Value).ToArray());
        Assert.AreEqual("MIT", metadata.Element(space + "license")!.Value);
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
        using var archive = (await PackedPackage.GetAsync()).Open();
        using var dependencies = await System.Text.Json.JsonDocument.ParseAsync(
            archive.GetEntry("tasks/net8.0/Pum.Build.Tasks.deps.json")!.Open());
        var listed = dependencies.RootElement.GetProperty("targets").EnumerateObject().Single().Value.EnumerateObject()
            .SelectMany(library => library.Value.TryGetProperty("runtime", out var runtime) ? runtime.EnumerateObject().Select(asset => Path.GetFileName(asset.Name)) : []);

        foreach (var assembly in listed)
            Assert.IsNotNull(archive.GetEntry($"tasks/net8.0/{assembly}"), assembly);
    }

    [TestMethod]
    public async Task Editors_find_the_documentation_of_each_parameter_beside_the_tasks()
    {
        using var archive = (await PackedPackage.GetAsync()).Open();
        using var stream = archive.GetEntry("tasks/net8.0/Pum.Build.Tasks.xml")!.Open();
        var documented = XDocument.Load(stream).Descendants("member")
            .Where(member => !string.IsNullOrWhiteSpace(member.Element("summary")?.Value))
            .Select(member => member.Attribute("name")!.Value)
            .ToHashSet();

        foreach (var (task, parameter) in TaskShapeTests.Parameters())
            Assert.Contains($"P:{parameter.DeclaringType!.FullName}.{parameter.Name}", documented, task.Name);
    }
}
