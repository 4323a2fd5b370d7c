namespace Pum.Dumper.Failures;

/// <summary>
/// The catalogue's part about reaching a server and keeping the session: PUM3003 to PUM3008, PUM4002, PUM4006, PUM5005, PUM5012.
/// </summary>
internal static class SessionFailures
{
    /// <summary>Whether waiting may help: the server refuses connections, or is starting up. A database that is closed stays so.</summary>
    public static bool MayPass(PumFailure failure) =>
        failure.Code is PumCodes.ServerNotReached or PumCodes.ConnectionNotAccepted
            && failure.SqlState != SqlStates.ObjectNotInPrerequisiteState;

    /// <summary>Whether no server answered.</summary>
    public static bool IsUnreached(PumFailure failure) => failure.Code == PumCodes.ServerNotReached;

    public static PumFailure NotReached(string words, FailureContext context) => new()
    {
        Code = PumCodes.ServerNotReached,
        Message = $"The server was not reached for {context.Display}: {Sentence(words)}",
        CallersAdvice = CallersAdvice.WaitForServer,
        Advice = "Check that it is running there and that host and port are right.",
    };

    public static PumFailure Authentication(string words, FailureContext context) => new()
    {
        Code = PumCodes.AuthenticationFailed,
        Message = $"Authentication failed for {context.Display}: {Sentence(words)}",
        CallersAdvice = context.MayNeedEscaping ? CallersAdvice.EscapePercent : CallersAdvice.None,
        Advice = "Check user and password where the connection comes from, and the server's pg_hba.conf.",
    };

    public static PumFailure NoPassword(string words, FailureContext context) => new()
    {
        Code = PumCodes.AuthenticationFailed,
        Message = $"The server asked for a password, but none was found for {context.Display}.",
        Advice = "Put one into the service file, a passfile (readable by you alone) or an environment variable that holds the connection string.",
    };

    public static PumFailure NoDatabase(string words, FailureContext context) =>
        NoDatabase(context.Display, canCreate: !context.Dumping);

    public static PumFailure NoDatabase(string display, bool canCreate) => new()
    {
        Code = PumCodes.DatabaseNotFound,
        Message = $"The database does not exist: {display}.",
        Advice = canCreate ? "Check its name, or set CreateDatabase=\"true\" to create it." : "Check its name.",
    };

    public static PumFailure NotAccepting(string words, FailureContext context) => new()
    {
        Code = PumCodes.ConnectionNotAccepted,
        Message = $"The server is not accepting connections: {Sentence(words)}",
        CallersAdvice = CallersAdvice.WaitForServer,
        Advice = "Try again later.",
    };

    /// <summary><c>ALLOW_CONNECTIONS false</c>.</summary>
    public static PumFailure DatabaseClosed(string words, FailureContext context) => new()
    {
        Code = PumCodes.ConnectionNotAccepted,
        Message = $"The database allows no connections: {Sentence(words)}",
        SqlState = SqlStates.ObjectNotInPrerequisiteState,
        Advice = "Check that this is the database you mean. Its owner or a superuser can allow connections, from another database of the server: ALTER DATABASE … ALLOW_CONNECTIONS true.",
    };

    /// <summary>
    /// A DROP DATABASE that was interrupted: PostgreSQL 16 and later, and minor releases since May 2023, refuse such a database.
    /// </summary>
    public static PumFailure DatabaseInvalid(string words, FailureContext context) => new()
    {
        Code = PumCodes.ConnectionNotAccepted,
        Message = $"A DROP DATABASE of this database was interrupted: {Sentence(words)}",
        SqlState = SqlStates.ObjectNotInPrerequisiteState,
        Advice = "Its content is lost. Drop it from another database of the server: DROP DATABASE ….",
    };

    /// <summary>Its <c>CONNECTION LIMIT</c>, which does not count for superusers.</summary>
    public static PumFailure DatabaseFull(string words, FailureContext context) => new()
    {
        Code = PumCodes.ConnectionNotAccepted,
        Message = $"The database's connection limit is reached: {Sentence(words)}",
        Advice = "Close connections to it, or ask its owner or a superuser to lift the limit, from another database of the server: ALTER DATABASE … CONNECTION LIMIT -1.",
    };

    /// <summary>Its <c>CONNECTION LIMIT</c>, which does not count for superusers.</summary>
    public static PumFailure RoleFull(string words, FailureContext context) => new()
    {
        Code = PumCodes.ConnectionNotAccepted,
        Message = $"The role's connection limit is reached: {Sentence(words)}",
        Advice = "Close connections of that role, or ask a superuser, or a role that administers it, to lift the limit: ALTER ROLE … CONNECTION LIMIT -1.",
    };

    /// <summary>PUM3008: the restore needs a session, and the pooler keeps none.</summary>
    public static PumFailure NoSession(string display) => new()
    {
        Code = PumCodes.PoolerWithoutSessions,
        Message = $"The connection to {display} leads to a pooler that does not keep sessions: each transaction may get another server process.",
        Advice = "Connect to PostgreSQL's own port, or through a pooler whose pool_mode is session: the locks and settings of a restore belong to a session.",
    };

    /// <summary>PUM3008: a pooler that takes few startup parameters.</summary>
    public static PumFailure ParameterNotPooled(string words, FailureContext context) => new()
    {
        Code = PumCodes.PoolerWithoutSessions,
        Message = $"The pooler does not pass on what the connection asks for: {Sentence(words)}",
        Advice = "Connect to PostgreSQL's own port, or take the parameter (options, PGOPTIONS) out of the connection.",
    };

    /// <summary>Whether it is TLS that failed.</summary>
    public static bool IsTls(PumFailure failure) => failure.Code == PumCodes.TlsFailed;

    public static PumFailure Tls(string words, FailureContext context) => new()
    {
        Code = PumCodes.TlsFailed,
        Message = $"TLS failed: {Sentence(words)}",
        Advice = "Check sslmode, sslrootcert and the host name of the connection, and sslcert, sslkey and sslpassword if it uses a client certificate.",
    };

    public static PumFailure CertificateRefused(string host, bool checksName, FailureContext context) => Tls(
        $"the server's certificate is not signed by an authority that is trusted here{(checksName ? $", or is for a host other than {host}" : "")}", context);

    /// <summary>Whether a restore's connection was lost.</summary>
    public static bool IsLostInRestore(PumFailure failure) => failure.Code == PumCodes.RestoreConnectionLost;

    public static PumFailure Lost(string words, FailureContext context) => new()
    {
        Code = context.Dumping ? PumCodes.DumpConnectionLost : PumCodes.RestoreConnectionLost,
        Message = $"The connection was lost during the {(context.Dumping ? "dump" : "restore")}: {Sentence(words)}",
        Advice = context.Dumping
            ? "Check the server's log for the reason; an existing dump is untouched."
            : "Check the server's log for the reason, and check the target: what was not committed was rolled back.",
    };

    public static PumFailure RoleNotTaken(string role, PumFailure reason) => reason with
    {
        Code = PumCodes.RestoreDenied,
        Message = $"The session cannot SET ROLE to '{role}': {reason.SqlState} {reason.Details.FirstOrDefault()}".TrimEnd() + ".",
        Advice = "Check the name in Role, and that the connection's role is a member of it.",
    };

    public static PumFailure Denied(string words, FailureContext context) => new()
    {
        Code = context.Dumping ? PumCodes.DumpDenied : PumCodes.RestoreDenied,
        Message = $"Permission denied in the {(context.Dumping ? "source" : "target")} database: {Sentence(words)}",
        Advice = ServerAdvice.For(words, context.Dumping) ?? (context.Dumping
            ? "Connect as a role that may read everything that is dumped (pg_read_all_data, from PostgreSQL 14 on), name one with Role, or exclude the object."
            : "Connect as the owner of that object, or set Role to a role with the owner's rights."),
    };

    /// <summary>Words with a full stop.</summary>
    internal static string Sentence(string words) => words.EndsWith('.') ? words : words + ".";
}
