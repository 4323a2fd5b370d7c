using System.Collections.Immutable;
using System.Text;
using Pum.Dumper.Archives;
using Pum.Dumper.Failures;
using Pum.Dumper.Scripts;

namespace Pum.Dumper.Restoring;

/// <summary>Finds what would outlive the one transaction of a restore into an existing database, before anything is touched.</summary>
internal static class ArchiveCheck
{
    private static readonly ScriptFindingKind[] Ends =
        [ScriptFindingKind.TransactionBlock, ScriptFindingKind.Rollback, ScriptFindingKind.PreparedTransaction, ScriptFindingKind.OutsideTransaction];

    private static readonly string[] Words = ["COMMIT", "END", "ROLLBACK", "ABORT", "PREPARE"];

    /// <summary>Checks the entries that are to be restored.</summary>
    /// <exception cref="PumFailureException">PUM5015, PUM5016.</exception>
    public static void Run(ImmutableArray<ArchiveEntry> entries, RestoreRequest request)
    {
        CheckSequences(entries, request);
        foreach (var entry in entries.Where(entry => entry.Description != "DATABASE"))
            CheckText(entry, request.File);
    }

    /// <summary>
    /// <c>setval</c> is never rolled back, except on a sequence made in the same transaction: see
    /// <see href="https://www.postgresql.org/docs/current/functions-sequence.html">Sequence Manipulation Functions</see>.
    /// </summary>
    private static void CheckSequences(ImmutableArray<ArchiveEntry> entries, RestoreRequest request)
    {
        var created = request.DataOnly
            ? []
            : entries.Where(entry => entry.Description == "SEQUENCE").Select(entry => (entry.Namespace, entry.Tag)).ToHashSet();
        if (!request.SchemaOnly && entries.FirstOrDefault(entry => entry.Description == "SEQUENCE SET" && !created.Contains((entry.Namespace, entry.Tag))) is { } sequence)
            throw new PumFailureException(RestoreFailures.SequencesNotUndone(request.File, sequence.Tag));
    }

    private static void CheckText(ArchiveEntry entry, string file)
    {
        // Most entries hold none of these words; the scanner decides where they stand in a string or a body.
        foreach (var text in new[] { entry.Definition, entry.DropStatement, entry.CopyStatement })
        {
            if (!MayEndTransaction(text))
                continue;
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
            var finding = ScriptScanner.Scan(stream).Findings.FirstOrDefault(finding => Ends.Contains(finding.Kind));
            if (finding is not null)
                throw new PumFailureException(RestoreFailures.OwnTransaction(file, $"{entry.Description} {entry.Tag}", finding.Text));
        }
    }

    private static bool MayEndTransaction(string text) =>
        Words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
