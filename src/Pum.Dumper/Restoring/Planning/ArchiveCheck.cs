using System.Collections.Immutable;
using System.Text;
using Pum.Dumper.Archives;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring.Selection;
using Pum.Dumper.Scripts;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>Finds what would outlive the one transaction of a restore into an existing database, before anything is touched.</summary>
internal static class ArchiveCheck
{
    private static readonly ScriptFindingKind[] Ends =
        [
        ScriptFindingKind.TransactionBlock,
        ScriptFindingKind.Rollback,
        ScriptFindingKind.PreparedTransaction,
        ScriptFindingKind.OutsideTransaction,
    ];

    private static readonly string[] Words = ["COMMIT", "END", "ROLLBACK", "ABORT", "PREPARE"];

    /// <summary>Checks the entries that are to be restored: PUM5015, PUM5016, the first of each.</summary>
    public static async Task<IEnumerable<PumFailure>> FindAsync(
        ImmutableArray<ArchiveEntry> entries, RestoreRequest request, Session session, CancellationToken cancellationToken) =>
    [
        .. (await FindSequencesAsync(entries, request, session, cancellationToken)).Take(1)
            .Select(entry => RestoreFailures.SequencesNotUndone(request.File, entry.Tag)),
        .. entries.Where(entry => entry.Description != "DATABASE").SelectMany(entry => FindInText(entry, request.File)).Take(1),
    ];

    /// <summary>
    /// <c>setval</c> is never rolled back, except on a sequence made in the same transaction: see
    /// <see href="https://www.postgresql.org/docs/current/functions-sequence.html">Sequence Manipulation Functions</see>. One that an
    /// extension brings is not in the archive: where the target lacks it, CREATE EXTENSION makes it in the same transaction.
    /// </summary>
    private static async Task<ImmutableArray<ArchiveEntry>> FindSequencesAsync(
        ImmutableArray<ArchiveEntry> entries, RestoreRequest request, Session session, CancellationToken cancellationToken)
    {
        if (request.SchemaOnly)
            return [];
        var created = request.DataOnly
            ? []
            : entries.Where(entry => entry.Description == "SEQUENCE").Select(entry => (entry.Namespace, entry.Tag)).ToHashSet();
        ImmutableArray<ArchiveEntry> set =
            [.. entries.Where(entry => entry.Description == "SEQUENCE SET" && !created.Contains((entry.Namespace, entry.Tag)))];
        return entries.Any(entry => entry.Description == "EXTENSION")
            ? await PresentEntries.AmongAsync(set, session, cancellationToken)
            : set;
    }

    private static IEnumerable<PumFailure> FindInText(ArchiveEntry entry, string file)
    {
        // Most entries hold none of these words; the scanner decides whether they are in a string or a body.
        foreach (var text in new[] { entry.Statements.Definition, entry.Statements.Drop, entry.Statements.Copy })
        {
            if (!MayEndTransaction(text))
                continue;
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
            var finding = ScriptScanner.Scan(stream).Findings.FirstOrDefault(finding => Ends.Contains(finding.Kind));
            if (finding is not null)
                yield return RestoreFailures.OwnTransaction(file, $"{entry.Description} {entry.Tag}", finding.Text);
        }
    }

    private static bool MayEndTransaction(string text) =>
        Words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
