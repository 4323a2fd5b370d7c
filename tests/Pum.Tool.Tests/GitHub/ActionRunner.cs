namespace Pum.Tool.Tests.GitHub;

/// <summary>
/// A job on GitHub's runner, with a repository that is checked out: what its steps run of the action, and how
/// (<see href="https://github.com/actions/runner/blob/main/src/Runner.Worker/Handlers/ScriptHandler.cs">ScriptHandler.cs</see>).
/// </summary>
internal sealed class ActionRunner : IDisposable
{
    private readonly TestFolder _folder = new(awkward: true);
    private readonly Dictionary<string, string?> _variables;
    private int _steps;

    private ActionRunner(string action, string temporary)
    {
        Directory.CreateDirectory(Workspace);
        _variables = new()
        {
            ["CI"] = "true",
            ["GITHUB_ACTIONS"] = "true",
            ["GITHUB_ACTION_PATH"] = action,
            ["GITHUB_REPOSITORY"] = "somebody/something",
            ["GITHUB_SERVER_URL"] = "https://github.com",
            ["GITHUB_WORKSPACE"] = Workspace,
            ["RUNNER_TEMP"] = temporary,
            // What actions/setup-dotnet sets.
            ["DOTNET_ROOT"] = Path.GetDirectoryName(Path.GetFullPath(BuildRun.Dotnet)),
            ["PATH"] = $"{Path.GetDirectoryName(BuildRun.Dotnet)}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}",
        };
    }

    /// <summary>The folder of the repository.</summary>
    public string Workspace => _folder["work space"];

    /// <summary>The tag or commit of the action that the workflow names.</summary>
    public string Reference { get; set; } = "v1";

    /// <summary>What every step is given beside its own.</summary>
    public Dictionary<string, string> Inputs { get; } = [];

    /// <summary>A job with a temporary folder of its own.</summary>
    /// <param name="action">The folder of the action; by default this repository.</param>
    public static ActionRunner Create(string? action = null)
    {
        var temporary = new TestFolder();
        TestServer.AtEnd.Add(temporary.Dispose);
        return new(action ?? Repository.Root, temporary.FullName);
    }

    /// <summary>A job in which an earlier step has installed the packed tool.</summary>
    public static async Task<ActionRunner> WithToolAsync()
    {
        return new(Repository.Root, await Installed.Value) { Reference = await TagAsync() };
    }

    // A release may test the packages of a version before the one that the repository names.
    private static async Task<string> TagAsync() => $"v{(await ToolPackage.GetAsync()).Version}";

    private static readonly Lazy<Task<string>> Installed = new(async () =>
    {
        var package = await ToolPackage.GetAsync();
        using var runner = Create();
        runner.Reference = await TagAsync();
        var run = await runner.RunAsync(("command", "check-connection"), ("service", "none"), ("source", package.Feed));
        Assert.Contains("title=PUM3001::", run.FailsWith(1));
        return runner._variables["RUNNER_TEMP"]!;
    });

    /// <summary>Sets a variable of the job.</summary>
    public void Set(string name, string? value) => _variables[name] = value;

    /// <summary>Writes a file of the repository.</summary>
    public string Write(string path, string content) => _folder.Write(Path.Combine(Workspace, path), content);

    /// <summary>Runs a step.</summary>
    public async Task<ActionRun> RunAsync(params (string Name, string Value)[] with)
    {
        var inputs = new Dictionary<string, string>(ActionFile.Inputs);
        foreach (var (name, value) in Inputs.Select(input => (input.Key, input.Value)).Concat(with))
        {
            Assert.IsTrue(inputs.ContainsKey(name), $"The action has no input {name}.");
            inputs[name] = value;
        }
        _steps++;
        var variables = new Dictionary<string, string?>(_variables)
        {
            ["GITHUB_OUTPUT"] = _folder.Write($"{_steps}/output", ""),
            ["GITHUB_STEP_SUMMARY"] = _folder.Write($"{_steps}/summary", ""),
        };
        foreach (var (name, value) in ActionFile.Variables(inputs, Reference))
            variables[name] = value;
        var script = _folder.Write($"{_steps}/script.sh", ActionFile.Step.Text("run")!);

        Assert.AreEqual("bash", ActionFile.Step.Text("shell"));
        var run = await BuildRun.RunAsync(Workspace, "/bin/bash", ["--noprofile", "--norc", "-e", "-o", "pipefail", script], variables);
        return new(
            run, ActionFile.Outputs(Read(_folder[$"{_steps}/output"])), await File.ReadAllTextAsync(_folder[$"{_steps}/summary"]));
    }

    /// <summary>The files of the job that hold a text.</summary>
    public IEnumerable<string> FilesWith(string text) => Directory.EnumerateFiles(_folder.FullName, "*", SearchOption.AllDirectories)
        .Where(file => File.ReadAllText(file).Contains(text, StringComparison.Ordinal));

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    // https://github.com/actions/runner/blob/main/src/Runner.Worker/FileCommandManager.cs
    private static Dictionary<string, string> Read(string path)
    {
        var outputs = new Dictionary<string, string>();
        using var lines = File.ReadAllText(path).Split('\n').AsEnumerable().GetEnumerator();
        while (lines.MoveNext() && lines.Current.Length > 0)
        {
            var (name, delimiter) = lines.Current.Split("<<") is [var before, var after] ? (before, after) : throw new AssertFailedException(path);
            var value = new List<string>();
            while (lines.MoveNext() && lines.Current != delimiter)
                value.Add(lines.Current);
            outputs.Add(name, string.Join('\n', value));
        }
        return outputs;
    }
}
