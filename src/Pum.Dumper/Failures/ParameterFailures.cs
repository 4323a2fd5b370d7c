namespace Pum.Dumper.Failures;

/// <summary>PUM1001: a parameter has an invalid value, or two cannot be used together.</summary>
internal static class ParameterFailures
{
    public static PumFailure SeveralConnections(IEnumerable<string> parameters) => Invalid(
        $"{string.Join(" and ", parameters)} cannot be used together.", "Keep one of them.");

    public static PumFailure ConnectionStringIsBareWord() => Invalid(
        "ConnectionString is a bare word, not a connection string.",
        "Use Service for the name of a service and Database for the name of a database.");

    /// <summary>The value is not repeated: it may hold a password.</summary>
    public static PumFailure VariableIsConnectionString() => Invalid(
        "ConnectionStringVariable holds a connection string, not the name of an environment variable.",
        "Put the string into an environment variable and name that variable, or use ConnectionString if the string holds no secret.");

    /// <summary>The value is not repeated: it may hold a password.</summary>
    public static PumFailure NameIsConnectionString(string subject) => Invalid(
        $"{subject} holds a connection string where a name is expected.",
        "Use ConnectionString for a connection string, or ConnectionStringVariable for one that holds a password.");

    public static PumFailure ConnectionVariableIsBareWord(string variable) => Invalid(
        $"The environment variable {variable} holds a bare word, not a connection string.",
        "Set it to keyword=value pairs, a postgresql:// URI or a connection string for Npgsql; for a service write service=NAME.");

    public static PumFailure ConnectionStringInvalid(string source, string problem, bool mayNeedEscaping) => Invalid(
        $"{source} is malformed: {problem}.",
        "See https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING for the grammar; put quotes around a value with spaces.") with
    {
        CallersAdvice = mayNeedEscaping ? CallersAdvice.EscapePercent : CallersAdvice.None,
    };

    public static PumFailure ConnectionValueInvalid(string source, string keyword, string expected) => Invalid(
        $"{source} sets {keyword} to a value that libpq does not accept.", $"Use {expected}.");

    public static PumFailure TuningInvalid(string keyword) => Invalid(
        $"The connection string sets {keyword} to a value that Npgsql does not accept.",
        "See https://www.npgsql.org/doc/connection-string-parameters.html for its values.");

    public static PumFailure UnknownValue(string parameter, string value, string known) => Invalid(
        $"{WrittenValue.Quoted(value)} is not a valid value for {parameter}.", $"Use {known}.");

    public static PumFailure NoDuration(string parameter, string value, string unit) => Invalid(
        $"{WrittenValue.Quoted(value)} is not a valid duration for {parameter}.",
        $"Write a number of {unit}, or a number with its unit, for instance 500ms, 30s, 5min or 1h.");

    public static PumFailure DurationTooLong(string parameter, string value) => Invalid(
        $"{parameter} is too long: \"{value}\".",
        "The longest duration is 24 days; leave the parameter out to wait as long as it takes.");

    private static PumFailure Invalid(string message, string advice) =>
        new() { Code = PumCodes.InvalidParameter, Message = message, Advice = advice };
}
