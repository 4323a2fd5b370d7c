namespace Pum.Build.Tasks.Tests.Codes;

/// <summary>A failure that a task makes for real, and what the build is to say of it.</summary>
/// <param name="Code">The code.</param>
/// <param name="How">How it is made.</param>
/// <param name="Task">The task, without the brackets of its element.</param>
/// <param name="Words">Words that say what happened.</param>
/// <param name="Advice">The beginning of what to do, a sentence of its own behind those words.</param>
internal sealed record MadeFailure(string Code, string How, string Task, string Words, string Advice)
{
    /// <summary>
    /// The file that the line names, in the project's folder; <see langword="null"/> for the project, at the line of the task.
    /// </summary>
    public string? File { get; init; }

    /// <summary>The line of <see cref="File"/>.</summary>
    public int Line { get; init; } = 1;

    /// <summary>What to write into <see cref="File"/> beforehand; <see langword="null"/> where it is there or is to be missing.</summary>
    public string? Content { get; init; }

    /// <summary>Whether it is a warning.</summary>
    public bool IsWarning { get; init; }

    /// <summary>Whether a script of the shell stands in for a client tool.</summary>
    public bool NeedsShell { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Code} {How}";
}
