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

    /// <summary>Whether a folder may be the one that a build of libpq has compiled in.</summary>
    public static bool IsDefaultFolder(string folder, string port) => SocketFolders.Contains(folder)
        && (folder != OpenToAll || IsServers(FileIdentity.Of(SocketOf(folder, port)), FileIdentity.Of(SystemFolder + "/.")));

    /// <summary>The folder that holds the socket of the port, else the one where it would be; on Windows <c>localhost</c>.</summary>
    public static string For(string port, HostEnvironment environment)
    {
        if (environment.IsWindows)
            return "localhost";
        var system = FileIdentity.Of(SystemFolder + "/.");
        return SocketFolders.FirstOrDefault(
            folder => FileIdentity.Of(SocketOf(folder, port)) is { } socket && (folder != OpenToAll || IsServers(socket, system)))
            ?? (system is not null ? SystemFolder : OpenToAll);
    }

    /// <summary>
    /// Whether a socket in <c>/tmp</c> counts. Any user can make one there while the server is stopped, and would get the password: where
    /// the system has a folder for sockets, it must belong to this user, to root or to that folder's owner.
    /// </summary>
    /// <param name="socket">The socket, or <see langword="null"/> where there is none.</param>
    /// <param name="system">The system's folder, or <see langword="null"/> where there is none.</param>
    public static bool IsServers(FileIdentity? socket, FileIdentity? system) =>
        system is null || socket is not null && (socket.IsMine || socket.Owner == 0 || socket.Owner == system.Owner);

    private static string SocketOf(string folder, string port) => Path.Combine(folder, ".s.PGSQL." + port);
}
