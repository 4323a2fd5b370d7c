namespace Pum.Dumper.Dumping;

/// <summary>A dump that is complete at its place.</summary>
internal sealed record DumpResult
{
    /// <summary>Full path of the dump.</summary>
    public required string File { get; init; }

    /// <summary>Its format.</summary>
    public required DumpFormat Format { get; init; }

    /// <summary>
    /// SHA-256 of the file, in lower-case hexadecimal; of a directory, over its files' names and hashes in ordinal order.
    /// </summary>
    public required string Sha256 { get; init; }

    /// <summary>Bytes; of a directory, of all its files.</summary>
    public required long Size { get; init; }

    /// <summary>The version of the server, for instance <c>15.18</c>.</summary>
    public required string ServerVersion { get; init; }

    /// <summary>The version of pg_dump.</summary>
    public required string ClientVersion { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }
}
