using System.Diagnostics;
using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring;
using Pum.Dumper.Servers;
using static Pum.Dumper.ServerTests.Restoring.Replacing;

namespace Pum.Dumper.ServerTests.Connections;

/// <summary>What the database or the role allows is no matter of the server: the advice names it, and helps.</summary>
[TestClass]
public sealed class ClosedDatabaseTests : IDisposable
{
    private readonly TestFolder _folder = new();

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("ALTER DATABASE {0} ALLOW_CONNECTIONS false", "The database allows no connections: ", "ALTER DATABASE {0} ALLOW_CONNECTIONS true")]
    [DataRow("ALTER DATABASE {0} CONNECTION LIMIT 0", "The database's connection limit is reached: ", "ALTER DATABASE {0} CONNECTION LIMIT -1")]
    [DataRow("ALTER ROLE {1} CONNECTION LIMIT 0", "The role's connection limit is reached: ", "ALTER ROLE {1} CONNECTION LIMIT -1")]
    public async Task A_limit_is_named_with_what_lifts_it(string close, string message, string open)
    {
        var server = await TestServer.GetAsync();
        await using var database = await TestDatabase.CreateAsync(server);
        var role = $"pum_limited_{Guid.NewGuid():N}";
        await ExecuteAsync(server, $"CREATE ROLE {role} LOGIN PASSWORD 'secret'");
        try
        {
            await AlterAsync(server, close, database, role);
            foreach (var run in Runs(database, server.ToConninfo(database.Name, role, "secret")))
            {
                var failure = (await FailureOfAsync(run))!;
                Assert.AreEqual("PUM3006", failure.Code, failure.ToString());
                Assert.StartsWith(message, failure.Message);
                Assert.Contains(
                    open.Replace("{0}", "…", StringComparison.Ordinal).Replace("{1}", "…", StringComparison.Ordinal), failure.Advice);
            }
            await AlterAsync(server, open, database, role);
            foreach (var run in Runs(database, server.ToConninfo(database.Name, role, "secret")))
                Assert.IsNull(await FailureOfAsync(run));
        }
        finally
        {
            await ExecuteAsync(server, $"DROP ROLE {role}");
        }
    }

    [TestMethod]
    public async Task Nobody_waits_for_a_database_that_allows_no_connections()
    {
        await using var database = await TestDatabase.CreateAsync();
        await ExecuteAsync(database.Server, $"ALTER DATABASE {database.Name} ALLOW_CONNECTIONS false");
        foreach (var run in Runs(database, database.Conninfo, wait: 300))
        {
            var watch = Stopwatch.StartNew();
            Assert.AreEqual("PUM3006", (await FailureOfAsync(run))?.Code);
            Assert.IsLessThan(TimeSpan.FromMinutes(2), watch.Elapsed);
        }
    }

    private static Task AlterAsync(TemporaryServer server, string sql, TestDatabase database, string role) =>
        ExecuteAsync(server, sql.Replace("{0}", database.Name, StringComparison.Ordinal).Replace("{1}", role, StringComparison.Ordinal));

    private IEnumerable<Func<Task>> Runs(TestDatabase database, string conninfo, int wait = 0)
    {
        var script = _folder.Write("seed.sql", "SELECT 1;\n");
        yield return () => DumpOperation.RunAsync(
            new() { Caller = "PumDump", Connection = new() { ConnectionString = conninfo, WaitForServer = wait }, File = _folder["snap"], BaseDirectory = _folder.FullName, ToolPath = database.Server.BinDirectory },
            new CollectingReporter());
        yield return () => RestoreOperation.RunAsync(
            new() { Caller = "PumRestore", Connection = new() { ConnectionString = conninfo, WaitForServer = wait }, File = script, BaseDirectory = _folder.FullName, ToolPath = database.Server.BinDirectory },
            new CollectingReporter());
    }

    private static async Task<PumFailure?> FailureOfAsync(Func<Task> run)
    {
        try
        {
            await run();
            return null;
        }
        catch (PumFailureException exception)
        {
            return exception.Failure;
        }
    }
}
