using Npgsql;
using Pum.Dumper.Servers;

namespace Pum.Dumper.ServerTests.Servers;

[TestClass]
public sealed class TemporaryServerTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Cancellation => TestContext.CancellationToken;

    [TestMethod]
    public async Task A_server_starts_answers_and_is_gone_when_disposed()
    {
        string folder;
        await using (var server = await TemporaryServer.StartAsync(new(), Cancellation))
        {
            folder = Path.GetDirectoryName(server.DataDirectory)!;
            Assert.AreEqual("postgres", await ScalarAsync(server, "SELECT current_user"));
            Assert.IsTrue(Directory.Exists(folder));
        }
        Assert.IsFalse(Directory.Exists(folder));
    }

    [TestMethod]
    public async Task Tests_run_as_a_role_that_may_create_databases_and_is_no_superuser()
    {
        await using var database = await TestDatabase.CreateAsync();

        Assert.AreEqual("pum_owner false true", await database.QueryAsync<string>(
            "SELECT concat_ws(' ', rolname, rolsuper::text, rolcreatedb::text) FROM pg_roles WHERE rolname = current_user"));
    }

    private async Task<object?> ScalarAsync(TemporaryServer server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ToNpgsql().ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
