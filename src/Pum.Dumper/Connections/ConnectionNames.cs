using Pum.Dumper.Failures;

namespace Pum.Dumper.Connections;

/// <summary>
/// Finds a connection string where the name of a service, a database or a role is expected. Names are printed, and a connection string
/// may hold a password. A name that merely looks odd is accepted (<c>dbname=other</c> is a valid one).
/// </summary>
internal static class ConnectionNames
{
    /// <summary>Checks every name that a request or the environment gives.</summary>
    /// <exception cref="PumFailureException">PUM1001.</exception>
    public static void Check(ConnectionRequest request, HostEnvironment environment)
    {
        var names = new[]
        {
            (nameof(request.Service), request.Service),
            (nameof(request.Database), request.Database),
            (nameof(request.MaintenanceDatabase), request.MaintenanceDatabase),
            (nameof(request.Role), request.Role),
            ("The environment variable PGSERVICE", environment["PGSERVICE"]),
            ("The environment variable PGDATABASE", environment["PGDATABASE"]),
        };
        foreach (var (subject, name) in names)
            Check(subject, name);
    }

    /// <summary>Checks one name.</summary>
    /// <exception cref="PumFailureException">PUM1001.</exception>
    public static void Check(string subject, string? name)
    {
        if (name is not null && WrittenValue.IsConnectionString(name))
            throw new PumFailureException(ParameterFailures.NameIsConnectionString(subject));
    }
}
