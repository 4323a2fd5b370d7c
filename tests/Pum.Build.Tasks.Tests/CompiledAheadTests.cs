using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests;

/// <summary>The package brings the tasks compiled for the system that packs it, and every other system takes the common ones.</summary>
[TestClass]
public sealed class CompiledAheadTests
{
    private static string Own => RuntimeInformation.RuntimeIdentifier;

    [TestMethod]
    [DataRow("Pum.Build.Tasks.dll")]
    [DataRow("Pum.Dumper.dll")]
    [DataRow("Npgsql.dll")]
    [DataRow("Microsoft.Extensions.Logging.Abstractions.dll")]
    public async Task They_are_the_same_assemblies_with_machine_code_beside_their_IL(string assembly)
    {
        using var package = new NuGetPackage((await PackedPackage.GetAsync()).File);

        var (common, ahead) = (Read(package, $"tasks/net8.0/{assembly}"), Read(package, $"tasks/net10.0/{Own}/{assembly}"));

        Assert.AreEqual(common.Module, ahead.Module);
        Assert.IsFalse(common.IsCompiled);
        Assert.IsTrue(ahead.IsCompiled);
    }

    [TestMethod]
    [DataRow("10", true, "net10.0")]
    [DataRow("10", false, "net8.0")]
    [DataRow("8", true, "net8.0")]
    [DataRow("11", true, "net8.0")]
    public async Task They_are_loaded_by_NET_10_where_the_package_has_them_for_the_system(string runtime, bool isIncluded, string expected)
    {
        using var folder = await ProjectFolder.CreateAsync();
        Unpack(folder, isIncluded);

        var run = await folder.DotnetAsync("msbuild", "own.proj", "-getProperty:_PumTasksAssembly", $"-p:_PumRuntimeMajor={runtime}");

        var framework = expected == "net10.0" ? $"net10.0/{Own}" : expected;
        Assert.AreEqual($"{folder["package/tasks/"]}{framework}/Pum.Build.Tasks.dll", run.Succeeds().Output.Trim());
    }

    [TestMethod]
    public async Task Without_them_a_build_runs_the_common_tasks()
    {
        using var folder = await ProjectFolder.CreateAsync();
        Unpack(folder, isIncluded: false);

        var run = await folder.DotnetAsync("msbuild", "own.proj", "-t:PumDump", "-v:diag");

        run.FailsWith("PUM1001");
        Assert.Contains($"from assembly \"{folder["package/tasks/net8.0/Pum.Build.Tasks.dll"]}\"", run.Output);
    }

    /// <summary>Unpacks the package, and writes a project that imports it.</summary>
    private static void Unpack(ProjectFolder folder, bool isIncluded)
    {
        folder.Write("own.proj",
            """
            <Project>
              <Import Project="package/tasks/Tasks.props" />
              <Import Project="package/tasks/Tasks.targets" />
            </Project>
            """);
        using var package = new NuGetPackage(folder.Package.File);
        foreach (var file in package.Files.Where(file => isIncluded || !file.StartsWith("tasks/net10.0/", StringComparison.Ordinal)))
        {
            var path = folder[$"package/{file}"];
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, package.Read(file));
        }
    }

    private static (Guid Module, bool IsCompiled) Read(NuGetPackage package, string file)
    {
        using var image = new PEReader([.. package.Read(file)]);
        var metadata = image.GetMetadataReader();
        return (metadata.GetGuid(metadata.GetModuleDefinition().Mvid), image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0);
    }
}
