using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Pum.Dumper.ServerTests;

/// <summary>A network between clients and a server on this machine, which can be cut.</summary>
internal class Relay : IAsyncDisposable
{
    private const int Piece = 32 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> _ends = [];
    private readonly int _serverPort;
    private readonly Task _accepting;
    private volatile bool _isCut;

    /// <summary>Listens, and carries on to a port of this machine.</summary>
    public Relay(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The port to connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How long each piece rests on its way, so that a moment in the middle of the data is no race.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>Drops every connection on both sides, and every new one, without a word (RST), or as a server that ends (FIN).</summary>
    public void Cut(bool inOrder = false)
    {
        _isCut = true;
        foreach (var end in _ends)
            Drop(end, inOrder);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Cut();
        await _accepting;
    }

    /// <summary>Carries what the client sends, until the connection is over.</summary>
    protected virtual Task SendAsync(NetworkStream client, NetworkStream server) => CopyAsync(client, server);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ConnectAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It listens no more.
        }
    }

    private async Task ConnectAsync(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        // Otherwise the buffers between the server and here take a whole table, and the server is done with it at once.
        if (Pause > TimeSpan.Zero)
            server.ReceiveBufferSize = Piece;
        _ends.Add(client);
        _ends.Add(server);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _serverPort);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            Drop(client);
            return;
        }

        if (_isCut)
            Cut();
        var (up, down) = (new NetworkStream(client), new NetworkStream(server));
        _ = CarryAsync(() => SendAsync(up, down), server);
        _ = CarryAsync(() => CopyAsync(down, up), client);
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[Piece];
        while (await from.ReadAsync(buffer) is > 0 and var length)
        {
            if (Pause > TimeSpan.Zero)
                await Task.Delay(Pause);
            await to.WriteAsync(buffer.AsMemory(0, length));
        }
    }

    /// <summary>Carries in one direction, and the end of it too.</summary>
    private static async Task CarryAsync(Func<Task> carry, Socket to)
    {
        try
        {
            await carry();
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            Drop(to);
        }
    }

    private static void Drop(Socket socket, bool inOrder = false)
    {
        try
        {
            if (!inOrder)
                socket.LingerState = new(enable: true, seconds: 0);
            socket.Close();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The other side was faster.
        }
    }
}
