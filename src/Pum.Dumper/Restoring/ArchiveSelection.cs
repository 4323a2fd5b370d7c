using System.Collections.Immutable;
using System.Globalization;
using Pum.Dumper.Archives;

namespace Pum.Dumper.Restoring;

/// <summary>Which entries of an archive are restored, for <c>pg_restore --use-list</c>.</summary>
/// <param name="Left">Those left out, for the log.</param>
/// <param name="Kept">Those restored, in the archive's order, which is the order of the restore.</param>
internal sealed record ArchiveSelection(ImmutableArray<ArchiveEntry> Left, ImmutableArray<ArchiveEntry> Kept)
{
    /// <summary>
    /// Leaves out what only a superuser may do and nobody misses: comments on extensions, which belong to whoever installed them, and
    /// the schema <c>public</c> with its comment, which every new database has.
    /// </summary>
    public static ArchiveSelection For(ImmutableArray<ArchiveEntry> entries, Target target)
    {
        var left = target.IsSuperuser ? [] : entries.Where(entry => IsForSuperusers(entry, target)).ToImmutableArray();
        return new(left, left.IsEmpty ? entries : [.. entries.Except(left)]);
    }

    /// <summary>The list: a line <c>N;</c> for each entry; what stands behind the semicolon is a comment to pg_restore.</summary>
    public IEnumerable<string> Lines => Kept.Select(entry => entry.DumpId.ToString(CultureInfo.InvariantCulture) + ";");

    private static bool IsForSuperusers(ArchiveEntry entry, Target target) => entry.Description switch
    {
        "COMMENT" => entry.Tag.StartsWith("EXTENSION ", StringComparison.Ordinal) || (entry.Tag == "SCHEMA public" && !target.OwnsPublic),
        "SCHEMA" => entry.Tag == "public",
        _ => false,
    };
}
