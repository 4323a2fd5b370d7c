using System.Collections.Immutable;

namespace Pum.Dumper.ClientTools;

/// <summary>One run of a program.</summary>
internal sealed record ToolCommand
{
    /// <summary>Full path of the program.</summary>
    public required string Program { get; init; }

    /// <summary>Its arguments, each as the program is to see it; never a secret.</summary>
    public required ImmutableArray<string> Arguments { get; init; }

    /// <summary>The folder it runs in.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Variables to set on top of this process's own; <see langword="null"/> removes one.</summary>
    public ImmutableDictionary<string, string?> Environment { get; init; } = ImmutableDictionary<string, string?>.Empty;

    /// <summary>Writes the program's standard input; <see langword="null"/> closes it at once.</summary>
    public Func<Stream, CancellationToken, Task>? Feed { get; init; }

    /// <summary>What to remove when this process is told to end while the tool runs; called when the tool is gone.</summary>
    public Action? OnExit { get; init; }

    /// <summary>Whether the program may run for long, and so is to end also where this process is killed outright.</summary>
    public bool IsLong { get; init; }

    /// <summary>Files to remove where this process is killed outright while the tool runs.</summary>
    public ImmutableArray<string> PrivateFiles { get; init; } = [];

    /// <summary>Reads standard output as it is; <see langword="null"/> has it read as lines.</summary>
    public Func<Stream, CancellationToken, Task>? ReadOutput { get; init; }

    /// <summary>Receives each line of standard output as it comes; one call at a time.</summary>
    public Action<string>? OnOutput { get; init; }

    /// <summary>Takes lines of standard error before they are made strings; see <see cref="LineReader"/>.</summary>
    public LineTaker? TakesError { get; init; }

    /// <summary>Receives each line of standard error that was not taken, as it comes; one call at a time.</summary>
    public Action<string>? OnError { get; init; }
}
