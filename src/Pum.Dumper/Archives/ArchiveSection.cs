namespace Pum.Dumper.Archives;

/// <summary>The section of a dump that an entry belongs to, as <c>--section</c> of pg_dump and pg_restore names them.</summary>
internal enum ArchiveSection
{
    /// <summary>None: settings, comments and privileges go with what they are about.</summary>
    None = 1,

    /// <summary>Definitions that come before the data.</summary>
    PreData = 2,

    /// <summary>Rows, large objects and the values of sequences.</summary>
    Data = 3,

    /// <summary>Indexes, triggers, constraints and rules.</summary>
    PostData = 4,
}
