using System.Collections.Immutable;
using System.Text;
using Pum.Dumper.Files;

namespace Pum.Dumper.Connections;

/// <summary>
/// Divides a connection between what a client tool is given as an argument, which every user of the machine can read, and what
/// travels by its environment or by a file that its user alone can read.
/// </summary>
internal static class ToolConnection
{
    /// <summary>The name of the service in the private file; no section of the user's is ever consulted again.</summary>
    private const string PrivateService = "pum";

    /// <summary>Takes the place of a missing password; libpq treats an empty one as none.</summary>
    private const string NoKeyPassword = "none";

    /// <summary>The argument: everything that is not a secret.</summary>
    public static string Conninfo(Connection connection) => string.Join(' ', Values(connection)
        .Where(pair => RouteOf(pair.Keyword, pair.Value, connection) == Route.Argument)
        .Select(pair => ConninfoReader.Write(pair.Keyword.Name, pair.Value)));

    /// <summary>The environment: every variable that libpq reads about a connection is set or removed.</summary>
    public static ToolEnvironment OpenEnvironment(Connection connection)
    {
        var variables = ImmutableDictionary.CreateBuilder<string, string?>();
        foreach (var variable in ConnectionKeywords.All.Select(keyword => keyword.Variable).OfType<string>().Concat(
            ConnectionKeywords.OtherVariables))
            variables[variable] = null;
        var values = Values(connection).ToLookup(pair => RouteOf(pair.Keyword, pair.Value, connection));
        foreach (var (keyword, value) in values[Route.Variable])
            variables[keyword.Variable!] = value;
        if (!values[Route.File].Any())
            return new() { Variables = variables.ToImmutable() };

        var file = PrivateFile.Create(ServiceFile(values[Route.File]));
        variables["PGSERVICEFILE"] = file.Path;
        variables["PGSERVICE"] = PrivateService;
        return new() { Variables = variables.ToImmutable(), PrivateFile = file };
    }

    private enum Route
    {
        None,
        Argument,
        Variable,
        File,
    }

    private static Route RouteOf(ConnectionKeyword keyword, string value, Connection connection)
    {
        // Of a client's own choice; it would become the encoding of a dump.
        if (keyword.Name is ConnectionKeywords.ClientEncoding)
            return Route.None;
        // On Windows arguments and variables reach libpq in the system's code page, while a name or password is compared as UTF-8.
        if (connection.Environment.IsWindows && !keyword.IsPath && !Ascii.IsValid(value))
            return Route.File;
        if (keyword.IsSecret)
            return keyword.Variable is null ? Route.File : Route.Variable;
        return keyword.IsRecent && keyword.Variable is not null && connection.FromEnvironment.Contains(keyword.Name)
            ? Route.Variable
            : Route.Argument;
    }

    private static IEnumerable<(ConnectionKeyword Keyword, string Value)> Values(Connection connection)
    {
        // A name needs no address; if there is one, libpq uses the name only for TLS and passwords.
        var values = connection.Values.SetItem(ConnectionKeywords.Port, connection.Port)
            .SetItem(ConnectionKeywords.Host, string.Join(',', connection.Servers.Select(server => server.Host)));
        if (connection.Password is { } password)
            values = values.SetItem(ConnectionKeywords.Password, password);
        // OpenSSL would ask for the password of an encrypted key at the terminal. With any password at hand it does not.
        if (!values.ContainsKey(ConnectionKeywords.SslPassword) && ClientCertificate.Of(connection) is { KeyIsEncrypted: true })
            values = values.SetItem(ConnectionKeywords.SslPassword, NoKeyPassword);
        if (File.Exists(connection.PassFilePath))
            values = values.SetItem(ConnectionKeywords.PassFile, connection.PassFilePath);
        return ConnectionKeywords.All
            .Where(keyword => values.GetValueOrDefault(keyword.Name)?.Trim(',').Length > 0)
            .Select(keyword => (keyword, values[keyword.Name]));
    }

    private static string ServiceFile(IEnumerable<(ConnectionKeyword Keyword, string Value)> values) =>
        string.Concat(values.Select(pair => $"{pair.Keyword.Name}={pair.Value}\n").Prepend($"[{PrivateService}]\n"));
}
