using Pum.Dumper.Connections;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Tests.Connections;

/// <summary>A tool is run a second time only where the first has done nothing.</summary>
[TestClass]
public sealed class LostClientDetectionTests
{
    [TestMethod]
    [DataRow("pg_restore: error: connection to server at \"db\", port 6432 failed: FATAL:  unsupported startup parameter: options")]
    [DataRow("pg_restore: error: connection to database \"app\" failed: FATAL:  unsupported startup parameter: options")]
    [DataRow("psql: error: connection to server at \"::1\", port 6432 failed: Connection refused", "connection to server at \"127.0.0.1\", port 6432 failed: FATAL:  unsupported startup parameter: options")]
    public async Task A_connection_that_was_refused_is_tried_without_the_setting(params string[] lines) =>
        Assert.AreEqual(2, await RunsAsync(lines));

    [TestMethod]
    [DataRow("psql:<stdin>:3: ERROR:  23505: duplicate key value violates unique constraint \"log_pkey\"", "DETAIL:  Key (line)=(x", "FATAL:  unsupported startup parameter: options) already exists.")]
    [DataRow("pg_restore: error: COPY failed for table \"log\": ERROR:  duplicate key value violates unique constraint \"log_pkey\"", "CONTEXT:  COPY log, line 1: \"x", "connection to server at \"db\" failed: client_connection_check_interval\"")]
    [DataRow("psql:<stdin>:3: ERROR:  22012: FATAL:  unsupported startup parameter: options")]
    [DataRow("pg_restore: error: could not execute query: ERROR:  x", "pg_restore: error: connection to server at \"db\", port 6432 failed: FATAL:  unsupported startup parameter: options")]
    public async Task What_a_row_quotes_starts_nothing_again(params string[] lines) => Assert.AreEqual(1, await RunsAsync(lines));

    private static async Task<int> RunsAsync(string[] lines)
    {
        using var host = new TestHost();
        var runs = 0;
        await Assert.ThrowsExactlyAsync<ToolFailureException>(() => LostClientDetection.RunAsync(host.Resolve("host=db"), _ =>
        {
            runs++;
            return Task.FromException(new ToolFailureException(new("psql", 1, [.. lines], "app", Dumping: false, "/seed.sql")));
        }));
        return runs;
    }
}
