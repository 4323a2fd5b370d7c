using System.Collections.Immutable;
using Pum.Build.Tasks.Tests.Support;

namespace Pum.Build.Tasks.Tests.Codes;

/// <summary>One build of a project in which every task fails, each on a line of its own; as on GitHub.</summary>
internal sealed record FailingBuild(string Project, ImmutableArray<MadeFailure> Failures, BuildRun Run)
{
    private const int FirstLine = 3;

    /// <summary>Builds the project; <paramref name="preparation"/>: tasks before the others.</summary>
    public static async Task<FailingBuild> RunAsync(ProjectFolder folder, IEnumerable<MadeFailure> failures, string preparation = "")
    {
        ImmutableArray<MadeFailure> made = [.. failures.Where(failure => !failure.NeedsShell || !OperatingSystem.IsWindows())];
        foreach (var failure in made.Where(failure => failure.Content is not null))
            folder.Write(failure.File!, failure.Content!);
        var project = folder.WriteSdkProject("fail.proj", string.Join('\n',
        [
            $"<Target Name=\"Fail\">{preparation}",
            .. made.Select(failure => $"<{failure.Task} ContinueOnError=\"ErrorAndContinue\" />"),
            "</Target>",
        ]));
        folder.Variables["GITHUB_ACTIONS"] = "true";
        return new(project, made, await folder.DotnetAsync("build", "fail.proj", "-t:Fail"));
    }

    /// <summary>
    /// Checks that each failure has its code, its place, its words and its advice and is one annotation, and that nothing is said besides.
    /// </summary>
    public void NamesThemAll()
    {
        Assert.AreEqual("", string.Join('\n', Failures.SelectMany(Faults)), Run.Output);
        Assert.AreEqual(1, Run.ExitCode, Run.Output);
        Assert.HasCount(Failures.Length, Run.Messages, Run.Output);
        Assert.HasCount(Failures.Length, Annotation.Of(Run.Output), Run.Output);
        Run.CommandsNoRunner();
    }

    private IEnumerable<string> Faults(MadeFailure failure, int index)
    {
        var (file, line) = failure.File is null
            ? (Project, FirstLine + index)
            : (Path.Combine(Path.GetDirectoryName(Project)!, failure.File), failure.Line);
        var messages = Run.Messages.Where(message => message.File == file && message.Line == line).ToList();
        if (messages.Count != 1)
        {
            yield return $"{failure}: {messages.Count} messages at {file}({line})";
            yield break;
        }

        var (kind, code, text) = (messages[0].Kind, messages[0].Code, messages[0].Text);
        if ((kind, code) != (failure.IsWarning ? "warning" : "error", failure.Code))
            yield return $"{failure}: {kind} {code}";
        var words = text.IndexOf(failure.Words, StringComparison.Ordinal);
        if (words < 0)
            yield return $"{failure}: not the words: {text}";
        else if (text.IndexOf($". {failure.Advice}", words, StringComparison.Ordinal) < 0)
            yield return $"{failure}: not the advice: {text}";

        var annotations = Annotation.Of(Run.Output).Where(annotation => annotation.File == file && annotation.Line == line).ToList();
        if (annotations.Count != 1 || annotations[0] != new Annotation(file, line, kind, code, text[..^(Project.Length + 3)]))
            yield return $"{failure}: not its one annotation: {string.Join('\n', annotations)}";
    }
}
