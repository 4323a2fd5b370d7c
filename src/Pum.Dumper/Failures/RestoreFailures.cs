using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using static Pum.Dumper.Failures.SessionFailures;

namespace Pum.Dumper.Failures;

/// <summary>
/// The catalogue's part about restoring: PUM2004 and PUM5001 to PUM5016, as far as archives and scripts do not say it themselves.
/// </summary>
internal static partial class RestoreFailures
{
    /// <summary>What holds of the target when a restore is stopped early.</summary>
    public static string LeftAsItWas(bool ignoreErrors, bool replaceDatabase) => ignoreErrors && !replaceDatabase
        ? "With IgnoreErrors the restore is not one transaction, so a target that existed may hold a part of the dump."
        : "The target is as it was before.";

    public static PumFailure Failed(string words, FailureContext context) => new()
    {
        Code = PumCodes.PgRestoreFailed,
        Message = $"PgRestoreFailed: {context.Tool} ended with exit code {context.ExitCode}: {Sentence(words)}",
        Advice = ServerAdvice.For(words) ?? "",
        CallersAdvice = CallersAdvice.ShowOutput,
    };

    /// <summary>A statement of ours, of which the dump knows nothing.</summary>
    public static PumFailure Refused(string words, FailureContext context) => new()
    {
        Code = PumCodes.PgRestoreFailed,
        Message = $"PgRestoreFailed: the server refused a statement of {context.Tool}: {Sentence(words)}",
        Advice = "",
        CallersAdvice = CallersAdvice.ShowOutput,
    };

    public static PumFailure ArchiveNewer(string words, FailureContext context) => new()
    {
        Code = PumCodes.ToolTooOld,
        Message = $"{context.Tool} is older than the archive: {Sentence(words)}",
        Advice = "Install the client tools of the version that made the dump, or name their folder with ToolPath.",
        Location = new(context.File),
    };

    public static PumFailure Damaged(string words, FailureContext context) => new()
    {
        Code = PumCodes.DumpDamaged,
        Message = $"The dump is truncated or corrupt: {Sentence(words)}",
        Advice = "Make it again, or fetch it again.",
        Location = new(context.File),
    };

    public static PumFailure AlreadyExists(string words, FailureContext context) => new()
    {
        Code = PumCodes.ObjectExists,
        Message = $"An object of the dump already exists: {Sentence(words)}",
        Advice = context.InOneTransaction
            ? $"Restore into an empty or a new database, or set {ReplaceFailures.WaysOut}. For an archive, Clean=\"true\" instead drops the old objects first."
            : "The dump creates it twice, or the database that BaseTemplate names already has it: remove it from the dump, or name another BaseTemplate.",
        Location = new(context.File),
    };

    /// <summary>A dump of the schema public alone, by <c>--schema</c>, creates it.</summary>
    public static PumFailure SchemaExists(string words, FailureContext context) =>
        AlreadyExists(words, context) is var failure && Public().IsMatch(words)
        ? failure with { Advice = "Every database has that schema. Take CREATE SCHEMA public out of the script, or make the dump with Format=\"custom\": the restore then leaves it out." }
        : failure;

    /// <param name="names">The tables.</param>
    /// <param name="file">The dump.</param>
    public static PumFailure RowsExist(ImmutableArray<string> names, string file) => new()
    {
        Code = PumCodes.ObjectExists,
        Message = $"The target already has some of the rows that the dump holds for {LackingObjects.List(names)} (part of an extension).",
        Advice = "Delete these rows from the target, or leave all of the dump's out with ExcludeTableData. Clean does not help: it keeps an extension's rows.",
        Location = new(file),
        FailingObject = names[0],
    };

    public static PumFailure ScratchGone(string database, string scratch) => new()
    {
        Code = PumCodes.ObjectExists,
        Message = $"The database '{scratch}', which was to become '{database}', was dropped or renamed during the restore.",
        Advice = $"'{database}' is as it was before; run the restore again, and leave databases named pum_scratch_… alone.",
    };

    public static PumFailure PrerequisiteMissing(string words, FailureContext context) =>
        context.Dumping ? SessionFailures.Denied(words, context) : new()
        {
            Code = PumCodes.PrerequisiteMissing,
            Message = $"The target lacks what the dump needs: {Sentence(words)}",
            Advice = ServerAdvice.For(words)
                ?? "Create or install it on the target's server first, or leave out of the dump what needs it.",
            Location = new(context.File),
        };

    /// <summary>A warning under the code of what kept the database from being dropped.</summary>
    public static PumFailure ScratchLeft(string database, PumFailure reason) => reason with
    {
        Message = $"The unfinished database '{database}' could not be dropped: {reason.Message}",
        Advice = $"Drop it when the server is available again: DROP DATABASE {database}.",
    };

    public static PumFailure LockHeld(string what, string holder, TimeSpan limit, bool ignoreErrors) => new()
    {
        Code = PumCodes.TargetInUse,
        Message = string.Create(
            CultureInfo.InvariantCulture,
            $"The restore waited longer than its LockTimeout of {limit.TotalMilliseconds:0} ms for {what}, which {holder} holds."),
        Advice = $"End that session's transaction, or raise LockTimeout; the target {(ignoreErrors ? "may hold a part of the dump" : "is as it was before")}.",
    };

    public static PumFailure IgnoredError(string words, SourceLocation location) => new()
    {
        Code = PumCodes.ErrorIgnored,
        Message = $"Ignored: {Sentence(words)}",
        Advice = "The target may be incomplete.",
        CallersAdvice = CallersAdvice.SilenceWarning,
        Location = location,
    };

    public static PumFailure IgnoredErrors(int number, string file) => new()
    {
        Code = PumCodes.ErrorIgnored,
        Message = $"{number} errors were ignored.",
        Advice = "The target may be incomplete; the messages list them all.",
        Location = new(file),
    };

    public static PumFailure ServerDiskFull(string words) => new()
    {
        Code = PumCodes.ServerDiskFull,
        Message = $"The server ran out of disk space: {Sentence(words)}",
        Advice = "Make room on the server.",
    };

    public static PumFailure LockTableFull(string words, FailureContext context)
    {
        if (context.Dumping)
            return DumpFailures.Failed(words, context) with { Advice = "Raise max_locks_per_transaction on the server: a dump locks every table in one transaction." };
        if (!context.InOneTransaction)
            return Failed(words, context) with { Advice = "Raise max_locks_per_transaction on the server, or take out the BEGIN and COMMIT around so many statements." };
        return new()
        {
            Code = PumCodes.NotOneTransaction,
            Message = $"The dump holds more objects than one transaction can lock on this server: {Sentence(words)}",
            Advice = $"Set {ReplaceFailures.WaysOut}, or raise max_locks_per_transaction.",
            Location = new(context.File),
        };
    }

    /// <summary>An archive whose text would end the transaction of its restore, which no pg_dump writes.</summary>
    public static PumFailure OwnTransaction(string file, string entry, string statement) => new()
    {
        Code = PumCodes.OwnTransactions,
        Message = $"The archive's entry '{entry}' holds '{statement}', which would end the restore's one transaction.",
        Advice = $"pg_dump never writes that: check what made the dump, or set {ReplaceFailures.WaysOut}.",
        Location = new(file),
    };

    public static PumFailure SequencesNotUndone(string file, string sequence) => new()
    {
        Code = PumCodes.NotOneTransaction,
        Message = $"The dump sets sequence values ('{sequence}' and maybe others), which PostgreSQL never rolls back.",
        Advice = "Restore definitions and data together, or set ReplaceDatabase=\"true\" with a BaseTemplate that holds the definitions.",
        Location = new(file),
    };

    /// <summary>A warning: a table is its owner's from the first moment, and so are its triggers.</summary>
    public static PumFailure RoleMayInterfere(string role, string login) => new()
    {
        Code = PumCodes.RestoreDenied,
        Message = $"The new database belongs to '{role}' while it is restored, because '{login}' may not create it. '{role}' can therefore have code run with the rights of '{login}'.",
        Advice = $"Give '{login}' CREATEDB and a membership in '{role}' that inherits its rights, or log in as '{role}'.",
    };

    /// <summary>A warning: what is committed statement by statement, its owner can change in between.</summary>
    public static PumFailure RoleMayInterfereBetween(string role, string login) => new()
    {
        Code = PumCodes.RestoreDenied,
        Message = $"With IgnoreErrors each statement is committed by itself, so '{role}', who owns what is restored, can have code run with the rights of '{login}' in between.",
        Advice = $"Log in as '{role}', or set ReplaceDatabase=\"true\".",
    };

    /// <summary>A warning: functions, operators and triggers that are in a database already are its owner's.</summary>
    public static PumFailure OwnerMayInterfere(string database, string owner, string login, string role) => new()
    {
        Code = PumCodes.RestoreDenied,
        Message = $"The restore logs in as '{login}' to the database '{database}', whose owner '{owner}' can have code run with the rights of '{login}', by functions, operators and triggers in it. What is restored belongs to '{role}', unless the dump itself names other owners.",
        Advice = $"Log in as '{owner}', or set {ReplaceFailures.WaysOut}, whose result belongs to '{owner}'. Role=\"{owner}\" gives the restored objects to '{owner}', but does not keep its code from the rights of '{login}'.",
    };

    /// <summary>A warning: most of what a newer server dumps an older one knows.</summary>
    public static PumFailure NewerDump(string file, PostgresVersion dump, PostgresVersion server) => new()
    {
        Code = PumCodes.DumpFromNewerServer,
        Message = $"The dump comes from PostgreSQL {dump}, which is newer than the target's {server}.",
        Advice = $"The restore fails if the dump uses what the older server does not know; PostgreSQL {dump.Major} or later knows all of it.",
        Location = new(file),
    };

    public static PumFailure NewerFeature(string file, string dump, PostgresVersion server, string entry, string what, int since) => new()
    {
        Code = PumCodes.DumpFromNewerServer,
        Message = $"The dump comes from PostgreSQL {dump} and holds what the target's {server} refuses: '{entry}', with {what}.",
        Advice = $"Restore into PostgreSQL {since} or later, or leave the object out.",
        Location = new(file),
        FailingObject = entry,
    };

    /// <summary>A warning: from 14 on, the server neither converts nor checks the rows of a COPY in SQL_ASCII.</summary>
    public static PumFailure NotChecked(string encoding, string file) => new()
    {
        Code = PumCodes.EncodingOrLocaleMissing,
        Message = $"The dump is in SQL_ASCII and the target in {encoding}, so the server may store the bytes of its rows as they are, even where they are not valid {encoding}.",
        Advice = "Dump with AdditionalOptions=\"--encoding=LATIN1\", or whatever encoding the bytes are in; they are then converted and checked.",
        CallersAdvice = CallersAdvice.SilenceWarning,
        Location = new(file),
    };

    public static PumFailure MayNotCreate(string database, string role, string login) => new()
    {
        Code = PumCodes.RestoreDenied,
        Message = $"The database '{database}' does not exist, and the role '{role}' may not create databases.",
        Advice = $"{GrantCreateDb(role, login)}, or create the database beforehand.",
    };

    /// <summary>What lets a role make databases, or the one that logged in for it.</summary>
    internal static string GrantCreateDb(string role, string login) => role == login
        ? "Grant it CREATEDB (ALTER ROLE … CREATEDB), which a membership does not pass on"
        : $"Grant CREATEDB (ALTER ROLE … CREATEDB) to it, or to '{login}' as a member that inherits its rights";

    /// <summary>Its name in the quotes of any language.</summary>
    [GeneratedRegex(@"[^\w ] ?public ?[^\w ]", RegexOptions.CultureInvariant)]
    private static partial Regex Public();
}
