namespace Pum.Dumper.Archives;

/// <summary>How an archive's data is compressed, by the numbers of PostgreSQL's src/include/common/compression.h.</summary>
internal enum ArchiveCompression
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>gzip; the only one before version 1.15.</summary>
    Gzip,

    /// <summary>LZ4.</summary>
    Lz4,

    /// <summary>Zstandard.</summary>
    Zstd,
}
