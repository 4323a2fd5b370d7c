namespace Pum.Tool.Tests.GitHub;

/// <summary>The workflow that the manual shows.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class SampleTests
{
    private const string Connection = "host=localhost port=5432 dbname=app user=postgres";

    private static readonly string Sample = Path.Combine(Repository.Root, "samples", "github-actions");
    private static readonly string Workflow = Path.Combine(Sample, ".github", "workflows", "database-action.yml");

    [TestMethod]
    public async Task The_steps_of_the_workflow_work()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var job = await ActionRunner.WithToolAsync();
        job.Set("PGPASSWORD", database.Password);
        job.Write("seed.sql", await File.ReadAllTextAsync(Path.Combine(Sample, "seed.sql")));
        var steps = Yaml.Read(Workflow).Get("jobs")!.Get("restore-and-dump")!.List("steps")
            .Where(step => step.Text("uses")!.StartsWith("OWNER/", StringComparison.Ordinal)).ToList();

        var outputs = new Dictionary<string, IReadOnlyDictionary<string, string>>();
        foreach (var step in steps)
        {
            var run = (await job.RunAsync([.. step.Entries("with").Select(input => (input.Key, ActionFile.Text(input.Value).Replace(
                Connection,
                $"host={database.Server.Host} port={database.Server.Port} dbname={database.Name} user={database.User}",
                StringComparison.Ordinal)))])).Succeeds();
            outputs.Add(step.Text("id") ?? "", run.Outputs);
        }

        Assert.HasCount(2, steps);
        Assert.AreEqual(2L, await database.QueryAsync<long>("SELECT count(*) FROM reading"));
        Assert.AreEqual(64, outputs["dump"]["cache-key"].Length);
    }

    [TestMethod]
    public void The_manual_shows_the_sample()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "github-action.md")).ReplaceLineEndings("\n");

        Assert.Contains($"```yaml\n{File.ReadAllText(Workflow).ReplaceLineEndings("\n")}```\n", page);
    }

    [TestMethod]
    public void The_manual_names_every_input_and_every_output()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "github-action.md"));

        foreach (var name in ActionFile.Inputs.Keys.Concat(ActionFile.Root.Entries("outputs").Select(output => output.Key)))
            Assert.Contains($"`{name}`", page, name);
    }
}
