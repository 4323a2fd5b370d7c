using System.Collections.Immutable;
using Npgsql;
using Pum.Dumper.Connections;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.ServerTests.RoundTrip;
using Pum.Dumper.Servers;

namespace Pum.Dumper.ServerTests.Faults;

/// <summary>
/// A restore that would go elsewhere than meant is refused before it has written anything: a server on which nothing else runs has given
/// out no transaction id, which every change needs.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class WrongTargetTests : IDisposable
{
    private const string Name = "app";

    private static TemporaryServer _here = null!;
    private static TemporaryServer _elsewhere = null!;

    private readonly TestFolder _folder = new();

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        _here = await StartAsync();
        _elsewhere = await StartAsync();
    }

    [ClassCleanup]
    public static async Task StopAsync()
    {
        await _here.DisposeAsync();
        await _elsewhere.DisposeAsync();
    }

    [TestInitialize]
    public async Task PrepareAsync()
    {
        _folder.Write("seed.sql", "CREATE TABLE film (id int);\nINSERT INTO film VALUES (1);\n");
        foreach (var server in new[] { _here, _elsewhere })
        {
            await ExecuteAsync(server, "postgres", $"DROP DATABASE IF EXISTS {Name}");
            await ExecuteAsync(server, "postgres", $"CREATE DATABASE {Name}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public async Task Without_a_connection_nothing_is_touched_though_user_and_password_are_preset()
    {
        // What $(Service) leaves where it was never set is no service at all.
        await RefusedAsync("PUM1002", new(), ("PGUSER", _here.Superuser), ("PGPASSWORD", _here.SuperuserPassword));
        await RefusedAsync("PUM1002", new() { Database = Name }, ("PGUSER", _here.Superuser), ("PGPASSWORD", _here.SuperuserPassword));
        await RefusedAsync("PUM1002", new() { ConnectionStringVariable = "SECRET" }, [("SECRET", ""), .. Preset(_here)]);
        await RefusedAsync("PUM1002", new() { ConnectionStringVariable = "SECRET" }, Preset(_here));
    }

    [TestMethod]
    public async Task A_service_that_does_not_exist_never_falls_back_to_preset_variables() =>
        await RefusedAsync("PUM3001", new() { Service = "nowhere" }, Preset(_here));

    [TestMethod]
    public async Task Preset_variables_never_lead_a_named_connection_elsewhere()
    {
        _folder.Write("pg_service.conf", Section("here", _here) + Section("elsewhere", _elsewhere));
        var untouched = await LastTransactionAsync(_elsewhere);
        foreach (var connection in new ConnectionRequest[] { new() { Service = "here" }, new() { ConnectionString = _here.ToConninfo(Name, password: _here.SuperuserPassword) } })
        {
            await ExecuteAsync(_here, Name, "DROP TABLE IF EXISTS film");
            await RestoreAsync(connection, [.. Preset(_elsewhere), ("PGSERVICE", "elsewhere")], request => request);
        }
        Assert.AreEqual(untouched, await LastTransactionAsync(_elsewhere));
    }

    [TestMethod]
    public async Task A_database_of_the_same_name_elsewhere_is_not_the_target()
    {
        await ExecuteAsync(_here, "postgres", $"DROP DATABASE {Name}");
        await RefusedAsync(
            "PUM3005", new() { ConnectionString = _here.ToConninfo(Name, password: _here.SuperuserPassword) }, Preset(_elsewhere));
    }

    [TestMethod]
    public async Task Clean_refuses_data_that_is_not_confirmed_before_the_first_write()
    {
        await ExecuteAsync(_here, Name, "CREATE TABLE precious AS SELECT 1 AS a");
        var dump = _folder["clean.dump"];
        var tool = Path.Combine(_here.BinDirectory, "pg_dump");
        using (var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(tool, ["--format=custom", $"--file={dump}", _here.ToConninfo(Name, password: _here.SuperuserPassword)]))!)
            await process.WaitForExitAsync();
        foreach (var confirmed in new[] { null, "", "APP", "app ", "other" })
        {
            await RefusedAsync(
                "PUM5007", new() { ConnectionString = _here.ToConninfo(Name, password: _here.SuperuserPassword) }, [], request => request with { File = dump, Clean = true, ConfirmReplace = confirmed });
        }
    }

    [TestMethod]
    public async Task What_is_refused_for_what_it_holds_is_refused_before_the_first_write()
    {
        foreach (var (code, script) in new[] { ("PUM5009", "CREATE TABLE t ();\n\\! touch x\n"), ("PUM5015", "CREATE TABLE t ();\nROLLBACK;\n"), ("PUM5016", "VACUUM;\n"), ("PUM5003", "CREATE TABLE t (a text DEFAULT 'x") })
        {
            var file = _folder.Write("refused.sql", script);
            await RefusedAsync(
                code,
                new() { ConnectionString = _here.ToConninfo(Name, password: _here.SuperuserPassword) },
                [],
                request => request with { File = file });
        }
    }

    [TestMethod]
    public async Task A_transaction_that_writes_is_seen()
    {
        var before = await LastTransactionAsync(_here);
        await ExecuteAsync(_here, Name, "SELECT count(*) FROM pg_class");
        Assert.AreEqual(before, await LastTransactionAsync(_here));
        await ExecuteAsync(_here, Name, "BEGIN; CREATE TABLE undone (); ROLLBACK");
        Assert.AreNotEqual(before, await LastTransactionAsync(_here));
    }

    private async Task RefusedAsync(
        string code, ConnectionRequest connection, (string, string)[] variables, Func<RestoreRequest, RestoreRequest>? change = null)
    {
        var before = (await LastTransactionAsync(_here), await LastTransactionAsync(_elsewhere));
        var failure = await FaultSite.FailureOf(RestoreAsync(connection, variables, change ?? (request => request)));
        Assert.AreEqual(code, failure?.Code, failure?.ToString());
        Assert.AreEqual(before, (await LastTransactionAsync(_here), await LastTransactionAsync(_elsewhere)));
    }

    private Task RefusedAsync(string code, ConnectionRequest connection, params (string, string)[] variables) =>
        RefusedAsync(code, connection, variables, null);

    private Task<RestoreResult> RestoreAsync(
        ConnectionRequest connection, (string Name, string Value)[] variables, Func<RestoreRequest, RestoreRequest> change)
    {
        var environment = HostEnvironment.Current(_folder.FullName) with { HomeDirectory = _folder.FullName };
        var own = environment.Variables.RemoveRange(
            environment.Variables.Keys.Where(name => name.StartsWith("PG", StringComparison.OrdinalIgnoreCase)));
        environment = environment with
        {
            Variables = own.SetItem("PGSERVICEFILE", _folder["pg_service.conf"]).SetItems(
            variables.Select(variable => KeyValuePair.Create(variable.Name, variable.Value)))
        };
        _ = File.Exists(_folder["pg_service.conf"]) ? "" : _folder.Write("pg_service.conf", "[other]\n");
        var request = new RestoreRequest { Caller = "PumRestore", Connection = connection, File = _folder["seed.sql"], BaseDirectory = _folder.FullName, ToolPath = _here.BinDirectory };
        return RestoreOperation.RunAsync(change(request), new Reports(), environment, CancellationToken.None);
    }

    private static string Section(string name, TemporaryServer server) =>
        $"[{name}]\nhost={server.Host}\nport={server.Port}\ndbname={Name}\nuser={server.Superuser}\npassword={server.SuperuserPassword}\n";

    /// <summary>A CI machine's variables that lead to a server.</summary>
    private static (string, string)[] Preset(TemporaryServer server) =>
        [("PGHOST", server.Host), ("PGPORT", $"{server.Port}"), ("PGDATABASE", Name), ("PGUSER", server.Superuser), ("PGPASSWORD", server.SuperuserPassword)];

    /// <summary>Nothing of the server's own asks for transaction ids.</summary>
    private static Task<TemporaryServer> StartAsync() =>
        TemporaryServer.StartAsync(new() { Tcp = true, Settings = ImmutableDictionary<string, string>.Empty.Add("autovacuum", "off") });

    /// <summary>The next transaction id of the whole server; reading takes none.</summary>
    private static async Task<string> LastTransactionAsync(TemporaryServer server) =>
        (await ExecuteAsync(server, "postgres", "SELECT pg_snapshot_xmax(pg_current_snapshot())::text"))!;

    private static async Task<string?> ExecuteAsync(TemporaryServer server, string database, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ToNpgsql(database).ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync())?.ToString();
    }
}
