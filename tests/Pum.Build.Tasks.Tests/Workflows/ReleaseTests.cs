using System.IO.Compression;
using System.Xml.Linq;
using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests.Workflows;

/// <summary>The steps of the release that need no GitHub, run as its runner does.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class ReleaseTests
{
    private const string Server = "https://github.com";
    private const string Name = "somebody/something";

    private static readonly string Version =
        XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("VersionPrefix").Single().Value;

    [TestMethod]
    public async Task A_tag_that_differs_from_the_version_ends_the_release()
    {
        var run = await StepAsync("Compare the tag with the version", Repository.Root, new() { ["GITHUB_REF_NAME"] = "v0.0.1" });

        Assert.AreEqual(1, run.ExitCode, run.Output);
        Assert.Contains($"::error::The tag is v0.0.1, but the version in Directory.Build.props is {Version}.", run.Output);
    }

    [TestMethod]
    public async Task A_tag_that_is_the_version_goes_on() =>
        (await StepAsync("Compare the tag with the version", Repository.Root, new() { ["GITHUB_REF_NAME"] = $"v{Version}" })).Succeeds();

    [TestMethod]
    public void Every_package_is_packed_and_its_tests_run_on_it()
    {
        var steps = Workflow.Job("release", "package").Steps.Select(step => step.Run).ToList();
        var packages = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(project => XDocument.Load(project).Descendants("IsPackable").Any(property => property.Value == "true"))
            .Select(project => Path.GetFileNameWithoutExtension(project)).ToList();

        Assert.IsNotEmpty(packages);
        foreach (var package in packages)
        {
            Assert.Contains($"dotnet pack src/{package} -c Release -o feed", steps.Select(step => step.Trim()), package);
            Assert.IsNotEmpty(steps.Where(step => step.StartsWith("dotnet run build/test.cs", StringComparison.Ordinal)
                && step.Trim().Split(' ').Contains($"{package}.Tests")), package);
        }
    }

    [TestMethod]
    public async Task The_package_names_the_repository_and_the_commit_that_it_comes_from()
    {
        if (!HasGit)
            Assert.Inconclusive("git is not installed here.");
        using var folder = new TestFolder();
        CopySources(folder);
        var commit = await CommitAsync(folder.FullName);

        var variables = new Dictionary<string, string?> { ["CI"] = "true", ["GITHUB_SERVER_URL"] = Server, ["GITHUB_REPOSITORY"] = Name };
        // The analyzers looked at these sources when these tests were built; they take longer than everything else.
        variables["RunAnalyzers"] = "false";
        (await StepAsync("Pack", folder.FullName, variables)).Succeeds();

        var metadata = ReadNuspec(folder[$"feed/Pum.Build.Tasks.{Version}.nupkg"]);
        var repository = metadata.Element(metadata.Name.Namespace + "repository");
        Assert.AreEqual($"{Server}/{Name}", metadata.Element(metadata.Name.Namespace + "projectUrl")?.Value);
        Assert.AreEqual("git", repository?.Attribute("type")?.Value);
        Assert.AreEqual($"{Server}/{Name}", repository?.Attribute("url")?.Value);
        Assert.AreEqual(commit, repository?.Attribute("commit")?.Value);
        // With SourceLink a debugger finds the source of each line of a stack trace.
        var links = await File.ReadAllTextAsync(folder["src/Pum.Build.Tasks/obj/Release/net8.0/Pum.Build.Tasks.sourcelink.json"]);
        Assert.Contains($"/{Name}/{commit}/*", links);
    }

    [TestMethod]
    [DataRow("PackageProjectUrl")]
    [DataRow("RepositoryUrl")]
    public async Task Outside_of_a_workflow_the_package_names_no_address(string property)
    {
        var run = await BuildRun.DotnetAsync(Repository.Root, ["msbuild", "src/Pum.Build.Tasks", $"-getProperty:{property}"],
            new Dictionary<string, string?> { ["GITHUB_REPOSITORY"] = null });

        Assert.AreEqual("", run.Succeeds().Output.Trim());
    }

    /// <summary>Runs the script of a step with the shell of GitHub's runners.</summary>
    private static Task<BuildRun> StepAsync(string name, string folder, Dictionary<string, string?> variables)
    {
        var script = Workflow.Job("release", "package").Steps.Single(step => step.Name == name).Run;
        return BuildRun.RunAsync(folder, "/bin/bash", ["-e", "-c", script], variables);
    }

    private static bool HasGit => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "git")));

    private static void CopySources(TestFolder folder)
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Repository.Root))
            .Select(path => Path.GetRelativePath(Repository.Root, path))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or ".git"));
        foreach (var path in sources)
            folder.Write(path, File.ReadAllText(Path.Combine(Repository.Root, path)));
    }

    private static async Task<string> CommitAsync(string folder)
    {
        await GitAsync("init", "--quiet");
        await GitAsync("remote", "add", "origin", $"{Server}/{Name}");
        await GitAsync("add", ".");
        await GitAsync("config", "user.name", "Somebody");
        await GitAsync("config", "user.email", "somebody@example.org");
        await GitAsync("commit", "--quiet", "--no-gpg-sign", "--message", "Begin");
        return (await GitAsync("rev-parse", "HEAD")).Output.Trim();

        async Task<BuildRun> GitAsync(params string[] arguments) => (await BuildRun.RunAsync(folder, "git", arguments)).Succeeds();
    }

    private static XElement ReadNuspec(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        using var stream = archive.GetEntry("Pum.Build.Tasks.nuspec")!.Open();
        return XDocument.Load(stream).Root!.Elements().Single();
    }
}
