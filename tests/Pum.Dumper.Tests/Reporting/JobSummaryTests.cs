using Pum.Dumper.Reporting;
using Pum.Dumper.Tests.Connections;

namespace Pum.Dumper.Tests.Reporting;

/// <summary>How GitHub's page about a job is added to.</summary>
[TestClass]
public sealed class JobSummaryTests
{
    private static readonly SummaryTable Table = new("pum dump", [("Database", "größe")]);

    private readonly SilentReporter _reporter = new();

    [TestMethod]
    public async Task A_table_is_added_below_what_is_there()
    {
        using var host = OnGitHub("summary");
        var path = Path.Combine(host.Environment.BaseDirectory, "summary");
        await File.WriteAllTextAsync(path, "of the step");

        await JobSummary.AppendAsync(Table, host.Environment, _reporter);
        await JobSummary.AppendAsync(Table, host.Environment, _reporter);

        Assert.AreEqual($"of the step{Table.Markdown}{Table.Markdown}", await File.ReadAllTextAsync(path));
        Assert.IsEmpty(_reporter.Messages);
    }

    [TestMethod]
    [DataRow("GITHUB_STEP_SUMMARY", "")]
    [DataRow("GITHUB_ACTIONS", "")]
    [DataRow("GITHUB_ACTIONS", "false")]
    public async Task Elsewhere_nothing_is_written(string variable, string value)
    {
        using var host = OnGitHub("summary");

        await JobSummary.AppendAsync(
            Table, host.Environment with { Variables = host.Environment.Variables.SetItem(variable, value) }, _reporter);

        Assert.IsEmpty(Directory.EnumerateFileSystemEntries(host.Environment.BaseDirectory));
        Assert.IsEmpty(_reporter.Messages);
    }

    [TestMethod]
    public async Task Nothing_is_added_to_what_GitHub_would_drop_as_a_whole()
    {
        using var host = OnGitHub("summary");
        var path = Path.Combine(host.Environment.BaseDirectory, "summary");
        var room = System.Text.Encoding.UTF8.GetByteCount(Table.Markdown);
        await File.WriteAllTextAsync(path, new string('x', JobSummary.Limit - room));

        await JobSummary.AppendAsync(Table, host.Environment, _reporter);
        Assert.AreEqual(JobSummary.Limit, new FileInfo(path).Length);
        Assert.IsEmpty(_reporter.Messages);
        await JobSummary.AppendAsync(Table, host.Environment, _reporter);

        Assert.AreEqual(JobSummary.Limit, new FileInfo(path).Length);
        Assert.Contains("1 MiB", _reporter.Messages.Single().Text);
    }

    [TestMethod]
    [DataRow("missing/summary")]
    [DataRow(".")]
    public async Task A_summary_that_cannot_be_written_fails_nothing(string path)
    {
        using var host = OnGitHub(path);

        await JobSummary.AppendAsync(Table, host.Environment, _reporter);

        Assert.StartsWith("Nothing was added to the job summary: ", _reporter.Messages.Single().Text);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [Timeout(60_000)]
    public async Task A_pipe_that_nobody_reads_holds_nothing_up()
    {
        using var host = OnGitHub("pipe");
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(host.Environment.BaseDirectory, "pipe")]))
            await mkfifo.WaitForExitAsync();

        await JobSummary.AppendAsync(Table, host.Environment, _reporter);

        Assert.AreEqual("Nothing was added to the job summary: 'pipe' is not a regular file", _reporter.Messages.Single().Text);
    }

    [TestMethod]
    public async Task A_program_that_writes_at_the_same_time_loses_nothing()
    {
        using var host = OnGitHub("summary");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => JobSummary.AppendAsync(Table, host.Environment, _reporter))));

        Assert.AreEqual(
            string.Concat(Enumerable.Repeat(Table.Markdown, 8)),
            await File.ReadAllTextAsync(Path.Combine(host.Environment.BaseDirectory, "summary")));
    }

    private static TestHost OnGitHub(string path) => new(("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", path));
}
