namespace Pum.Dumper;

/// <summary>
/// The formats of a dump, by the names of <c>pg_dump --format</c>: see
/// <see href="https://www.postgresql.org/docs/current/app-pgdump.html">pg_dump</see>.
/// </summary>
internal enum DumpFormat
{
    /// <summary>One archive file, compressed, for pg_restore.</summary>
    Custom,

    /// <summary>A script of SQL commands, for psql.</summary>
    Plain,

    /// <summary>A folder with a file for each table, for pg_restore; the one format that is dumped in parallel.</summary>
    Directory,

    /// <summary>A tar archive, for pg_restore; read but never written here.</summary>
    Tar,
}
