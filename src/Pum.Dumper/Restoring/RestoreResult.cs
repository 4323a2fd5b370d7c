namespace Pum.Dumper.Restoring;

/// <summary>A restore that completed.</summary>
internal sealed record RestoreResult
{
    /// <summary>Name of the target.</summary>
    public required string Database { get; init; }

    /// <summary>The format that was recognised.</summary>
    public required DumpFormat Format { get; init; }

    /// <summary>The version of the target's server.</summary>
    public required string ServerVersion { get; init; }

    /// <summary>The version of pg_restore or psql.</summary>
    public required string ClientVersion { get; init; }

    /// <summary>How many errors were ignored; always 0 unless they were to be.</summary>
    public required int IgnoredErrors { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>A connection string for Npgsql to the target, without its password.</summary>
    public required string ConnectionString { get; init; }
}
