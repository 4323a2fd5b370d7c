using System.Collections.Immutable;
using Pum.Dumper.Archives;
using Pum.Dumper.Restoring.Extensions;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>Which entries of an archive are restored, for <c>pg_restore --use-list</c>.</summary>
/// <param name="Left">Those left out, each with the reason, for the log.</param>
/// <param name="Kept">Those restored, in the archive's order, which is the order of the restore.</param>
internal sealed record ArchiveSelection(ImmutableArray<(ArchiveEntry Entry, string Reason)> Left, ImmutableArray<ArchiveEntry> Kept)
{
    /// <summary>The functions that take statistics came with PostgreSQL 18; an older server collects its own.</summary>
    private const int StatisticsSince = 18;

    /// <summary>
    /// Leaves out what a restore does not need and the target would refuse: what it has already, which <c>--clean</c> would drop; comments
    /// that only a superuser or somebody else may write; and statistics.
    /// </summary>
    public static ArchiveSelection For(
        ImmutableArray<ArchiveEntry> entries, Target target, InstalledObjects installed, RestoreRequest request)
    {
        var left = entries.Select(entry => (Entry: entry, Reason: ReasonToLeave(entry, target, installed, request)))
            .Where(found => found.Reason is not null).Select(found => (found.Entry, found.Reason!)).ToImmutableArray();
        return new(left, left.IsEmpty ? entries : [.. entries.Except(left.Select(found => found.Entry))]);
    }

    /// <summary>The same without rows of extensions that the target has.</summary>
    public ArchiveSelection Without(RepeatedRows rows) => new(
        [.. Left, .. rows.Repeated.Select(entry => (entry, "the target's extension has these rows already"))],
        Kept.RemoveRange(rows.Repeated));

    private static string? ReasonToLeave(ArchiveEntry entry, Target target, InstalledObjects installed, RestoreRequest request) =>
        installed.Has(entry, request) && !(target.IsSuperuser && request.NoOwner == false && IsOwnerOfPublic(entry)) ? "the target has it already"
        : !target.IsSuperuser && IsCommentOnExtension(entry) ? "only its owner may write it"
        : !target.IsSuperuser && installed.IsCommentOfOther(entry) ? "only the schema's owner may write it"
        : target.Server.Major < StatisticsSince && entry.Description == "STATISTICS DATA" ? "the server does not know it"
        : null;

    /// <summary>
    /// Where a whole database was dumped, the entry of a <c>public</c> with another owner creates nothing: it has a comment for a statement
    /// (<c>dumpNamespace</c> in <c>src/bin/pg_dump/pg_dump.c</c>).
    /// </summary>
    private static bool IsOwnerOfPublic(ArchiveEntry entry) =>
        entry is { Description: "SCHEMA", Tag: "public" } && entry.Statements.Definition.StartsWith("--", StringComparison.Ordinal);

    /// <summary>CREATE EXTENSION writes the comment, and of an extension that a superuser must own only he may change it.</summary>
    private static bool IsCommentOnExtension(ArchiveEntry entry) =>
        entry.Description == "COMMENT" && entry.Tag.StartsWith("EXTENSION ", StringComparison.Ordinal);
}
