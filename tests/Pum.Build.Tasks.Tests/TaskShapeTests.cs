using System.Reflection;
using System.Xml.Linq;
using Microsoft.Build.Framework;
using Pum.Build.Tasks.Tests.Support;
using Pum.Dumper.Reporting;

namespace Pum.Build.Tasks.Tests;

/// <summary>Rules that every task keeps, whatever it does.</summary>
[TestClass]
public sealed class TaskShapeTests
{
    private static readonly Type[] Tasks = [.. typeof(PostgresTask).Assembly.GetTypes().Where(
        type => typeof(ITask).IsAssignableFrom(type) && !type.IsAbstract)];

    [TestMethod]
    public void There_are_tasks_and_each_is_sealed_public_and_may_run_beside_others()
    {
        Assert.IsNotEmpty(Tasks);
        foreach (var task in Tasks)
        {
            Assert.IsTrue(task is { IsSealed: true, IsPublic: true }, task.Name);
            Assert.Contains(
                "Microsoft.Build.Framework.MSBuildMultiThreadableTaskAttribute",
                task.CustomAttributes.Select(attribute => attribute.AttributeType.FullName),
                task.Name);
        }
    }

    [TestMethod]
    public void Parameters_have_types_that_MSBuild_converts()
    {
        // int? and bool? give MSB4030 for good values, enumerations a NullReferenceException, string[] turns \ into / on Unix.
        Type[] allowed = [typeof(bool), typeof(int), typeof(string), typeof(ITaskItem), typeof(ITaskItem[])];
        foreach (var (task, parameter) in Parameters())
            Assert.Contains(parameter.PropertyType, allowed, $"{task.Name}.{parameter.Name}");
    }

    [TestMethod]
    public void Paths_are_items_so_that_they_count_from_the_project()
    {
        foreach (var (task, parameter) in Parameters().Where(entry => entry.Parameter.Name is "File" || entry.Parameter.Name.EndsWith("Path", StringComparison.Ordinal) || entry.Parameter.Name.EndsWith("File", StringComparison.Ordinal)))
            Assert.AreEqual(typeof(ITaskItem), parameter.PropertyType, $"{task.Name}.{parameter.Name}");
    }

    [TestMethod]
    public async Task The_target_of_each_task_passes_a_property_for_every_parameter()
    {
        using var package = new NuGetPackage((await PackedPackage.GetAsync()).File);
        foreach (var task in Tasks)
        {
            var call = XDocument.Parse(package.ReadText($"tasks/{task.Name}.targets")).Root!.Elements("Target")
                .Single(target => target.Attribute("Name")!.Value == task.Name).Element(task.Name)!;
            foreach (var parameter in Parameters(task).Where(parameter => parameter.Name != nameof(PostgresTask.ProjectFile)))
                Assert.AreEqual($"$(Pum{parameter.Name})", call.Attribute(parameter.Name)?.Value, $"{task.Name}.{parameter.Name}");
        }
    }

    [TestMethod]
    public async Task The_log_never_records_a_connection_string()
    {
        using var package = new NuGetPackage((await PackedPackage.GetAsync()).File);
        var properties = XDocument.Parse(package.ReadText("tasks/Tasks.props")).Root!.Elements("PropertyGroup").Elements()
            .Where(property => property.Name.LocalName.StartsWith("Disable", StringComparison.Ordinal))
            .ToDictionary(property => property.Name.LocalName, property => property.Value);
        foreach (var task in Tasks)
            Assert.AreEqual(
                "true",
                properties.GetValueOrDefault($"DisableLogTaskParameter_{task.Name}_{nameof(PostgresTask.ConnectionString)}"),
                task.Name);
    }

    [TestMethod]
    public void The_engine_knows_nothing_of_MSBuild() =>
        Assert.IsEmpty(typeof(IReporter).Assembly.GetReferencedAssemblies().Where(
            reference => reference.Name!.StartsWith("Microsoft.Build", StringComparison.Ordinal)));

    internal static IEnumerable<(Type Task, PropertyInfo Parameter)> Parameters() =>
        Tasks.SelectMany(task => Parameters(task).Select(parameter => (task, parameter)));

    internal static IEnumerable<PropertyInfo> Parameters(Type task) => task.GetProperties()
        .Where(property => property.SetMethod is { IsPublic: true } && typeof(PostgresTask).IsAssignableFrom(property.DeclaringType));
}
