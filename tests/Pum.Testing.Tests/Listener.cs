using System.Net;
using System.Net.Sockets;

namespace Pum.Testing.Tests;

/// <summary>Stands where a server would be, and counts who comes.</summary>
internal sealed class Listener : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private int _connections;

    public Listener()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>The connection to it.</summary>
    public string Conninfo => $"host=127.0.0.1 port={((IPEndPoint)_listener.LocalEndpoint).Port} user=ci dbname=app";

    /// <summary>How many connections were made.</summary>
    public int Connections => _connections;

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref _connections);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It was disposed.
        }
    }
}
