using System.Collections.Concurrent;
using Pum.Dumper;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Testing.Tests;

/// <summary>How a process knows its servers.</summary>
[TestClass]
public sealed class TestServersTests
{
    [TestMethod]
    public void Tests_that_ask_at_the_same_time_share_a_server_which_is_named_once()
    {
        var request = new ConnectionRequest { ConnectionString = $"host=127.0.0.1 port=1 user=ci dbname={Guid.NewGuid():N}" };
        var environment = HostEnvironment.Current(AppContext.BaseDirectory);
        var said = new Said();
        using var together = new Barrier(8);

        var servers = new ConcurrentBag<object>();
        var threads = Enumerable.Range(0, together.ParticipantCount).Select(_ => new Thread(() =>
        {
            together.SignalAndWait();
            servers.Add(TestServers.Find(request, "app", environment, said));
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.HasCount(8, servers);
        Assert.HasCount(1, servers.Distinct());
        Assert.HasCount(1, said.Texts);
    }

    private sealed class Said : IReporter
    {
        public ConcurrentBag<string> Texts { get; } = [];

        public void Message(ReportImportance importance, string text) => Texts.Add(text);

        public void Warning(PumFailure warning) => Texts.Add(warning.Message);
    }
}
