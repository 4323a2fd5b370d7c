using System.Collections.Immutable;
using Pum.Dumper.Files;

namespace Pum.Dumper.Connections;

/// <summary>Environment variables for a client tool; ends what they refer to (a private file) when disposed.</summary>
internal sealed class ToolEnvironment : IDisposable
{
    /// <summary>The variables to set; <see langword="null"/> removes one.</summary>
    public required ImmutableDictionary<string, string?> Variables { get; init; }

    /// <summary>A file that only this user can read, or <see langword="null"/> where none was needed.</summary>
    internal PrivateFile? PrivateFile { get; init; }

    /// <summary>The names of files to remove where this process is killed while a tool uses them.</summary>
    public ImmutableArray<string> FileNames => PrivateFile?.Name is { } name ? [name] : [];

    /// <inheritdoc/>
    public void Dispose() => PrivateFile?.Dispose();
}
