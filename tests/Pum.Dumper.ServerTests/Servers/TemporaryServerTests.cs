using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Npgsql;
using Pum.Dumper.Failures;
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
            Assert.AreEqual("postgres", await ScalarAsync(server, "SELECT current_user::text"));
            Assert.AreEqual(server.Version, ((string)(await ScalarAsync(server, "SHOW server_version"))!).Split(' ')[0]);
            Assert.IsTrue(Directory.Exists(folder));
        }
        Assert.IsFalse(Directory.Exists(folder));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [UnsupportedOSPlatform("windows")]
    public async Task Nobody_else_reaches_a_server_behind_a_socket()
    {
        await using var server = await TemporaryServer.StartAsync(new() { Authentication = ServerAuthentication.Trust }, Cancellation);

        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(
            Path.GetDirectoryName(server.DataDirectory)!));
        Assert.AreEqual("", await ScalarAsync(server, "SHOW listen_addresses"));
    }

    [TestMethod]
    public async Task A_wrong_password_is_refused()
    {
        var server = await TestServer.GetAsync();
        await using var connection = new NpgsqlConnection(server.ToNpgsql(user: server.Superuser, password: "wrong").ConnectionString);

        var refusal = await Assert.ThrowsExactlyAsync<PostgresException>(() => connection.OpenAsync(Cancellation));

        Assert.AreEqual(SqlStates.InvalidPassword, refusal.SqlState);
    }

    [TestMethod]
    public async Task Two_servers_at_once_do_not_clash()
    {
        var options = new TemporaryServerOptions { Tcp = true };
        var servers = await Task.WhenAll(
            TemporaryServer.StartAsync(options, Cancellation), TemporaryServer.StartAsync(options, Cancellation));
        await using var first = servers[0];
        await using var second = servers[1];

        Assert.AreNotEqual(first.Port, second.Port);
        Assert.AreEqual(first.DataDirectory, await ScalarAsync(first, "SHOW data_directory"));
        Assert.AreEqual(second.DataDirectory, await ScalarAsync(second, "SHOW data_directory"));
    }

    [TestMethod]
    public async Task A_port_that_is_lost_in_a_race_is_given_up_for_another()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var taken = ((IPEndPoint)holder.LocalEndpoint).Port;
        var candidates = new Queue<int>([taken, .. Enumerable.Range(0, 4).Select(_ => ServerSettings.FindFreePort())]);

        await using var server = await TemporaryServer.StartAsync(new() { Tcp = true, FindFreePort = candidates.Dequeue }, Cancellation);

        Assert.AreNotEqual(taken, server.Port);
        Assert.AreEqual(1, await ScalarAsync(server, "SELECT 1"));
    }

    [TestMethod]
    public async Task A_server_that_crashed_starts_again_with_its_data()
    {
        await using var server = await TemporaryServer.StartAsync(Settings("synchronous_commit", "on"), Cancellation);
        await ScalarAsync(server, "CREATE TABLE kept AS SELECT 42 AS answer");

        await server.StopAsync(ServerStop.Immediate, Cancellation);
        await Assert.ThrowsAsync<NpgsqlException>(() => ScalarAsync(server, "SELECT 1"));
        await server.StartAgainAsync(Cancellation);

        Assert.AreEqual(42, await ScalarAsync(server, "SELECT answer FROM kept"));
    }

    [TestMethod]
    public async Task A_copy_begins_with_what_a_stopped_server_has_and_goes_its_own_way()
    {
        await using var original = await TemporaryServer.StartAsync(new() { Tcp = true }, Cancellation);
        await ScalarAsync(original, "CREATE TABLE kept AS SELECT 42 AS answer");
        await original.StopAsync(ServerStop.Fast, Cancellation);

        await using (var copy = await TemporaryServer.StartAsync(new() { Tcp = true, CopyOf = original }, Cancellation))
        {
            Assert.AreEqual(42, await ScalarAsync(copy, "SELECT answer FROM kept"));
            Assert.AreEqual(copy.DataDirectory, await ScalarAsync(copy, "SHOW data_directory"));
            await ScalarAsync(copy, "DROP TABLE kept");
        }

        await original.StartAgainAsync(Cancellation);
        Assert.AreEqual(42, await ScalarAsync(original, "SELECT answer FROM kept"));
    }

    [TestMethod]
    public async Task What_cannot_be_copied_is_named()
    {
        await using var running = await TemporaryServer.StartAsync(new(), Cancellation);
        await running.StopAsync(ServerStop.Fast, Cancellation);
        Directory.Delete(running.DataDirectory, recursive: true);

        var failure = await Assert.ThrowsExactlyAsync<PumFailureException>(
            () => TemporaryServer.StartAsync(new() { CopyOf = running }, Cancellation));

        Assert.AreEqual("PUM7001", failure.Failures.Single().Code);
        Assert.Contains("the copy of a cluster", failure.Failures.Single().Message);
    }

    [TestMethod]
    public async Task Settings_reach_the_server()
    {
        await using var server = await TemporaryServer.StartAsync(
            Settings("application_name", "it's me") with { Locale = "C" }, Cancellation);

        Assert.AreEqual("it's me", await ScalarAsync(server, "SHOW application_name"));
        Assert.AreEqual("C UTF8", await ScalarAsync(
            server, "SELECT datcollate || ' ' || pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'postgres'"));
    }

    [TestMethod]
    public async Task A_server_that_cannot_start_says_why_and_leaves_nothing()
    {
        var failure = await Assert.ThrowsExactlyAsync<PumFailureException>(() =>
            TemporaryServer.StartAsync(Settings("shared_buffers", "no number"), Cancellation));

        Assert.AreEqual("PUM7001", failure.Code);
        Assert.Contains("FATAL:", failure.Failure.Message);
        Assert.DoesNotContain("\n", failure.Failure.Text);
        Assert.Contains("shared_buffers", string.Join('\n', failure.Failure.Details));
    }

    [TestMethod]
    public async Task A_locale_that_the_system_lacks_is_a_failure_that_names_it()
    {
        var failure = await Assert.ThrowsExactlyAsync<PumFailureException>(
            () => TemporaryServer.StartAsync(new() { Locale = "xx_XX" }, Cancellation));

        Assert.AreEqual("PUM7001", failure.Code);
        Assert.Contains("xx_XX", string.Join('\n', failure.Failure.Details));
    }

    [TestMethod]
    public async Task Tests_run_as_a_role_that_may_create_databases_and_is_no_superuser()
    {
        await using var database = await TestDatabase.CreateAsync();

        Assert.AreEqual("pum_owner false true", await database.QueryAsync<string>(
            "SELECT concat_ws(' ', rolname, rolsuper::text, rolcreatedb::text) FROM pg_roles WHERE rolname = current_user"));
    }

    private static TemporaryServerOptions Settings(string name, string value) =>
        new() { Settings = ImmutableDictionary<string, string>.Empty.Add(name, value) };

    private async Task<object?> ScalarAsync(TemporaryServer server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ToNpgsql().ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
