using System.Globalization;
using System.Text.RegularExpressions;
using Pum.Build.Tasks.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace Pum.Build.Tasks.Tests.Workflows;

/// <summary>The workflows run nowhere but on GitHub: this is what can be known about them before.</summary>
[TestClass]
public sealed partial class WorkflowTests
{
    private static readonly string[] Projects = [".cs", ".csproj", ".proj", ".sln"];

    private static readonly string[] Folders =
        [.. Directory.EnumerateDirectories(Repository.Root).Select(folder => Path.GetFileName(folder) + "/")];

    [TestMethod]
    public void Every_YAML_file_can_be_read()
    {
        foreach (var folder in (string[])[".github", "samples"])
        {
            var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.yml", SearchOption.AllDirectories).ToList();

            Assert.IsNotEmpty(files, folder);
            foreach (var file in files)
                Assert.IsNotEmpty(Yaml.Read(file).Children, file);
        }
    }

    [TestMethod]
    public void Every_action_is_pinned_to_a_commit() => IsEmpty(
        from step in Workflow.Steps
        where step.Uses is not null
        let line = step.Job.Workflow.LineOf(step.Uses!)
        where !Pinned().IsMatch(line)
        select $"{step.Job}: {line.Trim()}");

    [TestMethod]
    public void Every_job_has_a_time_limit() => IsEmpty(
        from workflow in Workflow.All
        from job in workflow.Jobs
        where !int.TryParse(job.Node.Text("timeout-minutes"), CultureInfo.InvariantCulture, out _)
        select job.ToString());

    [TestMethod]
    public void Every_workflow_may_read_and_no_job_but_the_publishing_one_may_do_more()
    {
        foreach (var workflow in Workflow.All)
            Assert.AreEqual("contents: read", Permissions(workflow.Root), workflow.Name);
        var own = Workflow.All.SelectMany(workflow => workflow.Jobs)
            .Where(job => job.Node.Get("permissions") is not null)
            .Select(job => $"{job}: {Permissions(job.Node)}");

        CollectionAssert.AreEqual((string[])["release.yml, publish: id-token: write"], own.ToArray());
    }

    [TestMethod]
    public void Secrets_reach_no_job_but_the_publishing_one_and_that_runs_nothing_of_the_repository()
    {
        var publish = Workflow.Job("release", "publish");

        Assert.AreEqual(publish.Node.Count("secrets."), Workflow.All.Sum(workflow => workflow.Root.Count("secrets.")));
        Assert.IsNotNull(publish.Node.Text("environment"));
        Assert.AreEqual(0, publish.Node.Count("actions/checkout"));
    }

    // The text of an expression is put into the script before a shell reads it: a title or the name of a branch could be a command.
    [TestMethod]
    public void No_script_holds_an_expression_that_others_can_write() => IsEmpty(
        from step in Workflow.Steps
        from expression in Expression().Matches(step.Run)
        where !expression.Value.StartsWith("${{ matrix.", StringComparison.Ordinal)
        select $"{step.Job}: {expression.Value}");

    [TestMethod]
    public void Every_file_that_a_script_names_exists()
    {
        var named = Workflow.Steps.SelectMany(step => FilesIn(step.Run).Select(file => Path.GetFullPath(file, step.Folder))).ToList();

        Assert.Contains(Path.Combine(Repository.Root, "build", "test.cs"), named);
        IsEmpty(named.Where(path => !Path.Exists(path)));
    }

    [TestMethod]
    public void The_tests_run_by_the_commands_of_the_README()
    {
        var shown = ManualSnippet.Of("README.md").SelectMany(snippet => snippet.Text.Split('\n'));
        var run = Workflow.Job("test", "test").Steps.Select(step => step.Run);

        CollectionAssert.AreEquivalent(shown.Where(IsScript).ToArray(), run.Where(IsScript).ToArray());
    }

    private static bool IsScript(string command) => command.StartsWith("dotnet run ", StringComparison.Ordinal);

    private static IEnumerable<string> FilesIn(string script) =>
        from word in script.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
        where RelativePath().IsMatch(word)
        where Projects.Contains(Path.GetExtension(word)) || Folders.Any(folder => word.StartsWith(folder, StringComparison.Ordinal))
        select word;

    private static string Permissions(YamlNode node) =>
        string.Join(", ", node.Entries("permissions").Select(entry => $"{entry.Key}: {entry.Value}"));

    private static void IsEmpty(IEnumerable<string> findings) => Assert.AreEqual("", string.Join('\n', findings));

    // The action of this repository is of the commit that is tested.
    [GeneratedRegex(@"^ +(- )?uses: (\./|[\w./-]+@[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+)$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"\$\{\{.*?\}\}")]
    private static partial Regex Expression();

    [GeneratedRegex(@"^[\w.-]+(/[\w.-]+)*$")]
    private static partial Regex RelativePath();
}
