using System.Globalization;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests;

/// <summary>The package brings the tasks compiled for the system that packs it, and every other system takes the common ones.</summary>
[TestClass]
public sealed partial class CompiledAheadTests
{
    private static string Own => RuntimeInformation.RuntimeIdentifier;

    [TestMethod]
    [DataRow("Pum.Build.Tasks.dll")]
    [DataRow("Pum.Dumper.dll")]
    [DataRow("Npgsql.dll")]
    [DataRow("System.IO.Hashing.dll")]
    [DataRow("Microsoft.Extensions.DependencyInjection.Abstractions.dll")]
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
    [DataRow("10", true, "", "net10.0")]
    [DataRow("10", false, "", "net8.0")]
    [DataRow("10", true, "false", "net8.0")]
    [DataRow("8", true, "", "net8.0")]
    [DataRow("11", true, "", "net8.0")]
    public async Task They_are_loaded_by_NET_10_where_the_package_has_them_for_the_system(
        string runtime, bool isIncluded, string wanted, string expected)
    {
        using var folder = await ProjectFolder.CreateAsync();
        Unpack(folder, isIncluded);

        var run = await folder.DotnetAsync("msbuild", "own.proj", "-getProperty:_PumTasksAssembly", $"-p:_PumRuntimeMajor={runtime}", $"-p:PumCompiledAhead={wanted}");

        var framework = expected == "net10.0" ? $"net10.0/{Own}" : expected;
        Assert.AreEqual($"{folder["package/tasks/"]}{framework}/Pum.Build.Tasks.dll", run.Succeeds().Output.Trim());
    }

    [TestMethod]
    public async Task A_build_compiles_less_than_half_as_many_methods()
    {
        var (ahead, common) = (await CompiledAsync("true"), await CompiledAsync("false"));

        Assert.IsLessThan(common / 2, ahead);

        async Task<int> CompiledAsync(string wanted)
        {
            using var folder = await ProjectFolder.CreateAsync();
            // A function that MSBuild runs only where this allows it.
            folder.Variables["MSBUILDENABLEALLPROPERTYFUNCTIONS"] = "1";
            const string Count = "$([System.Runtime.JitInfo]::GetCompiledMethodCount(false))";
            folder.WriteSdkProject("count.proj",
                $"""
                <Target Name="Count">
                  <PropertyGroup><Before>{Count}</Before></PropertyGroup>
                  <PumDump Service="missing" File="x" ContinueOnError="WarnAndContinue" />
                  <PropertyGroup><After>{Count}</After></PropertyGroup>
                  <Message Importance="high" Text="compiled: $([MSBuild]::Subtract($(After), $(Before)));" />
                </Target>
                """);
            var run = await folder.DotnetAsync("build", "count.proj", "-t:Count", $"-p:PumCompiledAhead={wanted}");
            Assert.Contains("PUM3001", run.Succeeds().Output);
            return int.Parse(Compiled().Match(run.Output).Groups[1].Value, CultureInfo.InvariantCulture);
        }
    }

    [TestMethod]
    public async Task A_package_for_no_system_has_the_common_tasks_alone()
    {
        // Packed before: the two use one folder.
        var package = await PackedPackage.GetAsync();
        using var folder = new TestFolder();

        (await BuildRun.DotnetAsync(Repository.Root,
        [
            "pack", Path.Combine("src", "Pum.Build.Tasks"), "--no-build", "-p:BuildProjectReferences=false", "-c", Repository.Configuration,
            "-p:AheadRuntimes=none", $"-p:PackageVersion={package.Version}", "-o", folder.FullName,
        ])).Succeeds();

        using var packed = new NuGetPackage(folder[$"Pum.Build.Tasks.{package.Version}.nupkg"]);
        CollectionAssert.AreEqual(PackageShape.BuildTasks().Files.Order(StringComparer.Ordinal).ToArray(), packed.Files.ToArray());
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

    [GeneratedRegex("compiled: ([0-9]+);")]
    private static partial Regex Compiled();

    private static (Guid Module, bool IsCompiled) Read(NuGetPackage package, string file)
    {
        using var image = new PEReader([.. package.Read(file)]);
        var metadata = image.GetMetadataReader();
        return (metadata.GetGuid(metadata.GetModuleDefinition().Mvid), image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0);
    }
}
