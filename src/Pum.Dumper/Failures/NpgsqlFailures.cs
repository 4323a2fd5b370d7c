using System.Security.Authentication;
using System.Text.RegularExpressions;
using Npgsql;

namespace Pum.Dumper.Failures;

/// <summary>Turns what Npgsql throws into the failure it means: by SQLSTATE where the server gave one.</summary>
internal static partial class NpgsqlFailures
{
    /// <summary>The failure of connecting.</summary>
    public static PumFailure OfConnecting(NpgsqlException exception, FailureContext context) =>
        Read(exception, context, isConnecting: true);

    /// <summary>The failure of a statement, or of the session that ran it.</summary>
    public static PumFailure OfStatement(NpgsqlException exception, FailureContext context) =>
        Read(exception, context, isConnecting: false);

    private static PumFailure Read(NpgsqlException exception, FailureContext context, bool isConnecting)
    {
        var words = exception switch
        {
            PostgresException server => server.MessageText,
            // "Authentication failed, see inner exception."
            { InnerException: AuthenticationException { InnerException: { } reason } } => reason.Message,
            _ => exception.InnerException?.Message ?? exception.Message,
        };
        return Classify(exception, isConnecting)(words, context) with
        {
            SqlState = SqlStateOf(exception),
            Details = Details(exception as PostgresException),
        };
    }

    private static Func<string, FailureContext, PumFailure> Classify(NpgsqlException exception, bool isConnecting) => exception switch
    {
        // PgBouncer's word for options, and for every setting that it does not keep for each client.
        PostgresException { SqlState: SqlStates.ProtocolViolation } pooler when pooler.MessageText.Contains("startup parameter", StringComparison.Ordinal) => SessionFailures.ParameterNotPooled,
        PostgresException server when isConnecting && OfLimit(server) is { } limit => limit,
        PostgresException server =>
            OfSqlState(SqlStateOf(server)!) ?? (isConnecting ? SessionFailures.NotReached : RestoreFailures.Refused),
        { InnerException: AuthenticationException } => SessionFailures.Tls,
        _ when Says(exception, "No password") => SessionFailures.NoPassword,
        _ when Says(exception, "authentication method is not allowed") => SessionFailures.Authentication,
        _ when exception.Message.Contains("SSL", StringComparison.Ordinal) => SessionFailures.Tls,
        _ when isConnecting => SessionFailures.NotReached,
        _ => SessionFailures.Lost,
    };

    // Within others where we look the password up, and where there are several servers.
    private static bool Says(Exception exception, string words) => exception.Message.Contains(words, StringComparison.OrdinalIgnoreCase)
        || (exception as AggregateException)?.InnerExceptions.Any(inner => Says(inner, words)) == true
        || (exception.InnerException is { } cause && Says(cause, words));

    /// <summary>
    /// The limit of the database or the role that refuses a connection. The server has one SQLSTATE for several; the function in its source
    /// (<c>src/backend/utils/init</c>) that reports it tells them apart in every language. PgBouncer passes on only the words.
    /// </summary>
    private static Func<string, FailureContext, PumFailure>? OfLimit(PostgresException server) =>
        (server.SqlState, server.Routine) switch
        {
            (SqlStates.ObjectNotInPrerequisiteState, "InitPostgres") => SessionFailures.DatabaseInvalid,
            (SqlStates.ObjectNotInPrerequisiteState, _) => SessionFailures.DatabaseClosed,
            (SqlStates.TooManyConnections, "CheckMyDatabase") => SessionFailures.DatabaseFull,
            (SqlStates.TooManyConnections, "InitializeSessionUserId") => SessionFailures.RoleFull,
            _ => null,
        };

    /// <summary>PgBouncer passes on the server's words when it cannot connect to a database, and not its SQLSTATE.</summary>
    private static string? SqlStateOf(NpgsqlException exception) =>
        exception is PostgresException { SqlState: SqlStates.ProtocolViolation } pooler && NoSuchDatabase().IsMatch(pooler.MessageText)
            ? SqlStates.InvalidCatalogName
            : exception.SqlState;

    private static Func<string, FailureContext, PumFailure>? OfSqlState(string sqlState) => sqlState switch
    {
        SqlStates.InvalidPassword or SqlStates.InvalidAuthorizationSpecification => SessionFailures.Authentication,
        SqlStates.InvalidCatalogName => SessionFailures.NoDatabase,
        SqlStates.TooManyConnections or SqlStates.CannotConnectNow => SessionFailures.NotAccepting,
        SqlStates.InsufficientPrivilege => SessionFailures.Denied,
        SqlStates.DiskFull => (words, _) => RestoreFailures.ServerDiskFull(words),
        _ when SqlStates.LosesConnection(sqlState) => SessionFailures.Lost,
        _ => null,
    };

    [GeneratedRegex("(^|: )database \".*\" does not exist$", RegexOptions.CultureInvariant)]
    private static partial Regex NoSuchDatabase();

    private const string Hint = "HINT: ";

    /// <summary>The server's own advice, or <see langword="null"/>.</summary>
    public static string? HintOf(PumFailure failure) =>
        failure.Details.FirstOrDefault(line => line.StartsWith(Hint, StringComparison.Ordinal))?[Hint.Length..];

    private static System.Collections.Immutable.ImmutableArray<string> Details(PostgresException? exception) =>
    [
        .. exception is null ? [] : new[] { exception.MessageText },
        .. new[] { ("DETAIL: ", exception?.Detail), (Hint, exception?.Hint), ("CONTEXT: ", exception?.Where) }
            .Where(part => !string.IsNullOrEmpty(part.Item2))
            .Select(part => part.Item1 + part.Item2),
    ];
}
