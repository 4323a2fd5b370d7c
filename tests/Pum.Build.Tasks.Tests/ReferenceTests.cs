using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests;

/// <summary>A reference to the package changes nothing but the tasks at hand.</summary>
[TestClass]
public sealed class ReferenceTests
{
    [TestMethod]
    [DataRow("<TargetFramework>net10.0</TargetFramework>", "net10.0")]
    [DataRow("<TargetFrameworks>net8.0;net10.0</TargetFrameworks>", "net8.0")]
    public async Task Output_dependencies_and_publish_are_the_same_with_and_without_it(string properties, string framework)
    {
        using var folder = await ProjectFolder.CreateAsync();
        folder.Write("app/Program.cs", "System.Console.WriteLine(1);");
        var bare = await FilesAsync(reference: false);
        var referencing = await FilesAsync(reference: true);

        Assert.IsTrue(bare.Keys.Any(path => path.EndsWith("app.deps.json", StringComparison.Ordinal)), string.Join('\n', bare.Keys));
        Assert.IsTrue(bare.Keys.Any(path => path.Contains("publish", StringComparison.Ordinal)), string.Join('\n', bare.Keys));
        CollectionAssert.AreEqual(
            bare.Select(file => $"{file.Key} {file.Value}").ToList(), referencing.Select(file => $"{file.Key} {file.Value}").ToList());

        async Task<ImmutableSortedDictionary<string, string>> FilesAsync(bool reference)
        {
            folder.WriteLibrary(
                "app/app.csproj",
                reference: reference,
                properties: properties + "<OutputType>Exe</OutputType><UseAppHost>false</UseAppHost>");
            (await folder.DotnetAsync("build", "app", "-c", "Release")).Succeeds();
            (await folder.DotnetAsync("publish", "app", "-f", framework)).Succeeds();
            var files = Directory.EnumerateFiles(folder["app/bin"], "*", SearchOption.AllDirectories)
                .ToImmutableSortedDictionary(path => Path.GetRelativePath(folder["app/bin"], path), Hash, StringComparer.Ordinal);
            Directory.Delete(folder["app/bin"], recursive: true);
            Directory.Delete(folder["app/obj"], recursive: true);
            return files;
        }
    }

    [TestMethod]
    public async Task A_transitive_reference_does_nothing()
    {
        using var folder = await ProjectFolder.CreateAsync();
        folder.WriteLibrary("lib/lib.csproj");
        folder.Write("app/Program.cs", "System.Console.WriteLine(1);");
        folder.WriteLibrary("app/app.csproj", """<ItemGroup><ProjectReference Include="../lib/lib.csproj" /></ItemGroup>""", reference: false,
            properties: "<TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType>");

        (await folder.DotnetAsync("build", "app")).Succeeds();
        var called = await folder.DotnetAsync("build", "app", "-t:PumDump");

        Assert.Contains("MSB4057", called.Output);
        Assert.DoesNotContain("Pum.Build.Tasks", await File.ReadAllTextAsync(folder["app/bin/Debug/net10.0/app.deps.json"]));
        Assert.IsEmpty(Directory.EnumerateFiles(folder["app/bin"], "*Npgsql*", SearchOption.AllDirectories));
    }

    [TestMethod]
    public async Task A_solution_builds_with_no_server_no_client_tools_and_no_network_after_restore()
    {
        using var folder = await ProjectFolder.CreateAsync();
        folder.WriteLibrary("lib/lib.csproj", """<Target Name="Snap"><PumDump Service="ci" File="snap.dump" /></Target>""");
        folder.WriteSdkProject("snap/snap.proj", """<Target Name="Snap"><PumDump Service="ci" File="snap.dump" /></Target>""");
        folder.Write("all.slnx", """<Solution><Project Path="lib/lib.csproj" /><Project Path="snap/snap.proj" Type="C#" /></Solution>""");
        (await folder.DotnetAsync("restore", "all.slnx")).Succeeds();
        // The feed is gone too, and the only program on the PATH is none.
        folder.Write("nuget.config", "<configuration><packageSources><clear /></packageSources></configuration>");
        folder.Variables["PATH"] = Directory.CreateDirectory(folder["empty"]).FullName;
        string[] build = ["build", "all.slnx", "--no-restore"];

        // A network namespace of its own holds not even a loopback that is up.
        var run = await CanLeaveTheNetworkAsync()
            ? await BuildRun.RunAsync(folder.FullName, "/usr/bin/unshare", ["-r", "-n", BuildRun.Dotnet, .. build], folder.Variables)
            : await folder.DotnetAsync(build);

        Assert.DoesNotContain("warning", run.Succeeds().Output);
    }

    [TestMethod]
    public async Task The_tasks_load_from_the_package()
    {
        using var folder = await ProjectFolder.CreateAsync();
        folder.WriteLibrary("lib.csproj");
        (await folder.DotnetAsync("restore")).Succeeds();

        foreach (string[] mode in (string[][])[[], ["-mt"]])
        {
            var run = await folder.DotnetAsync(["build", "--no-restore", "-t:PumDump", "-v:diag", .. mode]);
            var tasks = Path.Combine(folder.Package.PackagesFolder, "pum.build.tasks", folder.Package.Version, "tasks", "net10.0", RuntimeInformation.RuntimeIdentifier);

            Assert.Contains($"Using \"PumDump\" task from assembly \"{Path.Combine(tasks, "Pum.Build.Tasks.dll")}\"", run.Output);
            Assert.DoesNotContain(Path.Combine("Pum.Build.Tasks", "bin"), run.Output);
        }
    }

    [TestMethod]
    public async Task A_project_with_several_frameworks_runs_a_target_once()
    {
        using var folder = await ProjectFolder.CreateAsync();
        folder.WriteLibrary("lib.csproj", properties: "<TargetFrameworks>net8.0;net10.0</TargetFrameworks>");

        (await folder.DotnetAsync("build", "-t:PumDump")).FailsWith("PUM1001");
    }

    private static async Task<bool> CanLeaveTheNetworkAsync() =>
        File.Exists("/usr/bin/unshare") && (await BuildRun.RunAsync("/", "/usr/bin/unshare", ["-r", "-n", "/bin/true"])).ExitCode == 0;

    private static string Hash(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
}
