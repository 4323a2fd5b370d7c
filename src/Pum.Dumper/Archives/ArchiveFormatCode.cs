namespace Pum.Dumper.Archives;

/// <summary>The format byte of an archive's header (PostgreSQL's src/bin/pg_dump/pg_backup_archiver.h).</summary>
internal static class ArchiveFormatCode
{
    /// <summary>A custom archive.</summary>
    public const byte Custom = 1;

    /// <summary>toc.dat, alone in a folder or first in a tar archive: a directory archive calls itself tar.</summary>
    public const byte TarAndDirectory = 3;
}
