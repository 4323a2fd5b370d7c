using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Pum.Dumper.Servers;

/// <summary>The settings of a temporary server: where it listens, speed instead of durability, and what was asked for.</summary>
internal sealed class ServerSettings
{
    /// <summary>The address that servers with a port listen on.</summary>
    public const string Loopback = "127.0.0.1";

    private readonly TemporaryServerOptions _options;

    private ServerSettings(TemporaryServerOptions options, string? socketDirectory)
    {
        _options = options;
        SocketDirectory = socketDirectory;
    }

    /// <summary>Whether the server listens on a port.</summary>
    public bool Tcp => _options.Tcp || SocketDirectory is null;

    /// <summary>Folder of the socket; <see langword="null"/> on Windows.</summary>
    public string? SocketDirectory { get; }

    /// <summary>The port that was chosen.</summary>
    public int Port { get; private set; }

    public static ServerSettings Of(TemporaryServerOptions options, string folder) =>
        new(options, OperatingSystem.IsWindows() ? null : Path.Combine(folder, "socket"));

    /// <summary>Chooses a port; a socket in a folder of its own can have the usual number.</summary>
    public void ChoosePort() => Port = Tcp ? _options.FindFreePort() : 5432;

    /// <summary>A loopback port that is free at this moment.</summary>
    public static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The lines of the configuration file.</summary>
    public ImmutableArray<string> Lines() =>
    [
        Line("listen_addresses", Tcp ? Loopback : ""),
        Line("port", $"{Port}"),
        Line("unix_socket_directories", SocketDirectory ?? ""),
        // See "Non-Durable Settings" in PostgreSQL's manual.
        Line("fsync", "off"),
        Line("synchronous_commit", "off"),
        Line("full_page_writes", "off"),
        // Compiling a plan costs more than it saves where the tables are small.
        Line("jit", "off"),
        Line("shared_buffers", "128MB"),
        Line("max_connections", "100"),
        Line("password_encryption", "scram-sha-256"),
        .. _options.Settings.Select(setting => Line(setting.Key, setting.Value)),
    ];

    private static string Line(string name, string value) => $"{name} = '{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
