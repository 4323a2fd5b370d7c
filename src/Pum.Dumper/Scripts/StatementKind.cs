namespace Pum.Dumper.Scripts;

/// <summary>What a statement is to the one transaction of a restore.</summary>
internal static class StatementKind
{
    // CLOSE ALL would close the guard of the transaction. The others from the pages of each command: "cannot be executed inside a
    // transaction block". What depends on more than the first words (ALTER TABLE … DETACH PARTITION CONCURRENTLY, CREATE SUBSCRIPTION, a
    // partitioned table) is left to the server, which says 25001.
    private static readonly string[] OutsideTransaction =
    [
        "create index concurrently", "create unique index concurrently", "drop index concurrently",
        "create database", "drop database", "create tablespace", "drop tablespace", "alter system", "vacuum", "discard all", "close all",
        "reindex database", "reindex system", "reindex schema", "reindex index concurrently", "reindex table concurrently",
    ];

    /// <summary>Reads a statement's head; <see langword="null"/> means any other statement.</summary>
    public static ScriptFindingKind? Of(string head)
    {
        if (head.Length == 0)
            return null;
        if (Begins(head, "prepare transaction") || Begins(head, "commit prepared") || Begins(head, "rollback prepared"))
            return ScriptFindingKind.PreparedTransaction;
        if (Begins(head, "begin") || Begins(head, "start transaction") || Begins(head, "commit") || Begins(head, "end"))
            return ScriptFindingKind.TransactionBlock;
        if (Begins(head, "abort") || (Begins(head, "rollback") && !ToSavepoint(head)))
            return ScriptFindingKind.Rollback;
        if (head == "cluster" || head == "cluster verbose" || Array.Exists(OutsideTransaction, words => Begins(head, words)))
            return ScriptFindingKind.OutsideTransaction;
        return ScriptSettings.SetsUnsafeEncoding(head) ? ScriptFindingKind.UnsafeEncoding : null;
    }

    private static bool ToSavepoint(string head) =>
        Begins(head, "rollback to") || Begins(head, "rollback work to") || Begins(head, "rollback transaction to");

    private static bool Begins(string head, string words) =>
        head.StartsWith(words, StringComparison.Ordinal) && (head.Length == words.Length || head[words.Length] == ' ');
}
