using System.Diagnostics;
using System.IO.Enumeration;
using System.Text.RegularExpressions;
using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests.Workflows;

/// <summary>The steps of the release that need no GitHub, run as its runner does.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed partial class ReleaseTests
{
    private const string Comparison = "Compare the tag with the version";

    private static readonly string Version = Repository.Version;

    [TestMethod]
    [DataRow("v0.0.1")]
    [DataRow("v")]
    [DataRow("{0}")]
    [DataRow("v{0}0")]
    [DataRow("v{0}-")]
    [DataRow("v{0}-rc 1")]
    public async Task A_tag_that_is_not_the_version_ends_the_release(string tag)
    {
        tag = tag.Replace("{0}", Version, StringComparison.Ordinal);

        var run = await CompareAsync(Repository.Root, tag);

        Assert.AreEqual(1, run.ExitCode, run.Output);
        Assert.Contains($"::error::The tag is {tag}, but the version in Directory.Build.props is {Version}.", run.Output);
    }

    [TestMethod]
    public async Task A_version_goes_on_when_its_changes_have_a_date()
    {
        using var folder = new TestFolder();
        ReleasedPackages.CopySources(folder);
        // The changes of the next version may be above.
        var changes = Regex.Replace(
            await File.ReadAllTextAsync(folder["CHANGELOG.md"]),
            $"^## {Regex.Escape(Version)} .*$", $"## 99.0.0 (not released yet)\n\n## {Version} (not released yet)", RegexOptions.Multiline);

        folder.Write("CHANGELOG.md", changes);
        var run = await CompareAsync(folder.FullName, $"v{Version}");
        Assert.AreEqual(1, run.ExitCode, run.Output);
        Assert.Contains($"::error::CHANGELOG.md has no date for {Version}. Its heading should be: ## {Version} (20", run.Output);
        (await CompareAsync(folder.FullName, $"v{Version}-rc.1")).Succeeds();

        // As the message says.
        folder.Write("CHANGELOG.md", changes.Replace($"## {Version} (not released yet)", SaidHeading().Match(run.Output).Value, StringComparison.Ordinal));
        (await CompareAsync(folder.FullName, $"v{Version}")).Succeeds();
    }

    // GitHub's pattern, in which * is any number of characters but a slash.
    [TestMethod]
    [DataRow("v{0}", true)]
    [DataRow("v{0}-rc.1", true)]
    [DataRow("v1", false)]
    [DataRow("v1.0", false)]
    public void A_tag_for_the_users_of_the_action_starts_no_release(string tag, bool starts)
    {
        var filter = Workflow.All.Single(workflow => workflow.Name == "release")
            .Root.Get("on")!.Get("push")!.List("tags").Single().ToString();

        Assert.AreEqual(starts, FileSystemName.MatchesSimpleExpression(
            filter, tag.Replace("{0}", Version, StringComparison.Ordinal), ignoreCase: false));
    }

    [TestMethod]
    public void The_README_packs_every_package() => CollectionAssert.AreEqual(
        ReleasedPackages.Names.Select(package => $"dotnet pack src/{package} -c Release -o feed").ToArray(),
        ManualSnippet.Of("README.md").Single(snippet => snippet.Text.StartsWith("dotnet pack ", StringComparison.Ordinal))
            .Text.TrimEnd().Split('\n'));

    [TestMethod]
    public void Every_package_is_packed_and_its_tests_run_on_it()
    {
        var steps = Workflow.Job("release", "package").Steps.ToList();
        var packed = steps.Single(step => step.Name == "Pack").Run.Split('\n').Single(line => line.StartsWith("for ", StringComparison.Ordinal));
        var tested = steps.Single(step => step.Run.StartsWith("dotnet run build/test.cs", StringComparison.Ordinal)).Run.Trim().Split(' ');

        Assert.IsNotEmpty(ReleasedPackages.Names);
        Assert.AreEqual($"for package in {string.Join(' ', ReleasedPackages.Names)}; do", packed);
        foreach (var package in ReleasedPackages.Names)
            Assert.Contains($"{package}.Tests", tested);
    }

    [TestMethod]
    public void The_command_that_repeats_a_release_compiles_for_the_same_systems() => Assert.Contains(
        $"export AheadRuntimes=\"{string.Join(';', ReleasedPackages.Runtimes)}\"\n",
        File.ReadAllText(Path.Combine(Repository.Root, "docs", "releasing.md")).ReplaceLineEndings("\n"));

    [TestMethod]
    public async Task A_package_names_the_repository_and_the_commit_and_has_the_version_of_the_tag()
    {
        var released = await ReleasedPackages.GetAsync();
        foreach (var name in ReleasedPackages.Names)
        {
            using var package = new NuGetPackage(released.FileOf(name));
            Assert.AreEqual(ReleasedPackages.Address, package.Address, name);
            Assert.AreEqual(released.Commit, package.Commit, name);
            Assert.AreEqual(ReleasedPackages.Version, package.Version, name);
        }
        var command = FileVersionInfo.GetVersionInfo(Path.Combine(released.Folder, "src/Pum.Tool/bin/Release/net8.0/pum.dll"));
        Assert.AreEqual($"{ReleasedPackages.Version}+{released.Commit}", command.ProductVersion);
    }

    [TestMethod]
    public async Task Packing_the_same_commit_elsewhere_gives_the_same_bytes()
    {
        var (first, second) = (await ReleasedPackages.GetAsync(), await ReleasedPackages.PackAgainAsync());
        // NuGet gives a part of a package a random name before the SDK 10.0.400 (https://github.com/NuGet/Home/issues/8601).
        var sdk = System.Version.Parse((await BuildRun.DotnetAsync(Repository.Root, ["--version"])).Succeeds().Output.Trim().Split('-')[0]);
        foreach (var name in ReleasedPackages.Names)
        {
            using var one = new NuGetPackage(first.FileOf(name));
            using var other = new NuGetPackage(second.FileOf(name));
            CollectionAssert.AreEqual(one.Files, other.Files);
            foreach (var file in one.Files)
                CollectionAssert.AreEqual(one.Read(file), other.Read(file), $"{name}, {file}");
            if (sdk >= new Version(10, 0, 400))
                CollectionAssert.AreEqual(
                    await File.ReadAllBytesAsync(first.FileOf(name)), await File.ReadAllBytesAsync(second.FileOf(name)), name);
        }
    }

    [TestMethod]
    public void Every_page_and_every_sample_names_this_version()
    {
        var files = ManualSnippet.Pages.Append(Path.Combine("src", "Pum.Testing", "README.md")).Select(page => Path.Combine(Repository.Root, page))
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples"), "*.*proj", SearchOption.AllDirectories));
        var others = from file in files
                     from version in NamedVersion().Matches(File.ReadAllText(file))
                     where version.Groups["version"].Value != Version
                     select $"{Path.GetRelativePath(Repository.Root, file)}: {version.Value}";

        Assert.AreEqual("", string.Join('\n', others));
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

    private static Task<BuildRun> CompareAsync(string folder, string tag) =>
        ReleasedPackages.StepAsync(Comparison, folder, new() { ["GITHUB_REF_NAME"] = tag });

    [GeneratedRegex("## .*$", RegexOptions.Multiline)]
    private static partial Regex SaidHeading();

    [GeneratedRegex("""(Pum\.Build\.Tasks/|Pum\.[A-Za-z.]+" Version="|<Pum[A-Za-z]+Version[^>]*>)(?<version>[0-9][^"<]*)""")]
    private static partial Regex NamedVersion();
}
