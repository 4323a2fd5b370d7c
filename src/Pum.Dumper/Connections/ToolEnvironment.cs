using System.Collections.Immutable;

namespace Pum.Dumper.Connections;

/// <summary>Environment variables for a client tool; ends what they refer to (a private file) when disposed.</summary>
internal sealed class ToolEnvironment : IDisposable
{
    /// <summary>The variables to set; <see langword="null"/> removes one.</summary>
    public required ImmutableDictionary<string, string?> Variables { get; init; }

    /// <summary>A folder that only this user can read, or <see langword="null"/> where none was needed.</summary>
    internal string? PrivateFolder { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(PrivateFolder))
            Directory.Delete(PrivateFolder, recursive: true);
    }
}
