namespace Pum.Dumper.Failures;

/// <summary>
/// The codes of all failures, as the manual's page on errors lists them. They are constants to compare <see cref="PumFailure.Code"/> with;
/// a code keeps its meaning from version to version.
/// </summary>
public static class PumCodes
{
    /// <summary>A parameter has an invalid value or is missing, or two parameters cannot be used together.</summary>
    public const string InvalidParameter = "PUM1001";

    /// <summary>No connection was given, or the environment variable that is to hold it is empty.</summary>
    public const string NoConnection = "PUM1002";

    /// <summary>The dump to restore does not exist or cannot be read.</summary>
    public const string DumpNotReadable = "PUM1003";

    /// <summary>The dump cannot be written to its place.</summary>
    public const string DumpNotWritable = "PUM1004";

    /// <summary>MSBuild is too old for the tasks, or a project of the package's SDK cannot do what was asked of it.</summary>
    public const string NotForMSBuild = "PUM1005";

    /// <summary>A client tool was not found or cannot be started.</summary>
    public const string ToolNotFound = "PUM2001";

    /// <summary>The client tool is older than the server, the archive or an option.</summary>
    public const string ToolTooOld = "PUM2002";

    /// <summary>The dump comes from a newer PostgreSQL than the target's.</summary>
    public const string DumpFromNewerServer = "PUM2003";

    /// <summary>The server lacks the encoding or the locale of the dump.</summary>
    public const string EncodingOrLocaleMissing = "PUM2004";

    /// <summary>No service file defines the service.</summary>
    public const string ServiceNotFound = "PUM3001";

    /// <summary>A service file does not exist, cannot be read or is malformed.</summary>
    public const string ServiceFileInvalid = "PUM3002";

    /// <summary>The server was not reached.</summary>
    public const string ServerNotReached = "PUM3003";

    /// <summary>Authentication failed.</summary>
    public const string AuthenticationFailed = "PUM3004";

    /// <summary>The database does not exist.</summary>
    public const string DatabaseNotFound = "PUM3005";

    /// <summary>The server or the database accepts no connection.</summary>
    public const string ConnectionNotAccepted = "PUM3006";

    /// <summary>TLS failed.</summary>
    public const string TlsFailed = "PUM3007";

    /// <summary>The connection leads to a pooler that does not keep sessions.</summary>
    public const string PoolerWithoutSessions = "PUM3008";

    /// <summary>pg_dump failed for a reason that has no code of its own.</summary>
    public const string PgDumpFailed = "PUM4001";

    /// <summary>The role may not read something that is to be dumped.</summary>
    public const string DumpDenied = "PUM4002";

    /// <summary>A name or pattern of a filter matches nothing in the database.</summary>
    public const string DumpFilterMatchesNothing = "PUM4003";

    /// <summary>The disk is full where the dump is written.</summary>
    public const string DumpDiskFull = "PUM4004";

    /// <summary>The dump timed out waiting for a lock on a table.</summary>
    public const string DumpLockTimeout = "PUM4005";

    /// <summary>The connection was lost during the dump.</summary>
    public const string DumpConnectionLost = "PUM4006";

    /// <summary>pg_restore or psql failed for a reason that has no code of its own.</summary>
    public const string PgRestoreFailed = "PUM5001";

    /// <summary>The file is not a dump that can be restored.</summary>
    public const string NotADump = "PUM5002";

    /// <summary>The dump is truncated or corrupt.</summary>
    public const string DumpDamaged = "PUM5003";

    /// <summary>An object of the dump already exists in the target, or the target changed during the restore.</summary>
    public const string ObjectExists = "PUM5004";

    /// <summary>The role lacks a privilege in the target; as a warning, owners or privileges could not be carried over.</summary>
    public const string RestoreDenied = "PUM5005";

    /// <summary>The target's server lacks what the dump needs: an extension, a role, a foreign server, a schema, a type.</summary>
    public const string PrerequisiteMissing = "PUM5006";

    /// <summary>What the target holds would be lost, and ConfirmReplace does not name it.</summary>
    public const string ReplacementNotConfirmed = "PUM5007";

    /// <summary>The target is in use and cannot be replaced, or the restore timed out waiting for a lock.</summary>
    public const string TargetInUse = "PUM5008";

    /// <summary>A plain dump uses a backslash command or a variable of psql.</summary>
    public const string BackslashCommand = "PUM5009";

    /// <summary>A warning: a statement failed and the restore went on.</summary>
    public const string ErrorIgnored = "PUM5010";

    /// <summary>Something that is not excluded needs something that is.</summary>
    public const string DependencyExcluded = "PUM5011";

    /// <summary>The connection was lost during the restore.</summary>
    public const string RestoreConnectionLost = "PUM5012";

    /// <summary>A name or pattern of a filter matches nothing in the dump.</summary>
    public const string RestoreFilterMatchesNothing = "PUM5013";

    /// <summary>The server ran out of disk space.</summary>
    public const string ServerDiskFull = "PUM5014";

    /// <summary>A script rolls back or prepares transactions by itself.</summary>
    public const string OwnTransactions = "PUM5015";

    /// <summary>The restore does not fit one transaction.</summary>
    public const string NotOneTransaction = "PUM5016";

    /// <summary>A seed could not be prepared, for a reason that has no code of its own.</summary>
    public const string SeedNotPrepared = "PUM6001";

    /// <summary>Another process held the lock of a seed for longer than the wait allows.</summary>
    public const string SeedLocked = "PUM6002";

    /// <summary>A temporary server could not start.</summary>
    public const string ServerNotStarted = "PUM7001";

    /// <summary>The build was cancelled.</summary>
    public const string Cancelled = "PUM8001";

    /// <summary>The timeout of the operation ran out.</summary>
    public const string TimeoutExpired = "PUM8002";

    /// <summary>An internal error of this package.</summary>
    public const string InternalError = "PUM9001";
}
