using System.Collections.Immutable;
using System.Globalization;
using static Pum.Dumper.Failures.SessionFailures;

namespace Pum.Dumper.Failures;

/// <summary>The catalogue's part about what is replaced by a restore: PUM1001, PUM5004, PUM5005, PUM5007, PUM5008, PUM5012.</summary>
internal static class ReplaceFailures
{
    /// <summary>What an advice says to set, to replace the target instead.</summary>
    public const string WaysOut = "ReplaceDatabase=\"true\" (it replaces the whole database, and needs ConfirmReplace if that holds anything that this package did not restore)";

    private const string ShownSessions = "SELECT * FROM pg_catalog.pg_stat_activity WHERE datname = …";

    public static PumFailure NotConfirmed(string database, string loss, string? confirmed, string holds) => new()
    {
        Code = PumCodes.ReplacementNotConfirmed,
        Message = $"The database '{database}' holds {holds}, which {loss}, and ConfirmReplace {(confirmed is null ? "is not set" : $"names '{confirmed}'")}.",
        Advice = $"Check that this is the database you mean. Set ConfirmReplace=\"{database}\" if its content may be lost.",
    };

    public static PumFailure NeverReplaced(string database, string because) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"ReplaceDatabase does not replace '{database}', which is {because}.",
        Advice = "Name another Database.",
    };

    public static PumFailure MayNotCreate(string database, string role, string login) => new()
    {
        Code = PumCodes.RestoreDenied,
        Message = $"The role '{role}' may not create databases, which ReplaceDatabase needs to restore beside '{database}'.",
        Advice = $"{RestoreFailures.GrantCreateDb(role, login)}, or set Role to a role that has it.",
    };

    /// <summary>A warning. Before PostgreSQL 16 a member that has a role's rights may always SET ROLE to it.</summary>
    public static PumFailure OwnerNotKept(string database, string owner, string role) => new()
    {
        Code = PumCodes.RestoreDenied,
        Message = $"The database '{database}' belongs to '{owner}', and the role '{role}' may not SET ROLE to '{owner}': the new database and everything in it will belong to '{role}'.",
        Advice = $"To keep the owner, allow the role to do so (GRANT {Quoted(owner)} TO {Quoted(role)} WITH SET TRUE), or connect as '{owner}'.",
    };

    /// <summary>A warning: the dump had functions run with the rights of an owner that is another one now.</summary>
    public static PumFailure RunsAsCaller(string role, ImmutableArray<string> routines) => new()
    {
        Code = PumCodes.RestoreDenied,
        Message = $"Routines that stay with '{role}' no longer run with its rights: SECURITY DEFINER became SECURITY INVOKER for {Some(routines)}.",
        Advice = "Set SECURITY DEFINER again if every role that may call the routine may have these rights.",
    };

    /// <summary>A warning: the catalogue does not say what a function calls, and sessions call this one unasked.</summary>
    public static PumFailure NothingGiven(
        string owner, string role, ImmutableArray<string> schemas, ImmutableArray<string> objects) => new()
        {
            Code = PumCodes.RestoreDenied,
            Message = $"{Stays(schemas)} with '{role}' instead of being given to '{owner}', because objects that will not belong to '{owner}' use it or may use it: {Some(objects)}. '{owner}' could change what they use, and so run code with the rights of their users.",
            Advice = $"Grant '{owner}' the privileges that it needs on tables and sequences, or give it objects one by one after a review (ALTER … OWNER TO {Quoted(owner)}).",
        };

    /// <summary>
    /// A warning: whoever owns a schema decides what is in it, and no catalog tells what the text in an object of somebody else names.
    /// </summary>
    public static PumFailure NothingGivenBeside(
        string owner, string role, ImmutableArray<string> schemas, ImmutableArray<string> objects) => new()
        {
            Code = PumCodes.RestoreDenied,
            Message = $"{Stays(schemas)} with '{role}' instead of being given to '{owner}', because some of it belongs to other roles: {Some(objects)}. The owner of a schema can replace what other roles own in it.",
            Advice = $"Grant '{owner}' the privileges that it needs on tables and sequences, or give it objects one by one after a review (ALTER … OWNER TO {Quoted(owner)}).",
        };

    /// <summary>A warning: what a superuser read for a materialized view, its owner may not.</summary>
    public static PumFailure NotFilled(string owner, ImmutableArray<string> views) => new()
    {
        Code = PumCodes.RestoreDenied,
        Message = $"Materialized views are empty, because their owner '{owner}' may not read what they select: {Some(views)}.",
        Advice = $"Grant '{owner}' SELECT on what they select, then run REFRESH MATERIALIZED VIEW for each.",
    };

    /// <summary>A warning: event triggers run with the rights of the user who fires them.</summary>
    public static PumFailure EventTriggersDisabled(string owner, ImmutableArray<string> triggers) => new()
    {
        Code = PumCodes.RestoreDenied,
        Message = $"Event triggers of the dump were disabled: {Some(triggers)}. They run with the rights of the user who fires them, and the tables and functions that they use may belong to '{owner}' or to other roles.",
        Advice = "Review their functions, then enable them as a superuser: ALTER EVENT TRIGGER … ENABLE.",
    };

    /// <summary>Before the swap, under the code of what the server refused.</summary>
    public static PumFailure NotGiven(string database, string owner, PumFailure reason) => reason with
    {
        Message = $"The restored objects could not be given to '{owner}', the owner of '{database}': {reason.Message}",
        Advice = $"'{database}' is as it was before. Remove the cause that the server names, and restore again.",
        Location = null,
    };

    public static PumFailure NotOwner(string database, string owner) => new()
    {
        Code = PumCodes.RestoreDenied,
        Message = $"The database '{database}' belongs to '{owner}', whose rights the role does not have, so it cannot be replaced.",
        Advice = $"Connect as '{owner}', make the role a member of '{owner}' that inherits its rights and may SET ROLE to it, or name another role with Role.",
    };

    public static PumFailure SessionsInTheWay(string database, ImmutableArray<string> sessions) => new()
    {
        Code = PumCodes.TargetInUse,
        Message = $"The database '{database}' is in use and cannot be replaced: {Some(sessions)}.",
        Advice = "Close them, or set DisconnectUsers=\"true\" to end them.",
        Details = [.. sessions, ShownSessions],
    };

    public static PumFailure SessionsNotToBeEnded(string database, ImmutableArray<string> sessions) => new()
    {
        Code = PumCodes.TargetInUse,
        Message = $"The database '{database}' is in use by sessions that the role may not end: {Some(sessions)}.",
        Advice = "Close them, or grant the role pg_signal_backend; only a superuser can end the sessions of a superuser.",
        Details = [.. sessions, ShownSessions],
    };

    public static PumFailure SessionsStayed(string database, ImmutableArray<string> sessions) => new()
    {
        Code = PumCodes.TargetInUse,
        Message = $"The database '{database}' was in use when it was about to be replaced: {(sessions.IsEmpty ? "the sessions have ended since" : Some(sessions))}.",
        Advice = "It is as it was before; close them, or set DisconnectUsers=\"true\" to end them.",
        SqlState = SqlStates.ObjectInUse,
        Details = sessions,
    };

    /// <summary>The database that was restored is ours, but every role that may connect may be in it.</summary>
    public static PumFailure ScratchInUse(string database, ImmutableArray<string> sessions) => new()
    {
        Code = PumCodes.TargetInUse,
        Message = $"The new '{database}' was in use before it was renamed, by sessions that the role may not end: {(sessions.IsEmpty ? "they have ended since" : Some(sessions))}.",
        Advice = "The target is as it was before; keep such sessions out of databases named pum_scratch_…, or grant the role pg_signal_backend.",
        SqlState = SqlStates.ObjectInUse,
        Details = sessions,
    };

    public static PumFailure LockHeld(string database, string? holder, TimeSpan limit) => new()
    {
        Code = PumCodes.TargetInUse,
        Message = string.Create(CultureInfo.InvariantCulture, $"The restore waited {limit.TotalMilliseconds:0} ms for a lock on the database '{database}', which {holder ?? "another session"} holds."),
        Advice = "End that session's transaction, or raise LockTimeout; the target is as it was before.",
        SqlState = SqlStates.LockNotAvailable,
    };

    /// <summary>
    /// The files of a database are missing, or a pooler leads elsewhere: a connection does not reach what the catalogue names.
    /// </summary>
    public static PumFailure NotTheSame(string database) => new()
    {
        Code = PumCodes.ObjectExists,
        Message = $"The catalog lists the database '{database}', but connecting to that name fails or reaches a different database.",
        Advice = "Nothing was replaced; bypass a pooler that gives databases other names, and check the server's log for a database whose files are missing.",
    };

    /// <summary>What was restored was made ready for another owner, or for none.</summary>
    public static PumFailure OwnerChanged(string database, string owner, string planned) => new()
    {
        Code = PumCodes.RestoreDenied,
        Message = $"The database '{database}' now belongs to '{owner}', but the restore was made for '{planned}'.",
        Advice = "Nothing was replaced; check who owns the database, and restore again.",
    };

    /// <summary>A database may put a role in force by itself; the new one has no such setting yet.</summary>
    public static PumFailure OtherRoleInForce(string expected, string role) => new()
    {
        Code = PumCodes.RestoreDenied,
        Message = $"The session runs as '{expected}' in the maintenance database, but as '{role}' in the new database.",
        Advice = "Name another MaintenanceDatabase, or set Role.",
    };

    /// <summary>Content that came while the database was being replaced, and that could not be given its name back.</summary>
    public static PumFailure Kept(string database, string old, PumFailure unconfirmed, PumFailure reason) => unconfirmed with
    {
        Message = $"{unconfirmed.Message} That content arrived during the replacement, and the database could not be renamed back: {Sentence(reason.Message)}",
        Advice = $"'{database}' is the new database; the old one is kept, complete, as '{old}', and no restore drops it.",
        TargetMayHaveChanged = true,
        Details = [reason.Message, .. reason.Details],
    };

    /// <summary>The same, where the answer to the COMMIT was lost.</summary>
    public static PumFailure MaybePutBack(string database, string old, PumFailure unconfirmed, PumFailure reason) => unconfirmed with
    {
        Message = $"{unconfirmed.Message} That content arrived during the replacement, and it is unknown whether the database was renamed back: {Sentence(reason.Message)}",
        Advice = $"The old database is complete, under its own name or as '{old}', and no restore drops it.",
        TargetMayHaveChanged = true,
        Details = [reason.Message, .. reason.Details],
    };

    /// <summary>A warning under the code of what kept the old database from being looked into once more.</summary>
    public static PumFailure KeptUnseen(string database, string old, PumFailure reason) => reason with
    {
        Message = $"'{database}' was replaced, but the old database could not be checked once more: {reason.Message}",
        Advice = $"It is kept as '{old}'; look for objects made during the restore, and drop it if there are none: DROP DATABASE {old}.",
        Location = null,
    };

    public static PumFailure HeldBy(string database, string what) => new()
    {
        Code = PumCodes.TargetInUse,
        Message = $"The database '{database}' cannot be replaced, because the {what} belongs to it.",
        Advice = "End or drop it first: it would prevent dropping the old database, and it cannot be carried over to the new one.",
    };

    /// <summary>A warning under the code of what kept the property from being carried over.</summary>
    public static PumFailure NotCarriedOver(string database, string what, PumFailure reason) => reason with
    {
        Message = $"The {what} of the old '{database}' could not be carried over to the new one: {reason.Message}",
        Advice = "Ask a role with the rights to set it.",
        Location = null,
    };

    public static PumFailure TablespaceNotKept(string database, string tablespace) => new()
    {
        Code = PumCodes.RestoreDenied,
        Message = $"The new '{database}' is not in the tablespace '{tablespace}' of the old one, because the role may not create databases there.",
        Advice = $"Grant the role CREATE on it (GRANT CREATE ON TABLESPACE {Quoted(tablespace)} TO …).",
    };

    /// <summary>A warning under the code of what kept the database from being analyzed.</summary>
    public static PumFailure NotAnalyzed(string database, PumFailure reason) => reason with
    {
        Message = $"'{database}' was restored, but its ANALYZE failed: {reason.Message}",
        Advice = "Queries may be slow until autovacuum has analyzed it.",
    };

    /// <summary>A warning under the code of what kept the old database from being dropped.</summary>
    /// <param name="database">The database that was replaced.</param>
    /// <param name="old">What the old one is called now.</param>
    /// <param name="isSwept">Whether a later restore drops databases of such a name.</param>
    /// <param name="reason">Why it could not be dropped.</param>
    public static PumFailure OldLeft(string database, string old, bool isSwept, PumFailure reason) => reason with
    {
        Message = $"'{database}' was replaced, but the old database, now '{old}', could not be dropped: {reason.Message}",
        Advice = (isSwept ? "The next restore that creates a database drops it, or drop it yourself" : "Drop it yourself; no later restore does")
            + $": DROP DATABASE {old}.",
        Location = null,
    };

    /// <summary>Before the swap: only the new database, which no client knows yet, was at stake.</summary>
    public static PumFailure LostBeforeSwap(string database, bool exists, PumFailure reason) => reason with
    {
        Advice = $"The database '{database}' {(exists ? "is as it was before" : "was not created")}; check the server's log for the reason.",
    };

    public static PumFailure NotSwapped(string database, PumFailure reason) => reason with
    {
        Code = PumCodes.RestoreConnectionLost,
        Message = $"The connection was lost while '{database}' was being replaced, and the replacement did not take place: {Sentence(reason.Message)}",
        Advice = "The database is as it was before; check the server's log for the reason.",
    };

    public static PumFailure MaybeSwapped(string database, uint oid, PumFailure reason) => reason with
    {
        TargetMayHaveChanged = true,
        Code = PumCodes.RestoreConnectionLost,
        Message = $"The connection was lost while '{database}' was being replaced, and the server could not be asked for the outcome: {Sentence(reason.Message)}",
        Advice = $"The database is complete, but it may be the old or the new one; the new one has OID {oid} in pg_database.",
    };

    private static string Stays(ImmutableArray<string> schemas) => schemas.Length switch
    {
        0 => "Everything restored stays",
        1 => $"Everything restored and the schema {schemas[0]} stay",
        _ => $"Everything restored and the schemas {Some(schemas)} stay",
    };

    private static string Quoted(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private static string Some(ImmutableArray<string> sessions) =>
        string.Join(", ", sessions.Take(3)) + (sessions.Length > 3 ? $" and {sessions.Length - 3} more" : "");
}
