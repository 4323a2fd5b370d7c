using System.Collections.Immutable;

namespace Pum.Dumper.Archives;

/// <summary>One entry of an archive's table of contents: one thing to restore.</summary>
internal sealed record ArchiveEntry
{
    /// <summary>The number of the entry in this archive, by which <c>pg_restore --use-list</c> selects it.</summary>
    public required int DumpId { get; init; }

    /// <summary>Whether the entry came with data of its own: rows or large objects.</summary>
    public required bool HadDumper { get; init; }

    /// <summary>The object in the dumped database's catalogs.</summary>
    public required CatalogId CatalogId { get; init; }

    /// <summary>The name, as pg_restore shows it: <c>film</c>, <c>f(integer)</c>, <c>film film_pkey</c>, <c>TABLE film</c>.</summary>
    public required string Tag { get; init; }

    /// <summary>The kind: <c>TABLE</c>, <c>TABLE DATA</c>, <c>FK CONSTRAINT</c>, …</summary>
    public required string Description { get; init; }

    /// <summary>The section it belongs to.</summary>
    public required ArchiveSection Section { get; init; }

    /// <summary>Its statements.</summary>
    public required EntryStatements Statements { get; init; }

    /// <summary>The schema, or <see langword="null"/> for what is in none; a schema's own entry has none either.</summary>
    public required string? Namespace { get; init; }

    /// <summary>The tablespace, or <see langword="null"/> for the default.</summary>
    public required string? Tablespace { get; init; }

    /// <summary>The owner's name; empty where there is none.</summary>
    public required string Owner { get; init; }

    /// <summary>The dump ids this entry needs; some may be absent from the archive.</summary>
    public required ImmutableArray<int> Dependencies { get; init; }

    /// <summary>Custom archives: what is known of the data's place. Elsewhere as <see cref="FileName"/> tells.</summary>
    public required ArchiveDataState DataState { get; init; }

    /// <summary>Custom archives: where the data begins; <see langword="null"/> where that is not known.</summary>
    public long? DataOffset { get; init; }

    /// <summary>Directory and tar archives: the bare name of the file that holds the data, without a suffix for its compression.</summary>
    public string? FileName { get; init; }

    /// <summary>
    /// Whether some text of the entry is not valid in the dump's encoding; it was then read as Latin-1, a character a byte, so that
    /// the bytes can be had back.
    /// </summary>
    public bool Undecodable { get; init; }

    /// <summary>Whether the archive holds data for this entry.</summary>
    public bool HasData => HadDumper && DataState != ArchiveDataState.NoData;

    /// <summary>By the number alone, which is unique in an archive.</summary>
    public override int GetHashCode() => DumpId;

    /// <summary>Whether this is large objects' content: one entry for all of them before PostgreSQL 17, several since.</summary>
    public bool IsLargeObjects => Description == "BLOBS";
}
