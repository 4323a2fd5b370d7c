using System.Collections.Immutable;

namespace Pum.Dumper.Failures;

/// <summary>
/// What the SQLSTATE of a statement means that psql ran; where psql gives one it decides alone, so that a server that speaks another
/// language gets the same codes. What is not here has no code of its own.
/// </summary>
internal static class SqlStateMessages
{
    public static ImmutableArray<SqlStateMessage> All { get; } =
    [
        // LOCATION names the function in the server's source.
        new(SqlStates.InsufficientPrivilege, "InitTempTableNamespace", RestoreFailures.NoTemporaryTables),
        new(SqlStates.InsufficientPrivilege, SessionFailures.Denied),
        new(SqlStates.DuplicateSchema, RestoreFailures.AlreadyExists),
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
        new(SqlStates.FeatureNotSupported, "parse_extension_control_file", RestoreFailures.PrerequisiteMissing),
        new(SqlStates.ActiveTransaction, RestoreFailures.NotInTransaction),
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
