using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pum.Dumper.ServerTests.Connections;

/// <summary>
/// Stands before a server and refuses, as one would that speaks Italian, each connection that begins with certain bytes. For clients without
/// TLS: see <see href="https://www.postgresql.org/docs/current/protocol-message-formats.html">Message Formats</see>.
/// </summary>
internal sealed class RefusingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _serverPort;
    private readonly string _word;
    private readonly Task _serving;
    private int _refusals;

    public RefusingProxy(int serverPort, string word)
    {
        (_serverPort, _word) = (serverPort, word);
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>The port that clients connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections were refused.</summary>
    public int Refusals => _refusals;

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
            var up = client.GetStream();
            var length = new byte[4];
            await up.ReadExactlyAsync(length);
            var startup = new byte[BinaryPrimitives.ReadInt32BigEndian(length) - length.Length];
            await up.ReadExactlyAsync(startup);
            if (startup.AsSpan().IndexOf(Encoding.ASCII.GetBytes(_word)) >= 0)
            {
                Interlocked.Increment(ref _refusals);
                await up.WriteAsync(Refusal());
                return;
            }

            await server.ConnectAsync(IPAddress.Loopback, _serverPort);
            var down = server.GetStream();
            await down.WriteAsync(length);
            await down.WriteAsync(startup);
            await Task.WhenAny(up.CopyToAsync(down), down.CopyToAsync(up));
        }
    }

    private byte[] Refusal()
    {
        var fields = Encoding.UTF8.GetBytes($"SFATALE\0VFATAL\0C22023\0Mvalore non valido per il parametro \"{_word}\": 2000\0\0");
        var message = new byte[5 + fields.Length];
        message[0] = (byte)'E';
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), message.Length - 1);
        fields.CopyTo(message, 5);
        return message;
    }
}
