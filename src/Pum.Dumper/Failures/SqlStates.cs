namespace Pum.Dumper.Failures;

/// <summary>
/// The SQLSTATE values that decide a code here, under the names of PostgreSQL's own table
/// (<see href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL Error Codes</see>).
/// </summary>
internal static class SqlStates
{
    public const string ProtocolViolation = "08P01";
    public const string InvalidAuthorizationSpecification = "28000";
    public const string InvalidPassword = "28P01";
    public const string InvalidCatalogName = "3D000";
    public const string InvalidSchemaName = "3F000";
    public const string InsufficientPrivilege = "42501";
    public const string InvalidParameterValue = "22023";
    public const string InvalidRegularExpression = "2201B";
    public const string UntranslatableCharacter = "22P05";
    public const string SyntaxError = "42601";
    public const string InvalidObjectDefinition = "42P17";
    public const string WrongObjectType = "42809";
    public const string UndefinedObject = "42704";
    public const string DuplicateDatabase = "42P04";
    public const string FeatureNotSupported = "0A000";
    public const string ObjectNotInPrerequisiteState = "55000";
    public const string ObjectInUse = "55006";
    public const string InvalidTransactionState = "25000";
    public const string ActiveTransaction = "25001";
    public const string ReadOnlyTransaction = "25006";
    public const string InvalidTransactionTermination = "2D000";
    public const string UnsafeNewEnumValueUsage = "55P04";
    public const string InvalidCursorName = "34000";
    public const string InvalidTextRepresentation = "22P02";
    public const string IdleInTransactionTimeout = "25P03";
    public const string TransactionTimeout = "25P04";
    public const string DuplicateColumn = "42701";
    public const string DuplicateObject = "42710";
    public const string DuplicateFunction = "42723";
    public const string DuplicateSchema = "42P06";
    public const string DuplicateTable = "42P07";
    public const string UndefinedFile = "58P01";
    public const string InternalError = "XX000";
    public const string OutOfMemory = "53200";
    public const string LockNotAvailable = "55P03";
    public const string DiskFull = "53100";
    public const string TooManyConnections = "53300";
    public const string AdminShutdown = "57P01";
    public const string CrashShutdown = "57P02";
    public const string CannotConnectNow = "57P03";
    public const string DatabaseDropped = "57P04";
    public const string IdleSessionTimeout = "57P05";

    /// <summary>Whether a session is over with this answer; none at all is a lost connection.</summary>
    public static bool EndsSession(string? sqlState) => sqlState is null || LosesConnection(sqlState);

    /// <summary>
    /// Whether the server ends a session with this answer. Class 08 is not among them: what the server says under it is about a
    /// connection of its own, to a foreign server for instance.
    /// </summary>
    public static bool LosesConnection(string sqlState) =>
        sqlState is AdminShutdown or CrashShutdown or CannotConnectNow or DatabaseDropped
            or IdleSessionTimeout or IdleInTransactionTimeout or TransactionTimeout;
}
