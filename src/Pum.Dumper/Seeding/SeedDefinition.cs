using System.Collections.Immutable;
using Pum.Dumper.Connections;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.Seeding;

/// <summary>What a template is made of.</summary>
internal sealed record SeedDefinition
{
    /// <summary>What tests ask for.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Who asks, as users know it: lines of the log and the sessions on the server begin with it.
    /// </summary>
    public required string Caller { get; init; }

    /// <summary>Where the server is; the database that it names does not count.</summary>
    public required ConnectionRequest Connection { get; init; }

    /// <summary>The folder that relative paths in the connection count from.</summary>
    public required string BaseDirectory { get; init; }

    /// <summary>Folder of the client tools to use; <see langword="null"/> searches for them.</summary>
    public string? ToolPath { get; init; }

    /// <summary>How the dump is restored, its target apart; <see langword="null"/> for an empty database.</summary>
    public RestoreRequest? Dump { get; init; }

    /// <summary>SHA-256 of the dump where it is known, lower-case hexadecimal; <see langword="null"/> has it computed.</summary>
    public string? DumpSha256 { get; init; }

    /// <summary>What is done to the template once the dump is restored, in this order.</summary>
    public ImmutableArray<Preparation> Preparations { get; init; } = [];
}
