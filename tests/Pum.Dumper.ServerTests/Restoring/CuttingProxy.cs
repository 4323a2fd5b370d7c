using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>Stands between clients and a server and cuts the connection on which a message with certain bytes goes by.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _serverPort;
    private readonly byte[] _mark;
    private readonly bool _deliver;
    private readonly Task _serving;
    private int _cuts;

    private CuttingProxy(int serverPort, string mark, bool deliver)
    {
        (_serverPort, _mark, _deliver) = (serverPort, Encoding.ASCII.GetBytes(mark), deliver);
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>The port that clients connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections were cut.</summary>
    public int Cuts => _cuts;

    /// <summary>Starts one; <paramref name="deliver"/> says whether the server still gets the message, and only its answer is lost.</summary>
    public static CuttingProxy Start(int serverPort, string mark, bool deliver) => new(serverPort, mark, deliver);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await Task.WhenAny(_serving);
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync();
            _ = ForwardAsync(client);
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            await server.ConnectAsync(IPAddress.Loopback, _serverPort);
            var (up, down) = (client.GetStream(), server.GetStream());
            await Task.WhenAny(SendAsync(up, down), down.CopyToAsync(up));
        }
    }

    /// <summary>Passes on what the client sends, and ends where the connection is to be cut.</summary>
    private async Task SendAsync(NetworkStream client, NetworkStream server)
    {
        var buffer = new byte[65536];
        while (await client.ReadAsync(buffer) is > 0 and var length)
        {
            var message = buffer.AsMemory(0, length);
            var cut = message.Span.IndexOf(_mark) >= 0 && Interlocked.Increment(ref _cuts) == 1;
            // The socket towards the client ends first, so that no answer gets through.
            if (cut)
                client.Socket.Close();
            if (!cut || _deliver)
                await server.WriteAsync(message);
            if (cut)
                return;
        }
    }
}
