namespace Pum.Dumper.Archives;

/// <summary>The head of an archive: what it is, and which program wrote it, when, and from which server.</summary>
internal sealed record ArchiveHeader
{
    /// <summary>The version of the archive's format, 1.12 to 1.16; pg_restore refuses one newer than its own.</summary>
    public required Version Version { get; init; }

    /// <summary>The archive's format.</summary>
    public required DumpFormat Format { get; init; }

    /// <summary>Bytes of an integer after its sign; 4 in practice.</summary>
    public required int IntegerSize { get; init; }

    /// <summary>Bytes of a position in the file; 8 in practice.</summary>
    public required int OffsetSize { get; init; }

    /// <summary>How the data is compressed.</summary>
    public required ArchiveCompression Compression { get; init; }

    /// <summary>
    /// When the dump began, by the clock and in the time zone of the machine that made it; <see langword="null"/> if that is not a date.
    /// </summary>
    public required DateTime? Created { get; init; }

    /// <summary>The name of the database that was dumped.</summary>
    public required string DatabaseName { get; init; }

    /// <summary>The version of the server that was dumped, in its own words.</summary>
    public required string ServerVersion { get; init; }

    /// <summary>The version of pg_dump, in its own words.</summary>
    public required string ClientVersion { get; init; }

    /// <summary><see cref="ServerVersion"/> in numbers, where it begins with some.</summary>
    public PostgresVersion? Server => PostgresVersion.TryParse(ServerVersion);

    /// <summary><see cref="ClientVersion"/> in numbers, where it begins with some.</summary>
    public PostgresVersion? Client => PostgresVersion.TryParse(ClientVersion);
}
