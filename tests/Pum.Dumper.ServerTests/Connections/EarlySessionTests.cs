using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring;
using OwnSession = Pum.Dumper.Connections.Session;

namespace Pum.Dumper.ServerTests.Connections;

/// <summary>A session that is opened before it is known whether it is needed.</summary>
[TestClass]
public sealed class EarlySessionTests
{
    [TestMethod]
    public async Task A_session_that_nobody_takes_ends()
    {
        await using var database = await TestDatabase.CreateAsync();
        var opened = new TaskCompletionSource<OwnSession>();

        OwnSession session;
        await using (var early = new EarlySession(async _ =>
        {
            // Whatever the token says by now: the session is there when nobody wants it any more.
            opened.SetResult(await OpenAsync(database, CancellationToken.None));
            return await opened.Task;
        }, CancellationToken.None))
        {
            early.Start();
            session = await opened.Task;
        }

        Assert.IsFalse(session.IsOpen);
    }

    [TestMethod]
    public async Task A_connection_that_nobody_waits_for_any_more_is_given_up()
    {
        var early = new EarlySession(
            async stop =>
            {
                await Task.Delay(Timeout.Infinite, stop);
                throw new InvalidOperationException();
            },
            CancellationToken.None);
        early.Start();

        await early.DisposeAsync();
    }

    [TestMethod]
    public async Task A_session_that_was_taken_stays()
    {
        await using var database = await TestDatabase.CreateAsync();
        OwnSession session;
        await using (var early = new EarlySession(stop => OpenAsync(database, stop), CancellationToken.None))
            session = await early.TakeAsync();

        await using (session)
            Assert.AreEqual(1, await session.QueryAsync("SELECT 1", row => row.GetInt32(0), CancellationToken.None));
    }

    [TestMethod]
    public async Task What_is_wrong_with_the_dump_is_said_before_what_is_wrong_with_the_connection()
    {
        using var folder = new TestFolder();

        var failure = await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(() => RestoreOperation.RunAsync(
            new()
            {
                Caller = "PumRestore",
                Connection = new() { ConnectionString = "host=127.0.0.1 port=1 dbname=x user=y" },
                File = folder["missing.dump"],
                BaseDirectory = folder.FullName,
            },
            new CollectingReporter()));

        Assert.AreEqual("PUM1003 PUM3003", string.Join(' ', failure.Failures.Select(each => each.Code)));
    }

    private static Task<OwnSession> OpenAsync(TestDatabase database, CancellationToken cancellationToken) => SessionOpening.OpenAsync(
        ConnectionResolver.Resolve(database.Request, HostEnvironment.Current(AppContext.BaseDirectory)),
        new("PumRestore", 0, [], "", Dumping: false, ""),
        cancellationToken);
}
