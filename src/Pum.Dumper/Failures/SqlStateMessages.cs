using System.Collections.Immutable;

namespace Pum.Dumper.Failures;

/// <summary>
/// What the SQLSTATE of a statement means that psql ran; where psql gives one it decides alone, so that a server that speaks another
/// language gets the same codes. What is not here has no code of its own.
/// </summary>
internal static class SqlStateMessages
{
    /// <summary>How the name of the guard of a script's transaction begins.</summary>
    public const string Guard = "pum_guard_";

    public static ImmutableArray<SqlStateMessage> All { get; } =
    [
        new(SqlStates.InsufficientPrivilege, SessionFailures.Denied),
        new(SqlStates.DuplicateSchema, RestoreFailures.SchemaExists),
        new(SqlStates.DuplicateTable, RestoreFailures.AlreadyExists),
        new(SqlStates.DuplicateObject, RestoreFailures.AlreadyExists),
        new(SqlStates.DuplicateFunction, RestoreFailures.AlreadyExists),
        new(SqlStates.DuplicateColumn, RestoreFailures.AlreadyExists),
        new(SqlStates.DuplicateDatabase, RestoreFailures.AlreadyExists),
        new(SqlStates.UndefinedObject, RestoreFailures.PrerequisiteMissing),
        new(SqlStates.InvalidSchemaName, RestoreFailures.PrerequisiteMissing),
        new(SqlStates.UndefinedFile, RestoreFailures.PrerequisiteMissing),
        // SET ROLE and SET SESSION AUTHORIZATION; in another language the words tell it and the code does not.
        new(SqlStates.InvalidParameterValue, ": role \"", RestoreFailures.PrerequisiteMissing),
        // LOCATION names the function in the server's source.
        new(SqlStates.FeatureNotSupported, "parse_extension_control_file", RestoreFailures.PrerequisiteMissing),
        // The guard's query, which COMMIT runs; and its name, when it is to be closed after the script.
        new(SqlStates.InvalidTextRepresentation, Guard, TransactionFailures.CommitsByItself),
        new(SqlStates.InvalidCursorName, Guard, TransactionFailures.Ended),
        new(SqlStates.ReadOnlyTransaction, TransactionFailures.ReadOnly),
        new(SqlStates.ActiveTransaction, TransactionFailures.NotInTransaction),
        new(SqlStates.InvalidTransactionTermination, TransactionFailures.NotInTransaction),
        new(SqlStates.UnsafeNewEnumValueUsage, TransactionFailures.NewEnumValue),
        // A table whose deferred triggers are pending. The same function of the server reports a table that the statement itself uses, in a
        // function or a DO block, which CONTEXT names: that fails in every transaction.
        new(SqlStates.ObjectInUse, "CheckTableNotInUse", TransactionFailures.PendingTriggers) { Unless = "CONTEXT:  " },
        // COPY … WITH (FREEZE), which takes a transaction without a cursor.
        new(SqlStates.InvalidTransactionState, "FREEZE", TransactionFailures.NotInTransaction),
        // In a HINT: the name of the setting that would have to be raised.
        new(SqlStates.OutOfMemory, "max_locks_per_transaction", RestoreFailures.LockTableFull),
        new(SqlStates.DiskFull, (words, _) => RestoreFailures.ServerDiskFull(words)),
        new(SqlStates.LockNotAvailable, DumpFailures.LockNotHad),
        new(SqlStates.AdminShutdown, SessionFailures.Lost),
        new(SqlStates.CrashShutdown, SessionFailures.Lost),
        new(SqlStates.CannotConnectNow, SessionFailures.Lost),
        new(SqlStates.DatabaseDropped, SessionFailures.Lost),
        new(SqlStates.IdleSessionTimeout, SessionFailures.Lost),
        new(SqlStates.IdleInTransactionTimeout, SessionFailures.Lost),
        new(SqlStates.TransactionTimeout, SessionFailures.Lost),
    ];
}
