using Pum.Build.Tasks.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace Pum.Build.Tasks.Tests.Workflows;

/// <summary>
/// The pipelines for GitLab and Azure that the manual shows. Their steps run in the shell of the runner, with the variables that it sets;
/// the container's server is a temporary one.
/// </summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class PipelineTests
{
    private const string Secret = "STAGING_CONNECTION";

    private static readonly string Page = Path.Combine("docs", "continuous-integration.md");

    [TestMethod]
    public async Task The_steps_for_GitLab_restore_dump_and_take_a_new_seed()
    {
        await using var site = await PipelineSite.CreateAsync(".gitlab-ci.yml");
        var before = site.Pipeline.Get("default")!.List("before_script").Select(line => line.ToString()).ToList();
        site.Variables["CI_PROJECT_DIR"] = site.FullName;
        site.Variables["GITLAB_CI"] = "true";
        site.Variables["CI_PIPELINE_SOURCE"] = "schedule";

        await RunAsync("restore-and-dump");
        site.Variables[Secret] = site.Staging;
        await RunAsync("snapshot");

        await site.IsDoneAsync();
        CollectionAssert.AreEqual((string[])["app.dump", "snapshot.sql"], new[] { "restore-and-dump", "snapshot" }
            .SelectMany(job => site.Pipeline.Get(job)!.Get("artifacts")!.List("paths")).Select(path => path.ToString()).ToArray());
        Assert.AreEqual("postgresql-client-16", before[1].Split(' ')[^1]);
        Assert.AreEqual("postgres:16", site.Pipeline.Get("restore-and-dump")!.List("services").Single().Text("name"));

        async Task RunAsync(string name)
        {
            var job = site.Pipeline.Get(name)!;
            // The runner puts the lines of both into one script, and ends it where a line fails.
            var script = string.Join('\n', before.Concat(job.List("script").Select(line => line.ToString())));
            (await site.ShellAsync(["-e", "-o", "pipefail", "-c", script], job.Entries("variables"), "host=postgres")).Succeeds();
        }
    }

    [TestMethod]
    public async Task The_steps_for_Azure_restore_dump_and_take_a_new_seed()
    {
        await using var site = await PipelineSite.CreateAsync("azure-pipelines.yml");
        site.Variables["TF_BUILD"] = "True";
        site.Variables["BUILD_SOURCESDIRECTORY"] = site.Variables["SYSTEM_DEFAULTWORKINGDIRECTORY"] = site.FullName;
        site.Variables["BUILD_REASON"] = "Schedule";
        site.Variables["AGENT_OS"] = "Linux";

        foreach (var step in site.Pipeline.List("jobs").SelectMany(job => job.List("steps").Select(step => (Job: job, Step: step))))
        {
            if (step.Step.Text("script") is { } script)
                (await RunAsync(step.Job, step.Step, script, site.Staging)).Succeeds();
        }

        await site.IsDoneAsync();
        // The secret is withheld: Azure leaves the reference.
        var snapshot = site.Pipeline.List("jobs").Last();
        var secret = snapshot.List("steps").Single(step => step.Get("env") is not null);
        Assert.AreEqual("$(StagingConnection)", secret.Get("env")!.Text(Secret));
        var failure = (await RunAsync(snapshot, secret, secret.Text("script")!, "$(StagingConnection)")).FailsWith("PUM1002");
        Assert.Contains("unreplaced reference", failure.Text);
        Assert.HasCount(1, site.Pipeline.Get("resources")!.List("containers").Where(container => container.Text("image") == "postgres:16"));

        Task<BuildRun> RunAsync(YamlNode job, YamlNode step, string script, string staging)
        {
            // The agent writes the script into a file.
            var file = site.Write("agent/script.sh", script);
            site.Variables[Secret] = step.Get("env") is null ? null : staging;
            return site.ShellAsync(["--noprofile", "--norc", file], job.Entries("variables"), "host=localhost port=5432");
        }
    }

    /// <summary>A checkout with the files of the page, a server in the place of the container's, and one for staging.</summary>
    private sealed class PipelineSite : IAsyncDisposable
    {
        private readonly ProjectFolder _folder;
        private readonly TestDatabase _container;
        private readonly TestDatabase _staging;

        private PipelineSite(ProjectFolder folder, TestDatabase container, TestDatabase staging, YamlNode pipeline)
        {
            (_folder, _container, _staging, Pipeline) = (folder, container, staging, pipeline);
            // The machine of the tests has what the runner would install.
            _folder.WriteTool("tools/apt-get", "exit 0");
            Variables["PATH"] = $"{_folder["tools"]}:{Path.GetDirectoryName(BuildRun.Dotnet)}:{Environment.GetEnvironmentVariable("PATH")}";
            Variables["CI"] = "true";
        }

        /// <summary>The pipeline.</summary>
        public YamlNode Pipeline { get; }

        /// <summary>What the runner sets.</summary>
        public Dictionary<string, string?> Variables => _folder.Variables;

        /// <summary>The checkout.</summary>
        public string FullName => _folder.FullName;

        /// <summary>The secret.</summary>
        public string Staging => $"Host={_staging.Server.Host};Port={_staging.Server.Port};Database={_staging.Name};Username={_staging.User};Password=\"{_staging.Password}\"";

        public static async Task<PipelineSite> CreateAsync(string file)
        {
            var folder = await ProjectFolder.CreateAsync();
            folder.Write("database.proj", Recipes.File(Page, "database.proj").Replace(
                $"Pum.Build.Tasks/{Repository.Version}", $"Pum.Build.Tasks/{folder.Package.Version}", StringComparison.Ordinal));
            var pipeline = Yaml.Parse(Recipes.File(Page, file));
            folder.Write("seed.sql", "CREATE TABLE reading (id int);\nINSERT INTO reading VALUES (1), (2);\n");
            var staging = await TestDatabase.CreateAsync();
            await staging.ExecuteAsync("CREATE TABLE staged (id int)");
            return new(folder, await TestDatabase.CreateAsync(), staging, pipeline);
        }

        public string Write(string path, string content) => _folder.Write(path, content);

        /// <summary>Runs a script with the variables of its job; the address of the container is that of the temporary server.</summary>
        public Task<BuildRun> ShellAsync(string[] arguments, IEnumerable<(string Key, YamlNode Value)> variables, string address)
        {
            var all = new Dictionary<string, string?>(Variables);
            foreach (var (name, value) in variables)
                all[name] = value.ToString();
            if (all.TryGetValue("DB_CONNECTION", out var written))
            {
                Assert.AreEqual($"{address} dbname=app user=postgres password=postgres", written);
                all["DB_CONNECTION"] = _container.Conninfo;
            }
            return BuildRun.RunAsync(FullName, "/bin/bash", arguments, all);
        }

        /// <summary>The seed is in the container's database, and the dumps are there.</summary>
        public async Task IsDoneAsync()
        {
            Assert.AreEqual(2L, await _container.QueryAsync<long>("SELECT count(*) FROM reading"));
            Assert.IsTrue(File.Exists(_folder["app.dump"]));
            Assert.Contains("CREATE TABLE public.staged", await File.ReadAllTextAsync(_folder["snapshot.sql"]));
        }

        public async ValueTask DisposeAsync()
        {
            await _container.DisposeAsync();
            await _staging.DisposeAsync();
            _folder.Dispose();
        }
    }
}
