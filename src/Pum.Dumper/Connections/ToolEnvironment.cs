using System.Collections.Immutable;

namespace Pum.Dumper.Connections;

/// <summary>Environment variables for a client tool; ends what they refer to (a private file) when disposed.</summary>
internal sealed class ToolEnvironment : IDisposable
{
    /// <summary>The variables to set; <see langword="null"/> removes one.</summary>
    public required ImmutableDictionary<string, string?> Variables { get; init; }

    /// <inheritdoc/>
    public void Dispose() { }
}
