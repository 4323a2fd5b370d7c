using System.Collections.Concurrent;
using Pum.Dumper.Servers;

namespace Pum.Dumper.ServerTests.Faults;

/// <summary>
/// Servers for faults, each lent to one site at a time: whatever is left behind on one is that site's. As many are started as sites are
/// at work at once.
/// </summary>
internal static class FaultServers
{
    private static readonly ConcurrentBag<TemporaryServer> Free = [];

    /// <summary>Lends one.</summary>
    public static async Task<TemporaryServer> TakeAsync()
    {
        if (Free.TryTake(out var free))
            return free;
        var server = await TestServer.StartAsync();
        TestServer.AtEnd.Add(() => server.DisposeAsync().AsTask().Wait());
        return server;
    }

    /// <summary>Takes one back, with no database left on it that a site has made.</summary>
    public static void Return(TemporaryServer server) => Free.Add(server);
}
