namespace Pum.Dumper.Connections;

/// <summary>Turns what the user wrote into the one connection that every program and library is given.</summary>
internal static class ConnectionResolver
{
    /// <summary>Resolves a connection without touching any server.</summary>
    /// <exception cref="Failures.PumFailureException">PUM1001, PUM1002, PUM3001, PUM3002.</exception>
    public static Connection Resolve(ConnectionRequest request, HostEnvironment environment) => throw new NotImplementedException();
}
