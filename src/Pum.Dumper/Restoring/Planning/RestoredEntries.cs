using System.Collections.Immutable;
using Pum.Dumper.Archives;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>
/// Which entries of those selected pg_restore restores (<c>_tocEntryRequired</c> in <c>src/bin/pg_dump/pg_backup_archiver.c</c>).
/// </summary>
internal static class RestoredEntries
{
    private static readonly ImmutableArray<string> Data = ["TABLE DATA", "BLOBS", "SEQUENCE SET", "STATISTICS DATA", "BLOB", "BLOB METADATA"];

    /// <summary>Whether anything of an entry is restored, as the request has it.</summary>
    public static bool Includes(ArchiveEntry entry, RestoreRequest request) => entry.Description switch
    {
        // The entry of the database itself matters only with --create, which is never given.
        "DATABASE" or "DATABASE PROPERTIES" => false,
        "ACL" or "COMMENT" or "SECURITY LABEL" when entry.Tag.StartsWith("DATABASE ", StringComparison.Ordinal) => false,
        "ACL" or "DEFAULT ACL" when request.NoPrivileges ?? true => false,
        "SUBSCRIPTION" or "SUBSCRIPTION TABLE" when request.NoSubscriptions ?? true => false,
        _ => IsData(entry) ? !request.SchemaOnly : !request.DataOnly,
    };

    /// <summary>What belongs to large objects counts as data, though its entries hold statements.</summary>
    private static bool IsData(ArchiveEntry entry) =>
        Data.Contains(entry.Description)
        || (entry.Description is "ACL" or "COMMENT" or "SECURITY LABEL" && entry.Tag.StartsWith("LARGE OBJECT", StringComparison.Ordinal));
}
