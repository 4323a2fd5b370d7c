using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>
/// Stands between clients and a server. It cuts the connection on which a message with certain bytes goes by, or does something first.
/// </summary>
internal sealed class CuttingProxy : Relay
{
    private readonly byte[] _mark;
    private readonly bool _deliver;
    private readonly ConcurrentQueue<(byte[] Mark, Func<Task> First)> _steps;
    private int _cuts;

    private CuttingProxy(int serverPort, string mark, bool deliver, IEnumerable<(string Mark, Func<Task> First)> steps)
        : base(serverPort)
    {
        (_mark, _deliver) = (Encoding.ASCII.GetBytes(mark), deliver);
        _steps = new(steps.Select(step => (Encoding.ASCII.GetBytes(step.Mark), step.First)));
    }

    /// <summary>How many connections were cut.</summary>
    public int Cuts => _cuts;

    /// <summary>
    /// Starts one; <paramref name="deliver"/> says whether the server still gets the message, and only its answer is lost.
    /// </summary>
    public static CuttingProxy Start(int serverPort, string mark, bool deliver) => new(serverPort, mark, deliver, []);

    /// <summary>
    /// Starts one that cuts nothing: it holds up the messages with these marks, one after the other, until something was done.
    /// </summary>
    public static CuttingProxy StartSteps(int serverPort, params (string Mark, Func<Task> First)[] steps) =>
        new(serverPort, "\0no such message\0", deliver: true, steps);

    /// <summary>Starts one that does both: it cuts when all was done.</summary>
    public static CuttingProxy StartSteps(
        int serverPort, string mark, bool deliver, params (string Mark, Func<Task> First)[] steps) => new(serverPort, mark, deliver, steps);

    /// <summary>Whether all that was to be done was done.</summary>
    public bool IsThrough => _steps.IsEmpty;

    /// <inheritdoc/>
    protected override async Task SendAsync(NetworkStream client, NetworkStream server)
    {
        var buffer = new byte[65536];
        while (await client.ReadAsync(buffer) is > 0 and var length)
        {
            var message = buffer.AsMemory(0, length);
            var isLast = _steps.IsEmpty;
            if (_steps.TryPeek(out var step) && message.Span.IndexOf(step.Mark) >= 0 && _steps.TryDequeue(out _))
                await step.First();
            var cut = isLast && message.Span.IndexOf(_mark) >= 0 && Interlocked.Increment(ref _cuts) == 1;
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
