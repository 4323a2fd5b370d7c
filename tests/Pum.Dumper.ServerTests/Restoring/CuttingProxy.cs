using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>Stands between clients and a server. It cuts the connection on which a message with certain bytes goes by, or does something first.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _serverPort;
    private readonly byte[] _mark;
    private readonly bool _deliver;
    private readonly ConcurrentQueue<(byte[] Mark, Func<Task> First)> _steps;
    private readonly Task _serving;
    private int _cuts;

    private CuttingProxy(int serverPort, string mark, bool deliver, IEnumerable<(string Mark, Func<Task> First)> steps)
    {
        (_serverPort, _mark, _deliver) = (serverPort, Encoding.ASCII.GetBytes(mark), deliver);
        _steps = new(steps.Select(step => (Encoding.ASCII.GetBytes(step.Mark), step.First)));
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>The port that clients connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections were cut.</summary>
    public int Cuts => _cuts;

    /// <summary>Starts one; <paramref name="deliver"/> says whether the server still gets the message, and only its answer is lost.</summary>
    public static CuttingProxy Start(int serverPort, string mark, bool deliver) => new(serverPort, mark, deliver, []);

    /// <summary>Starts one that cuts nothing: it holds up the messages with these marks, one after the other, until something was done.</summary>
    public static CuttingProxy StartSteps(int serverPort, params (string Mark, Func<Task> First)[] steps) => new(serverPort, "\0no such message\0", deliver: true, steps);

    /// <summary>Whether all that was to be done was done.</summary>
    public bool IsThrough => _steps.IsEmpty;

    /// <summary>Takes no more connections.</summary>
    public void Close() => _listener.Stop();

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
            if (_steps.TryPeek(out var step) && message.Span.IndexOf(step.Mark) >= 0 && _steps.TryDequeue(out _))
                await step.First();
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
