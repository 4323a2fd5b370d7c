using Microsoft.Build.Framework;

namespace Pum.Build.Tasks.Logging;

/// <summary>Where a task is in the user's sources; a failure without a better place points there.</summary>
/// <param name="File">The project, or the imported file that holds the task's element.</param>
/// <param name="Line">The line, counted from 1: GitHub's matcher ignores an error without one.</param>
internal sealed record TaskPlace(string File, int Line)
{
    /// <param name="engine">Knows the file of the task's element, which is a file of the package in the package's own targets.</param>
    /// <param name="projectFile">The project that such a target names instead, or <see langword="null"/>.</param>
    public static TaskPlace Of(IBuildEngine engine, string? projectFile) => projectFile is null
        ? new(engine.ProjectFileOfTaskNode, Math.Max(1, engine.LineNumberOfTaskNode))
        : new(projectFile, 1);
}
