namespace Pum.Tool.Tests.GitHub;

/// <summary>A step of a workflow that used the action, and what it left.</summary>
internal sealed record ActionRun(BuildRun Run, IReadOnlyDictionary<string, string> Outputs, string Summary)
{
    /// <summary>The workflow commands that it printed, which make annotations.</summary>
    public IReadOnlyList<string> Annotations => [.. Run.Output.ReplaceLineEndings("\n").Split('\n')
        .Where(line => line.StartsWith("::error", StringComparison.Ordinal) || line.StartsWith("::warning", StringComparison.Ordinal))];

    /// <summary>It succeeded; what it said is the message where it did not.</summary>
    public ActionRun Succeeds()
    {
        Run.Succeeds();
        Assert.IsEmpty(Annotations);
        return this;
    }

    /// <summary>It failed with one annotation, and left nothing else.</summary>
    public string FailsWith(int exitCode)
    {
        Assert.AreEqual(exitCode, Run.ExitCode, Run.Output);
        Assert.AreEqual("", string.Concat(Outputs.Values));
        Assert.AreEqual("", Summary);
        return Annotations.Single();
    }
}
