using static Pum.Dumper.Failures.SessionFailures;

namespace Pum.Dumper.Failures;

/// <summary>
/// The catalogue's part about the one transaction of a restore, as far as it shows when the statements run: PUM5015 and PUM5016.
/// </summary>
internal static class TransactionFailures
{
    private const string Replace = $"set {ReplaceFailures.WaysOut}";

    /// <summary>
    /// A statement that needs what came before it to be committed, or commits by itself. In no transaction of ours it is in the script's
    /// own.
    /// </summary>
    public static PumFailure NotInTransaction(string words, FailureContext context) =>
        !context.InOneTransaction ? RestoreFailures.Failed(words, context) : new()
        {
            Code = PumCodes.NotOneTransaction,
            Message = $"A statement of the dump cannot run in the restore's one transaction: {Sentence(words)}",
            Advice = $"To restore it, {Replace}: there, statements outside the script's own BEGIN and COMMIT commit one by one.",
            Location = new(context.File),
        };

    /// <summary>A table that cannot be altered while its deferred constraints and triggers wait for the end of the transaction.</summary>
    public static PumFailure PendingTriggers(string words, FailureContext context)
    {
        const string check = "Write SET CONSTRAINTS ALL IMMEDIATE; before it";
        return !context.InOneTransaction ? RestoreFailures.Failed(words, context) with { Advice = $"{check}." } : new()
        {
            Code = PumCodes.NotOneTransaction,
            Message = $"A statement of the dump has to wait until deferred constraints are checked: {Sentence(words)}",
            Advice = $"{check}, or {Replace}: there, statements outside the script's own BEGIN and COMMIT commit one by one.",
            Location = new(context.File),
        };
    }

    /// <summary>A value of an enum that this transaction added, to a type that it did not make (before 17, to any type).</summary>
    public static PumFailure NewEnumValue(string words, FailureContext context) =>
        !context.InOneTransaction ? RestoreFailures.Failed(words, context) : new()
        {
            Code = PumCodes.NotOneTransaction,
            Message = $"A new value of an enum cannot be used in the transaction that adds it: {Sentence(words)}",
            Advice = $"Add the value in a script of its own, restored before this one; or, where the script makes the type too, {Replace}: there, each statement commits by itself.",
            Location = new(context.File),
        };

    /// <summary>COMMIT, under the guard of the restore's transaction.</summary>
    public static PumFailure CommitsByItself(string words, FailureContext context) => new()
    {
        Code = PumCodes.OwnTransactions,
        Message = "A file that the script includes, or a statement that it generates by \\gexec, commits by itself, which would end the restore's one transaction.",
        Advice = $"Take COMMIT out there, or {Replace}: there, a script may begin and end transactions.",
        Location = new(context.File),
    };

    /// <summary>The guard of the restore's transaction is gone.</summary>
    public static PumFailure Ended(string words, FailureContext context) => new()
    {
        Code = PumCodes.OwnTransactions,
        Message = "The script ended the restore's transaction itself: by ROLLBACK in a branch of \\if, by ROLLBACK or \\connect in a file that it includes, by \\gexec, or by CLOSE ALL.",
        Advice = $"Take that out, or {Replace}: there, a script may begin and end transactions.",
        Location = new(context.File),
    };

    /// <summary>A script that was written to get past the guard, and failed after it had.</summary>
    public static PumFailure Committed(PumFailure failure, string file) => failure with
    {
        Code = PumCodes.OwnTransactions,
        TargetMayHaveChanged = true,
        Message = $"The script committed by itself what it had done before this error, and that part is in the database now: {Sentence(failure.Message)}",
        Advice = $"Read the script before you go on: no dump does that. Restore a script that you do not trust into a database of its own: {Replace}.",
        Location = failure.Location ?? new(file),
    };

    /// <summary>What a script does after a ROLLBACK. With pg_restore the server, or the role, is read-only.</summary>
    public static PumFailure ReadOnly(string words, FailureContext context) => context is not { InOneTransaction: true, Tool: "psql" }
        ? RestoreFailures.Failed(words, context)
        : Ended(words, context) with { Message = $"Before this statement, the script ended the restore's transaction itself, for example by ROLLBACK in a branch of \\if or in a file that it includes: {Sentence(words)}" };
}
