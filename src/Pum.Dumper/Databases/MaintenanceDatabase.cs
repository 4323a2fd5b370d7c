using Pum.Dumper.Connections;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Databases;

/// <summary>The database from which others are created, renamed and dropped.</summary>
internal static class MaintenanceDatabase
{
    private const string Default = "postgres";

    /// <summary>The database that this connection maintains others from, unless it is missing.</summary>
    public static string NameOf(Connection connection) => connection.MaintenanceDatabase ?? Default;

    /// <summary>Connects to the one that the user named, else to <c>postgres</c>, else to <c>template1</c>.</summary>
    /// <exception cref="PumFailureException">Those of connecting.</exception>
    public static async Task<Session> OpenAsync(Connection connection, FailureContext failure, CancellationToken cancellationToken)
    {
        try
        {
            return await SessionOpening.OpenAsync(connection.WithDatabase(NameOf(connection)), failure, cancellationToken);
        }
        catch (PumFailureException exception)
            when (exception.SqlState == SqlStates.InvalidCatalogName && connection.MaintenanceDatabase is null)
        {
            return await SessionOpening.OpenAsync(connection.WithDatabase("template1"), failure, cancellationToken);
        }
    }
}
