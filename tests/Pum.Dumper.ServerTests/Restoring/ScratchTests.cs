using System.Globalization;
using Npgsql;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.Restoring.Replacing;
using Pum.Dumper.Servers;
using static Pum.Dumper.ServerTests.Restoring.Replacing;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>The life of a scratch database, with others about: from CREATE DATABASE to the swap.</summary>
[TestClass]
public sealed class ScratchTests
{
    private readonly CollectingReporter _reporter = new();

    [TestMethod]
    public async Task A_live_run_whose_lock_was_lost_keeps_its_scratch_database()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, "CREATE TABLE film (id int)", server: server);
        await using var target = await TestDatabase.CreateAsync(server);
        await using var other = await TestDatabase.CreateAsync(server);
        var context = Context(target, folder);
        await using var database = (await NewDatabase.CreateAsync(context, DatabaseProperties.Unknown, null, CancellationToken.None))!;
        await ExecuteAsync(server, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'");
        await Eventually.IsTrueAsync(
            async () => await QueryAsync<long>(server, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == 0,
            "the lock is lost");

        await ReplaceAsync(other, dump, _reporter);

        Assert.AreEqual(database.Name, await ScratchesAsync(server));
        var facts = await FactsAsync(context, database.Name);
        await database.PublishAsync(facts.Oid, null, CancellationToken.None);
        Assert.AreEqual(facts.Oid, await OidAsync(target));
        Assert.IsEmpty(_reporter.Warnings);
    }

    [TestMethod]
    [DataRow(15)]
    [DataRow(18)]
    public async Task A_worker_of_autovacuum_does_not_keep_a_database_that_is_to_be_dropped(int major)
    {
        await using var server = await StartServerAsync(
            major, ("autovacuum_naptime", "1"), ("autovacuum_vacuum_cost_delay", "100"), ("autovacuum_vacuum_cost_limit", "1"));
        using var folder = new TestFolder();
        await using var database = await TestDatabase.CreateAsync(server);
        await database.ExecuteAsync("CREATE TABLE film AS SELECT n AS id, repeat('x', 500) AS title FROM generate_series(1, 20000) n; DELETE FROM film WHERE id % 2 = 0");
        await Eventually.IsTrueAsync(
            async () => await QueryAsync<long>(server, $"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database.Name}' AND backend_type = 'autovacuum worker'") > 0,
            "a worker is in it");

        Assert.IsNull(await new DatabaseDrop(Context(database, folder), database.Name).RunAsync());

        Assert.IsFalse(await database.ExistsAsync());
    }

    [TestMethod]
    public async Task A_scratch_database_that_somebody_dropped_is_said_to_be_gone()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        var before = await StateAsync(target);
        var context = Context(target, folder);
        await using var database = (await NewDatabase.CreateAsync(context, DatabaseProperties.Unknown, null, CancellationToken.None))!;
        var facts = await FactsAsync(context, database.Name);
        await ExecuteAsync(server, $"DROP DATABASE {database.Name} WITH (FORCE)");

        var failure = await Assert.ThrowsExactlyAsync<PumFailureException>(
            () => database.PublishAsync(facts.Oid, null, CancellationToken.None));

        Assert.AreEqual("PUM5004", failure.Failure.Code, failure.ToString());
        Assert.Contains($"'{database.Name}'", failure.Failure.Message);
        Assert.AreEqual(before, await StateAsync(target));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task A_build_that_is_ended_while_its_scratch_database_is_created_leaves_none()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.ReserveAsync(server);
        await using var template = await TestDatabase.CreateAsync(server);
        using var process = RestoreProcess.Start(
            new()
            {
                Caller = "PumRestore",
                Connection = target.Request,
                File = folder.Write("one.sql", "CREATE TABLE film (id int);\n"),
                BaseDirectory = folder.FullName,
                ToolPath = target.Server.BinDirectory,
                CreateDatabase = true,
                BaseTemplate = template.Name,
            },
            folder.FullName);
        // CREATE DATABASE waits up to five seconds for whoever is in the template.
        await using (var inside = await template.OpenAsync())
        {
            await using var command = new NpgsqlCommand("SELECT 1", inside);
            await command.ExecuteScalarAsync();
            await process.BeginAsync();
            await Eventually.IsTrueAsync(async () => await CreatingAsync(server) > 0, process.Said);
            await process.EndAsync("TERM");
            NpgsqlConnection.ClearPool(inside);
        }

        await Eventually.IsTrueAsync(async () => await CreatingAsync(server) == 0, "nothing is being created");
        Assert.AreEqual("", await ScratchesAsync(server), process.Said());
        Assert.DoesNotContain("Unhandled exception", process.Said());
    }

    [TestMethod]
    [DataRow("REVOKE ALL ON DATABASE {0} FROM PUBLIC")]
    [DataRow("REVOKE TEMPORARY ON DATABASE {0} FROM PUBLIC")]
    [DataRow("COMMENT ON DATABASE {0} IS 'open to all'")]
    [DataRow("DROP DATABASE {0}")]
    public async Task Only_its_owner_gets_into_the_scratch_database_while_it_is_restored(string change)
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        var before = await AttributesAsync(target);
        await ExecuteAsync(server, string.Format(CultureInfo.InvariantCulture, change, target.Name));
        if (await QueryAsync<bool>(server, $"SELECT EXISTS (SELECT FROM pg_database WHERE datname = '{target.Name}')"))
            before = await AttributesAsync(target);
        var gate = new Gate(server);
        var live = ReplaceAsync(
            target,
            folder.Write("wait.sql", $"CREATE TABLE film (id int);\n{gate.Statement}\n"),
            _reporter,
            request => request with { CreateDatabase = true });
        var reached = gate.ReachedAsync();
        var open = false;
        while (!reached.IsCompleted)
            open |= await QueryAsync<bool>(server, $"SELECT EXISTS (SELECT FROM pg_database WHERE datname LIKE 'pum\\_%' AND datallowconn AND has_database_privilege('{TestServer.Plain}', oid, 'CONNECT'))");
        await reached;
        Assert.IsFalse(open);
        await gate.OpenAsync();
        await live;
        Assert.AreEqual(before.TrimEnd(' ', '|'), (await AttributesAsync(target)).TrimEnd(' ', '|'));
    }

    [TestMethod]
    public async Task A_target_in_the_middle_of_anothers_swap_is_not_missing()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        await using var next = await TestDatabase.CreateAsync(server);
        await using var swap = new NpgsqlConnection(server.ToNpgsql().ConnectionString);
        await swap.OpenAsync();
        await RunAsync(
            swap, $"BEGIN; ALTER DATABASE {target.Name} RENAME TO {target.Name}_old; ALTER DATABASE {next.Name} RENAME TO {target.Name}");
        var context = Context(target, folder);
        var inspection = TargetInspection.CheckAgainAsync(
            context with { Request = context.Request with { ReplaceDatabase = false, CreateDatabase = true } }, CancellationToken.None);
        await Eventually.IsTrueAsync(
            async () => await QueryAsync<long>(server, "SELECT count(*) FROM pg_locks WHERE locktype = 'object' AND NOT granted") > 0,
            "the inspection waits");
        await RunAsync(swap, "COMMIT");
        Assert.AreEqual(await OidAsync(target), (await inspection)?.Database?.Oid);
    }

    [TestMethod]
    public async Task A_script_keeps_the_provider_of_the_locale_of_the_database_that_it_replaces()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        // As initdb --locale-provider=icu makes it; the rule that a copy has its template's provider knows one name that is exempt.
        await ExecuteAsync(server, "CREATE DATABASE other TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en' IS_TEMPLATE true");
        await ExecuteAsync(server, "UPDATE pg_database SET datistemplate = false WHERE datname = 'template0'; UPDATE pg_database SET datcollversion = NULL WHERE datname = 'other'");
        await ExecuteAsync(server, "DROP DATABASE template0");
        await ExecuteAsync(server, "ALTER DATABASE other RENAME TO template0");
        await ReplaceAsync(target, folder.Write("seed.sql", "CREATE TABLE film (id int);\n"), _reporter);
        Assert.AreEqual(
            "c", await QueryAsync<string>(server, $"SELECT datlocprovider::text FROM pg_database WHERE datname = '{target.Name}'"));
        Assert.IsEmpty(_reporter.Warnings);
    }

    [TestMethod]
    public async Task A_session_whose_role_is_gone_is_one_that_may_not_be_ended()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        await ExecuteAsync(server, $"GRANT pg_signal_backend TO {TestServer.Owner}; CREATE ROLE ghost LOGIN PASSWORD 'boo'");
        await using var ghost = new NpgsqlConnection(
            server.ToNpgsql(target.Name, "ghost", "boo").ConnectionString + ";Pooling=false;Application Name=ghost");
        await ghost.OpenAsync();
        await ExecuteAsync(server, "DROP ROLE ghost");
        await using var session = await MaintenanceDatabase.OpenAsync(
            Context(target, folder).Connection, Context(target, folder).Failure("PumRestore"), CancellationToken.None);
        var use = await DatabaseUse.InspectAsync(session, await OidAsync(target), CancellationToken.None);
        Assert.AreEqual("ghost False", string.Join(", ", use.Sessions.Select(other => $"{other.Application} {other.MayEnd}")));
    }

    private static Task<long> CreatingAsync(TemporaryServer server) =>
        QueryAsync<long>(
            server, "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'CREATE DATABASE%pum\\_scratch%'");

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private RestoreContext Context(TestDatabase target, TestFolder folder)
    {
        var environment = HostEnvironment.Current(folder.FullName);
        var request = new RestoreRequest { Caller = "PumRestore", Connection = target.Request, File = folder["none"], BaseDirectory = folder.FullName, ReplaceDatabase = true };
        return new(request, ConnectionResolver.Resolve(target.Request, environment), Target.Unknown, IsNew: true, _reporter, environment)
        {
            Roles = new(TestServer.Owner, TestServer.Owner, InForceIsSuperuser: false, DatabaseCreator.RoleInForce),
        };
    }

    private static async Task<DatabaseFacts> FactsAsync(RestoreContext context, string database)
    {
        await using var session = await Dumper.Connections.SessionOpening.OpenAsync(
            context.Connection.WithDatabase(database), context.Failure("PumRestore"), CancellationToken.None);
        return await DatabaseFacts.InspectAsync(session, CancellationToken.None);
    }
}
