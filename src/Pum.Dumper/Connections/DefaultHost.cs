using System.Collections.Immutable;
using Pum.Dumper.Files;

namespace Pum.Dumper.Connections;

/// <summary>
/// Where a connection goes that names no host. libpq has a compiled-in folder that differs between distributions (Debian and Red Hat:
/// /var/run/postgresql; built from source, Homebrew: /tmp) and Npgsql has its own; the choice is made here so that both agree.
/// </summary>
internal static class DefaultHost
{
    private const string SystemFolder = "/var/run/postgresql";
    private const string OpenToAll = "/tmp";

    /// <summary>The folders that builds of libpq have compiled in.</summary>
    public static ImmutableArray<string> SocketFolders { get; } = [SystemFolder, "/run/postgresql", OpenToAll];

    /// <summary>The folder that holds the socket of the port, else the one where it would be; on Windows <c>localhost</c>.</summary>
    public static string For(string port, HostEnvironment environment)
    {
        if (environment.IsWindows)
            return "localhost";
        return SocketFolders.FirstOrDefault(folder => IsServers(folder, Path.Combine(folder, ".s.PGSQL." + port)))
            ?? (Directory.Exists(SocketFolders[0]) ? SocketFolders[0] : OpenToAll);
    }

    /// <summary>
    /// Whether a socket is there that a server made. In <c>/tmp</c> any user can make one while the server is stopped, and would get the
    /// password: where the system has a folder for sockets, one in <c>/tmp</c> must belong to this user, to root or to that folder's owner.
    /// </summary>
    private static bool IsServers(string folder, string socket)
    {
        if (FileIdentity.Of(socket) is not { } found)
            return false;
        return folder != OpenToAll
            || FileIdentity.Of(SystemFolder + "/.") is not { } system
            || found.IsMine || found.Owner == 0 || found.Owner == system.Owner;
    }
}
