using System.Collections.Immutable;
using System.Globalization;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Connections;

/// <summary>Turns what the user wrote into the one connection that every program and library is given.</summary>
/// <remarks>
/// The order is libpq's (<c>conninfo_add_defaults</c> in fe-connect.c): what the call says, then the service, then the environment, then
/// the default. A keyword that is written but empty overrides the levels below it. An empty variable counts as not set: build
/// servers set variables to nothing where a secret is missing, and libpq treats most of them alike.
/// </remarks>
internal static class ConnectionResolver
{
    /// <summary>The name that our sessions carry where the user gives none.</summary>
    public const string DefaultApplicationName = "Pum.Build.Tasks";

    private const string DefaultConnectTimeout = "15";

    /// <summary>
    /// The variables that make a connection by themselves. PGUSER and PGPASSWORD do not: GitHub's images preset both for a
    /// server that is not the user's.
    /// </summary>
    private static readonly ImmutableArray<string> Decisive = ["PGSERVICE", "PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE"];

    /// <summary>Resolves a connection without touching any server.</summary>
    /// <exception cref="PumFailureException">PUM1001, PUM1002, PUM3001, PUM3002.</exception>
    public static Connection Resolve(ConnectionRequest request, HostEnvironment environment)
    {
        ConnectionNames.Check(request, environment);
        var written = ConnectionSource.Of(request, environment);
        var service = Service(request, written, environment);
        if (written is null && service is null && !Decisive.Any(variable => environment[variable] is { Length: > 0 }))
            throw new PumFailureException(ConnectionFailures.NothingGiven());

        var inherited = FromEnvironment(environment);
        var said = ImmutableDictionary<string, string>.Empty.SetItems(FromService(service)).SetItems(FromCall(request, written));
        var values = inherited.SetItems(said);
        // Both are printed, wherever they come from.
        ConnectionNames.Check("The database", values.GetValueOrDefault(ConnectionKeywords.Database));
        ConnectionNames.Check("The user", values.GetValueOrDefault(ConnectionKeywords.User));
        var fromEnvironment = inherited.Keys.Except(said.Keys).ToImmutableHashSet();
        try
        {
            return Complete(values, fromEnvironment, request, environment, Describe(written, service, environment)) with
            {
                MayNeedEscaping = written?.MayNeedEscaping ?? false,
                Tuning = written?.Tuning ?? [],
            };
        }
        catch (ConnectionFormatException exception)
        {
            throw Malformed(
                written?.Subject ?? (service is null ? "The connection of the environment" : $"The service \"{service.Name}\""),
                exception,
                written?.MayNeedEscaping ?? false);
        }
    }

    private static Connection Complete(
        ImmutableDictionary<string,
        string> values,
        ImmutableHashSet<string> fromEnvironment,
        ConnectionRequest request,
        HostEnvironment environment,
        string source)
    {
        values = values.RemoveRange(values.Where(pair => pair.Value.Length == 0).Select(pair => pair.Key))
            .Remove(ConnectionKeywords.Service);
        values = values.SetItems(values
            .Where(pair => ConnectionKeywords.Get(pair.Key).IsPath && (pair.Key, pair.Value) is not (ConnectionKeywords.SslRootCertificate, "system"))
            .Select(pair => KeyValuePair.Create(pair.Key, environment.FullPath(pair.Value))));

        var servers = ServerAddress.List(
            values.GetValueOrDefault(ConnectionKeywords.Host), values.GetValueOrDefault(ConnectionKeywords.HostAddress),
            values.GetValueOrDefault(ConnectionKeywords.Port), port => DefaultHost.For(port, environment));
        // A host name never holds one: a password with an "@" whose escape is lost has been torn apart.
        if (servers.Any(server => server.Host.IndexOf('@', StringComparison.Ordinal) > 0))
            throw new ConnectionFormatException("its host name holds an \"@\"");

        if (ConnectionValues.Conflict(values) is { } conflict)
            throw new PumFailureException(ConnectionFailures.Conflict(conflict));

        var user = values.GetValueOrDefault(ConnectionKeywords.User) ?? environment.UserName;
        if (user.Length == 0)
            throw new PumFailureException(ConnectionFailures.NoUser());
        return new()
        {
            Environment = environment,
            FromEnvironment = fromEnvironment,
            Servers = servers,
            Source = source,
            Role = NullIfEmpty(request.Role),
            MaintenanceDatabase = NullIfEmpty(request.MaintenanceDatabase),
            Values = values
                .SetItem(ConnectionKeywords.User, user)
                .SetItem(ConnectionKeywords.Database, values.GetValueOrDefault(ConnectionKeywords.Database) ?? user)
                .SetItem(
                    ConnectionKeywords.ConnectTimeout, values.GetValueOrDefault(ConnectionKeywords.ConnectTimeout) ?? DefaultConnectTimeout)
                .SetItem(ConnectionKeywords.ApplicationName, values.GetValueOrDefault(ConnectionKeywords.ApplicationName)
                    ?? values.GetValueOrDefault(ConnectionKeywords.FallbackApplicationName) ?? DefaultApplicationName)
                .Remove(ConnectionKeywords.FallbackApplicationName),
        };
    }

    /// <summary>A service is named by the call, by the connection string or, also beside a connection string, by PGSERVICE.</summary>
    private static ServiceDefinition? Service(ConnectionRequest request, ConnectionSource? written, HostEnvironment environment)
    {
        var name = NullIfEmpty(request.Service)
            ?? written?.Values.LastOrDefault(pair => pair.Keyword == ConnectionKeywords.Service).Value
            ?? environment["PGSERVICE"];
        ConnectionNames.Check("The service", name);
        return name is { Length: > 0 } ? ServiceLookup.Find(name, environment) : null;
    }

    private static Dictionary<string, string> FromCall(ConnectionRequest request, ConnectionSource? written)
    {
        var values = new Dictionary<string, string>();
        foreach (var (keyword, value, _) in written?.Values ?? [])
        {
            values[keyword] = ConnectionValues.Expected(keyword, value) is not { } expected
                ? value
                : throw new PumFailureException(ParameterFailures.ConnectionValueInvalid(written!.Subject, keyword, expected));
        }
        if (NullIfEmpty(request.Database) is { } database)
            values[ConnectionKeywords.Database] = database;
        if (request.ConnectTimeout is { } timeout)
            values[ConnectionKeywords.ConnectTimeout] = timeout.ToString(CultureInfo.InvariantCulture);
        return values;
    }

    private static IEnumerable<KeyValuePair<string, string>> FromService(ServiceDefinition? service)
    {
        foreach (var (keyword, value, line) in service?.Values ?? [])
        {
            yield return ConnectionValues.Expected(keyword, value) is not { } expected
                ? KeyValuePair.Create(keyword, value)
                : throw new PumFailureException(ConnectionFailures.ServiceValueInvalid(keyword, expected, new(service!.File, line)));
        }
    }

    private static ImmutableDictionary<string, string> FromEnvironment(HostEnvironment environment)
    {
        var values = ImmutableDictionary.CreateBuilder<string, string>();
        // The obsolete form of sslmode, which libpq still reads.
        if (environment["PGREQUIRESSL"]?.StartsWith('1') == true)
            values[ConnectionKeywords.SslMode] = "require";
        foreach (var keyword in ConnectionKeywords.All)
        {
            if (keyword.Variable is null || environment[keyword.Variable] is not { Length: > 0 } value)
                continue;
            values[keyword.Name] = ConnectionValues.Expected(keyword.Name, value) is not { } expected
                ? value
                : throw new PumFailureException(
                    ParameterFailures.ConnectionValueInvalid($"The environment variable {keyword.Variable}", keyword.Name, expected));
        }
        return values.ToImmutable();
    }

    private static string Describe(ConnectionSource? written, ServiceDefinition? service, HostEnvironment environment)
    {
        var found = service is null ? null : $"service {service.Name} in {environment.Abbreviate(service.File)}";
        if (written is not null || found is not null)
            return string.Join(", ", new[] { written?.Display, found }.OfType<string>());
        var variables = Decisive.Add("PGUSER").Where(variable => environment[variable] is { Length: > 0 });
        return $"environment ({string.Join(", ", variables)})";
    }

    internal static PumFailureException Malformed(string subject, ConnectionFormatException exception, bool mayNeedEscaping) =>
        new(ParameterFailures.ConnectionStringInvalid(subject, exception.Message, mayNeedEscaping), exception);

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
