namespace Pum.Dumper.Archives;

/// <summary>What a custom archive's table of contents says about where an entry's data is.</summary>
internal enum ArchiveDataState
{
    /// <summary>The entry has data at a place that is not recorded, since pg_dump could not go back to write it.</summary>
    NotSet = 1,

    /// <summary>The entry has data, and its place is recorded.</summary>
    Set = 2,

    /// <summary>The entry has no data.</summary>
    NoData = 3,
}
