using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Tool.Output;

/// <summary>
/// A failure or a warning as GitHub shows it in a pull request: see
/// <see href="https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands">Workflow commands</see>.
/// </summary>
internal static class Annotation
{
    /// <summary>The command for the runner.</summary>
    /// <param name="kind"><c>error</c> or <c>warning</c>.</param>
    /// <param name="failure">What is shown.</param>
    /// <param name="workspace">The folder of the repository, from which a file's path counts; <see langword="null"/> where unknown.</param>
    public static string Of(string kind, PumFailure failure, string? workspace)
    {
        var properties = new List<string>();
        if (failure.Location is { } location)
        {
            properties.Add($"file={Property(WorkflowCommands.Disarm(InWorkspace(location.File, workspace)))}");
            if (location.Line > 0)
                properties.Add($"line={location.Line}");
            if (location.Column > 0)
                properties.Add($"col={location.Column}");
        }
        properties.Add($"title={Property(failure.Code)}");
        return $"::{kind} {string.Join(',', properties)}::{Data(WorkflowCommands.Disarm(failure.Text))}";
    }

    private static string InWorkspace(string file, string? workspace)
    {
        if (string.IsNullOrEmpty(workspace))
            return file;
        var relative = Path.GetRelativePath(workspace, file);
        return relative.Split('/', '\\')[0] == ".." || Path.IsPathRooted(relative) ? file : relative.Replace('\\', '/');
    }

    // https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
    private static string Data(string text) => text
        .Replace("%", "%25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text)
        .Replace(":", "%3A", StringComparison.Ordinal)
        .Replace(",", "%2C", StringComparison.Ordinal);
}
