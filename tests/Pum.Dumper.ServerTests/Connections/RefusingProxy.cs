using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Pum.Dumper.ServerTests.Connections;

/// <summary>
/// Stands before a server and refuses, as one would that speaks Italian, each connection that begins with certain bytes. For clients
/// without TLS: see <see href="https://www.postgresql.org/docs/current/protocol-message-formats.html">Message Formats</see>.
/// </summary>
internal sealed class RefusingProxy(int serverPort, string word) : Relay(serverPort)
{
    private int _refusals;

    /// <summary>How many connections were refused.</summary>
    public int Refusals => _refusals;

    /// <inheritdoc/>
    protected override async Task SendAsync(NetworkStream client, NetworkStream server)
    {
        var length = new byte[4];
        await client.ReadExactlyAsync(length);
        var startup = new byte[BinaryPrimitives.ReadInt32BigEndian(length) - length.Length];
        await client.ReadExactlyAsync(startup);
        if (startup.AsSpan().IndexOf(Encoding.ASCII.GetBytes(word)) >= 0)
        {
            Interlocked.Increment(ref _refusals);
            await client.WriteAsync(Refusal());
            return;
        }

        await server.WriteAsync(length);
        await server.WriteAsync(startup);
        await base.SendAsync(client, server);
    }

    private byte[] Refusal()
    {
        var fields = Encoding.UTF8.GetBytes($"SFATALE\0VFATAL\0C22023\0Mvalore non valido per il parametro \"{word}\": 2000\0\0");
        var message = new byte[5 + fields.Length];
        message[0] = (byte)'E';
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), message.Length - 1);
        fields.CopyTo(message, 5);
        return message;
    }
}
