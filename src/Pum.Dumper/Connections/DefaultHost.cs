using System.Collections.Immutable;

namespace Pum.Dumper.Connections;

/// <summary>
/// Where a connection goes that names no host. libpq has a compiled-in folder that differs between distributions (Debian and Red Hat:
/// /var/run/postgresql; built from source, Homebrew: /tmp) and Npgsql has its own; the choice is made here so that both agree.
/// </summary>
internal static class DefaultHost
{
    /// <summary>The folders that builds of libpq have compiled in.</summary>
    public static ImmutableArray<string> SocketFolders { get; } = ["/var/run/postgresql", "/run/postgresql", "/tmp"];

    /// <summary>The folder that holds the socket of the port, else the one where it would be; on Windows <c>localhost</c>.</summary>
    public static string For(string port, HostEnvironment environment)
    {
        if (environment.IsWindows)
            return "localhost";
        return SocketFolders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, ".s.PGSQL." + port)))
            ?? (Directory.Exists(SocketFolders[0]) ? SocketFolders[0] : "/tmp");
    }
}
