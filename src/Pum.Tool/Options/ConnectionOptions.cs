using System.CommandLine;
using Pum.Dumper;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Parameters;
using Pum.Tool.Output;

namespace Pum.Tool.Options;

/// <summary>The options that name a database, for every command; they may stand before it or after it.</summary>
internal sealed class ConnectionOptions
{
    /// <summary>The variable that holds a connection where no option gives one.</summary>
    public const string Variable = "PUM_CONNECTION";

    private readonly Option<string?> _service = PumOption.Text(
        nameof(ConnectionRequest.Service), "SERVICE", "The service: a section of pg_service.conf.", "-s", "--pg-service");

    private readonly Option<string?> _connection = PumOption.Text(
        nameof(ConnectionRequest.ConnectionString),
        "CONNECTION",
        $"A service or a connection string (keywords of libpq, URI, Npgsql). Put one with a password into the variable {Variable} instead: other users see the command line.",
        "-p", "--connection-string");

    private readonly Option<string?> _variable = PumOption.Text(
        nameof(ConnectionRequest.ConnectionStringVariable), "NAME", $"The environment variable that holds the connection string, if not {Variable}.");

    private readonly Option<string?> _database = PumOption.Text(
        nameof(ConnectionRequest.Database), "NAME", "The database, instead of the one of the connection.", "-d", "--dbname");

    private readonly Option<string?> _maintenanceDatabase = PumOption.Text(
        nameof(ConnectionRequest.MaintenanceDatabase), "NAME", "The database to connect to for creating others. Default: postgres, else template1.");

    private readonly Option<string?> _role = PumOption.Text(
        nameof(ConnectionRequest.Role), "ROLE", "The role to take on after connecting (SET ROLE).");

    private readonly Option<string?> _toolPath = PumOption.Text(
        "ToolPath", "FOLDER", "The folder of pg_dump, pg_restore and psql; nothing else is searched.");

    private readonly Option<string?> _connectTimeout = PumOption.Text(
        nameof(ConnectionRequest.ConnectTimeout), "SECONDS", "Limit for each attempt to connect, e.g. 15, 500ms or 5min. Default: 15.");

    private readonly Option<string?> _waitForServer = PumOption.Text(
        nameof(ConnectionRequest.WaitForServer), "SECONDS", "How long to retry while the server is starting up. Default: 0.");

    private readonly Option<string?> _timeout = PumOption.Text(
        "Timeout", "MILLISECONDS", "Limit for the whole command, e.g. 5000, 30s or 5min. Default: no limit.");

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All =>
        [_service, _connection, _variable, _database, _maintenanceDatabase, _role, _toolPath, _connectTimeout, _waitForServer, _timeout];

    /// <summary>What the user wrote about the connection.</summary>
    /// <exception cref="PumFailureException">PUM1001, PUM1002.</exception>
    public ConnectionRequest Request(ParseResult result, HostEnvironment environment)
    {
        var given = ((Option<string?>[])[_service, _connection, _variable])
            .Where(option => result.GetValue(option) is not null).Select(option => option.Name).ToArray();
        if (given.Length > 1)
            throw new PumFailureException(ParameterFailures.SeveralConnections(given));
        if (result.GetValue(_database) is { } database && IsFolder(database, environment))
            throw new PumFailureException(CommandFailures.DatabaseIsFolder(database));
        var named = new ConnectionRequest
        {
            Database = result.GetValue(_database),
            MaintenanceDatabase = result.GetValue(_maintenanceDatabase),
            Role = result.GetValue(_role),
            ConnectTimeout = DurationParameter.Seconds(nameof(ConnectionRequest.ConnectTimeout), result.GetValue(_connectTimeout)),
            WaitForServer = DurationParameter.Seconds(nameof(ConnectionRequest.WaitForServer), result.GetValue(_waitForServer)) ?? 0,
        };
        if (result.GetValue(_service) is { } service)
            return named with { Service = service };
        if (result.GetValue(_connection) is { } connection)
        {
            return ConnectionText.IsNoService(connection)
                ? named with { ConnectionString = connection }
                : named with { Service = connection };
        }
        return result.GetValue(_variable) is { } variable
            ? named with { ConnectionStringVariable = variable }
            : OfVariable(named, environment[Variable]);
    }

    /// <summary>The folder of the client tools; <see langword="null"/> where they are to be searched.</summary>
    public string? ToolPath(ParseResult result, HostEnvironment environment) =>
        result.GetValue(_toolPath) is { } folder ? FilePath.Of(folder, environment.BaseDirectory) : null;

    /// <summary>The limit for the whole command as people read it, and in milliseconds; 0 and nothing mean no limit.</summary>
    /// <exception cref="PumFailureException">PUM1001.</exception>
    public (int Milliseconds, string Display)? Limit(ParseResult result)
    {
        var written = result.GetValue(_timeout);
        return DurationParameter.Milliseconds("Timeout", written) is > 0 and var limit
            ? (limit, DurationParameter.Display(written!, "ms"))
            : null;
    }

    // A folder may have the name of a database; it is meant where it is written as a path.
    private static bool IsFolder(string database, HostEnvironment environment) => database is "." or ".."
        || (database.AsSpan().IndexOfAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar) >= 0
            && Directory.Exists(Path.Combine(environment.BaseDirectory, database)));

    // An empty variable, or one that holds a reference, is what a build server makes of a missing secret: another server must not take
    // its place.
    private static ConnectionRequest OfVariable(ConnectionRequest named, string? value) => value?.Trim() switch
    {
        null => named,
        "" => throw new PumFailureException(CommandFailures.VariableEmpty(Variable)),
        var text when ConnectionText.IsNoService(text) || ConnectionSource.IsReference(text) =>
            named with { ConnectionStringVariable = Variable },
        var service => named with { Service = service },
    };
}
