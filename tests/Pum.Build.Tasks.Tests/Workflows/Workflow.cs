using System.Collections.Immutable;
using Pum.Build.Tasks.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace Pum.Build.Tasks.Tests.Workflows;

/// <summary>A workflow of this repository.</summary>
internal sealed class Workflow
{
    private readonly string[] _lines;

    private Workflow(string path)
    {
        Name = Path.GetFileNameWithoutExtension(path);
        Root = Yaml.Read(path);
        _lines = File.ReadAllLines(path);
        Jobs = [.. Root.Entries("jobs").Select(job => new WorkflowJob(this, job.Key, job.Value))];
    }

    /// <summary>Every workflow.</summary>
    public static ImmutableArray<Workflow> All { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, ".github", "workflows")).Select(path => new Workflow(path))];

    /// <summary>Every step of every job.</summary>
    public static IEnumerable<WorkflowStep> Steps => All.SelectMany(workflow => workflow.Jobs).SelectMany(job => job.Steps);

    /// <summary>The name of its file, without the extension.</summary>
    public string Name { get; }

    /// <summary>The whole document.</summary>
    public YamlMappingNode Root { get; }

    /// <summary>The jobs.</summary>
    public ImmutableArray<WorkflowJob> Jobs { get; }

    /// <summary>A job by its name.</summary>
    public static WorkflowJob Job(string workflow, string job) =>
        All.Single(each => each.Name == workflow).Jobs.Single(each => each.Name == job);

    /// <summary>The line of the file that a node begins on, comment included.</summary>
    public string LineOf(YamlNode node) => _lines[node.Start.Line - 1];
}

/// <summary>A job of a workflow.</summary>
internal sealed record WorkflowJob(Workflow Workflow, string Name, YamlNode Node)
{
    /// <summary>The steps.</summary>
    public IEnumerable<WorkflowStep> Steps => Node.List("steps").Select(step => new WorkflowStep(this, step));

    /// <inheritdoc/>
    public override string ToString() => $"{Workflow.Name}.yml, {Name}";
}

/// <summary>A step of a job.</summary>
internal sealed record WorkflowStep(WorkflowJob Job, YamlNode Node)
{
    /// <summary>What it is called.</summary>
    public string? Name => Node.Text("name");

    /// <summary>The action, or <see langword="null"/>.</summary>
    public YamlNode? Uses => Node.Get("uses");

    /// <summary>The script; empty where it runs an action.</summary>
    public string Run => Node.Text("run") ?? "";

    /// <summary>Full path of the folder that the script runs in.</summary>
    public string Folder => Path.Combine(Repository.Root, Node.Text("working-directory") ?? "");
}
