using System.Collections.Concurrent;
using Npgsql;

namespace Pum.Testing.Tests;

/// <summary>What a test's code sees.</summary>
[TestClass]
public sealed class PumDatabaseTests
{
    private const string Titles = "SELECT string_agg(title, ',' ORDER BY id) FROM film";

    [TestMethod]
    public async Task Each_call_gives_a_full_database_that_is_called_after_its_caller()
    {
        var app = PumSeed.Named("app").On(await ConninfoAsync());
        await using var first = await app.CloneAsync();
        await using var second = await app.CloneAsync();

        await ExecuteAsync(first.DataSource, "DELETE FROM film");

        Assert.AreEqual("Ran,Ikiru", await QueryAsync(second.DataSource, Titles));
        Assert.StartsWith("pum_app_PumDatabaseTests_Each_call_gives_a_full_database", first.Name);
        Assert.AreEqual(first.Name, new NpgsqlConnectionStringBuilder(first.ConnectionString).Database);
        Assert.AreEqual(first.Name, await QueryAsync(first.DataSource, "SELECT current_setting('application_name')"));
    }

    [TestMethod]
    public async Task Disposing_ends_the_pools_and_drops_the_database()
    {
        var app = PumSeed.Named("app").On(await ConninfoAsync());
        string name, connectionString;
        await using (var db = await app.CloneAsync())
        {
            (name, connectionString) = (db.Name, db.ConnectionString);
            await QueryAsync(db.DataSource, Titles);
            // Stays in Npgsql's own pool for that string.
            await using var pooled = new NpgsqlConnection(connectionString);
            await pooled.OpenAsync();
        }

        await Eventually.IsTrueAsync(async () => !await ExistsAsync(name), "it is dropped", TimeSpan.FromSeconds(10));
    }

    [TestMethod]
    public async Task All_that_only_read_share_one_database_that_refuses_writes()
    {
        var app = PumSeed.Named("app").On(await ConninfoAsync());
        var all = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => app.ReadOnlyAsync()));
        Assert.HasCount(1, all.Select(db => db.Name).Distinct().ToList());
        await all[0].DisposeAsync();

        Assert.AreEqual("Ran,Ikiru", await QueryAsync(all[1].DataSource, Titles));
        var refused = await Assert.ThrowsExactlyAsync<PostgresException>(() => ExecuteAsync(all[1].DataSource, "DELETE FROM film"));
        Assert.AreEqual(PostgresErrorCodes.ReadOnlySqlTransaction, refused.SqlState);
    }

    [TestMethod]
    public async Task Blocking_calls_come_back_under_a_context_that_runs_one_thing_at_a_time()
    {
        var app = PumSeed.Named("app").On(await ConninfoAsync());
        var ended = new TaskCompletionSource<string>();
        var thread = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new NeverContext());
            try
            {
                ended.SetResult(ReadBlocking(app));
            }
            catch (Exception exception)
            {
                ended.SetException(exception);
            }
        });

        thread.Start();

        Assert.AreEqual("Ran,Ikiru", await ended.Task.WaitAsync(TimeSpan.FromMinutes(2)));
    }

    [TestMethod]
    public async Task Code_prepares_the_template_once_for_all_templates_that_are_made_of_the_same()
    {
        var conninfo = await ConninfoAsync();
        var runs = new ConcurrentBag<string>();
        PumTemplate Prepared() => PumSeed.Named("app").On(conninfo)
            .Prepare(connectionString => AddAsync(connectionString, runs), keyedBy: typeof(PumDatabaseTests));

        await using var first = await Prepared().CloneAsync();
        await using var second = await Prepared().CloneAsync();
        await using var other = await PumSeed.Named("app").On(conninfo).Prepare(connectionString => runs.Add(connectionString)).CloneAsync();

        Assert.AreEqual("Ran,Ikiru,Red Beard", await QueryAsync(second.DataSource, Titles));
        Assert.AreEqual("Ran,Ikiru", await QueryAsync(other.DataSource, Titles));
        Assert.HasCount(2, runs);
    }

    [TestMethod]
    public async Task An_empty_database_is_what_code_makes_of_it()
    {
        var migrated = PumSeed.Empty.On(await ConninfoAsync()).Prepare(connectionString =>
        {
            using var source = NpgsqlDataSource.Create(connectionString);
            using var command = source.CreateCommand("CREATE TABLE film AS SELECT 1 AS id, 'Ran' AS title");
            command.ExecuteNonQuery();
        });

        await using var db = await migrated.CloneAsync();

        Assert.AreEqual("Ran", await QueryAsync(db.DataSource, Titles));
        Assert.StartsWith("pum_empty_PumDatabaseTests_", db.Name);
    }

    [TestMethod]
    public async Task An_unknown_name_is_answered_with_those_that_are_known()
    {
        var failure = await Assert.ThrowsExactlyAsync<PumSeedException>(async () => await PumSeed.Named("ap").On(await ConninfoAsync()).CloneAsync());

        Assert.AreEqual("PUM1001: There is no seed 'ap'. Known are: app, lost, stale. Correct the name, or add the seed to the test project and build.", failure.Message);
    }

    [TestMethod]
    public async Task A_failure_names_the_file_that_defines_the_seed()
    {
        var failure = await Assert.ThrowsExactlyAsync<PumSeedException>(async () => await PumSeed.Named("lost").On(await ConninfoAsync()).CloneAsync());

        Assert.AreEqual("PUM1003", failure.Code);
        Assert.AreEqual("lost", failure.Seed);
        Assert.EndsWith(" (seed 'lost', defined in /src/App.Tests/App.Tests.csproj)", failure.Message);
    }

    [TestMethod]
    public async Task A_dump_that_is_not_the_one_of_the_build_is_PUM1003()
    {
        var failure = await Assert.ThrowsExactlyAsync<PumSeedException>(async () => await PumSeed.Named("stale").On(await ConninfoAsync()).CloneAsync());

        Assert.AreEqual("PUM1003", failure.Code);
        Assert.Contains("Build again", failure.Message);
    }

    [TestMethod]
    public async Task A_server_that_is_not_there_is_named()
    {
        var failure = await Assert.ThrowsExactlyAsync<PumSeedException>(
            () => PumSeed.Named("app").On("host=127.0.0.1 port=1 user=ci dbname=app").CloneAsync());

        Assert.AreEqual("PUM3003", failure.Code);
        Assert.Contains(" on 127.0.0.1:1 as ci", failure.Message);
        Assert.DoesNotContain("WaitForServer", failure.Message);
        Assert.HasCount(2, failure.ToString().Split("PUM3003"), "A test platform prints the text once.");
    }

    private static string ReadBlocking(PumTemplate app)
    {
        using var db = app.Clone();
        db.Keep();
        _ = app.CloneAsync().Result;
        _ = app.ReadOnly().Name;
        using var connection = db.DataSource.OpenConnection();
        using var command = new NpgsqlCommand(Titles, connection);
        return (string)command.ExecuteScalar()!;
    }

    private static async Task AddAsync(string connectionString, ConcurrentBag<string> runs)
    {
        runs.Add(connectionString);
        await using var source = NpgsqlDataSource.Create(connectionString);
        await ExecuteAsync(source, "INSERT INTO film VALUES (3, 'Red Beard')");
    }

    private static async Task<string> ConninfoAsync() => (await TestServer.GetAsync()).ToConninfo("postgres", TestServer.Owner, TestServer.OwnerPassword);

    private static async Task<bool> ExistsAsync(string name)
    {
        await using var source = NpgsqlDataSource.Create((await TestServer.GetAsync()).ToNpgsql().ConnectionString);
        await using var command = source.CreateCommand("SELECT count(*) FROM pg_database WHERE datname = $1");
        command.Parameters.Add(new() { Value = name });
        return (long)(await command.ExecuteScalarAsync())! == 1;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string?> QueryAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (string?)await command.ExecuteScalarAsync();
    }

    /// <summary>The context of a thread that is busy: what is posted to it never runs.</summary>
    private sealed class NeverContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}
