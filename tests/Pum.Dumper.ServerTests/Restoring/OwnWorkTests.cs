using Npgsql;
using Pum.Dumper.Restoring.Planning;
using static Pum.Dumper.ServerTests.Restoring.Replacing;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>Objects that people make in a database which a restore of ours filled.</summary>
[TestClass]
public sealed class OwnWorkTests
{
    /// <summary>Some of everything that maintenance writes anew.</summary>
    private const string Fill = """
        CREATE TYPE mood AS ENUM ('sad', 'happy');
        CREATE TABLE film (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text, rating int, mood mood DEFAULT 'sad');
        CREATE TABLE actor (id serial PRIMARY KEY, film int REFERENCES film);
        CREATE INDEX film_title ON film (title);
        CREATE STATISTICS film_statistics ON title, rating FROM film;
        CREATE TABLE measured (at date NOT NULL, value int) PARTITION BY RANGE (at);
        CREATE TABLE measured_2024 PARTITION OF measured FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        CREATE MATERIALIZED VIEW titles AS SELECT id, title FROM film;
        CREATE UNIQUE INDEX titles_id ON titles (id);
        CREATE VIEW sad AS SELECT title FROM film;
        CREATE FUNCTION answer() RETURNS int LANGUAGE sql AS 'SELECT 42';
        INSERT INTO film (title, rating) SELECT 'Film ' || n, n FROM generate_series(1, 100) n;
        """;

    /// <summary>What makes an object, how the failure names it, and what drops it.</summary>
    private static readonly (string Make, string Named, string Drop)[] Made =
    [
        ("CREATE SCHEMA mine", "schema mine", "DROP SCHEMA mine"),
        ("CREATE TABLE mine (id int PRIMARY KEY)", "table public.mine", "DROP TABLE mine"),
        ("CREATE TABLE measured_mine PARTITION OF measured DEFAULT", "table public.measured_mine", "DROP TABLE measured_mine"),
        ("CREATE VIEW mine AS SELECT 1 AS one", "view public.mine", "DROP VIEW mine"),
        ("CREATE MATERIALIZED VIEW mine AS SELECT 1 AS one", "materialized view public.mine", "DROP MATERIALIZED VIEW mine"),
        ("CREATE SEQUENCE mine", "sequence public.mine", "DROP SEQUENCE mine"),
        ("CREATE FUNCTION mine(a int) RETURNS int LANGUAGE sql AS 'SELECT a'", "function public.mine(integer)", "DROP FUNCTION mine"),
        ("CREATE TYPE mine AS ENUM ('a')", "type public.mine", "DROP TYPE mine"),
        ("CREATE TYPE mine AS (a int)", "type public.mine", "DROP TYPE mine"),
        ("CREATE DOMAIN mine AS int", "type public.mine", "DROP DOMAIN mine"),
        ("CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq)", "operator public.===(integer,integer)", "DROP OPERATOR === (int, int)"),
        ("CREATE COLLATION mine FROM \"C\"", "collation public.mine", "DROP COLLATION mine"),
        ("CREATE TEXT SEARCH CONFIGURATION mine (COPY = simple)", "text search configuration public.mine", "DROP TEXT SEARCH CONFIGURATION mine"),
        ("CREATE CAST (mood AS int) WITH INOUT", "cast (public.mood AS integer)", "DROP CAST (mood AS int)"),
        ("CREATE PUBLICATION mine FOR TABLE film", "publication mine", "DROP PUBLICATION mine"),
        ("CREATE EXTENSION citext", "extension citext", "DROP EXTENSION citext"),
    ];

    private readonly CollectingReporter _reporter = new();

    [TestMethod]
    [DataRow(15)]
    [DataRow(17)]
    [DataRow(18)]
    public async Task Own_work_beside_what_a_restore_made_is_named_and_neither_replaced_nor_cleaned_away(int major)
    {
        using var folder = new TestFolder();
        var server = await TestServer.GetAsync(major);
        var dump = await MakeDumpAsync(folder, Fill, server: server);
        await using var target = await TestDatabase.CreateAsync(server);
        await ReplaceAsync(target, dump, _reporter);
        var before = await StateAsync(target);
        foreach (var (make, named, drop) in Made)
        {
            await target.ExecuteAsSuperuserAsync(make);

            var replace = await FailureAsync(target, dump);
            var clean = await FailureAsync(target, dump, Cleaning);

            Assert.AreEqual("PUM5007 PUM5007", $"{replace.Codes()} {clean.Codes()}", make);
            Assert.Contains(
                $"holds 1 object that the last restore did not make ({named}), which ReplaceDatabase would replace",
                replace.Failure.Message,
                make);
            Assert.Contains($"({named}), which Clean may drop", clean.Failure.Message, make);
            await target.ExecuteAsSuperuserAsync(drop);
        }

        Assert.AreEqual(before, await StateAsync(target));
        await ReplaceAsync(target, dump, _reporter);
    }

    [TestMethod]
    [DataRow(15)]
    [DataRow(17)]
    [DataRow(18)]
    public async Task Everyday_use_of_what_a_restore_made_is_no_own_work(int major)
    {
        using var folder = new TestFolder();
        var server = await TestServer.GetAsync(major);
        var dump = await MakeDumpAsync(folder, Fill, server: server);
        await using var target = await TestDatabase.CreateAsync(server);
        await ReplaceAsync(target, dump, _reporter);
        await using var session = new NpgsqlConnection(target.ConnectionString + ";Pooling=false");
        await session.OpenAsync();
        foreach (var statement in (string[])
        [
            "UPDATE film SET title = title || '!'", "DELETE FROM film WHERE id > 90", "INSERT INTO measured VALUES ('2024-02-03', 1)", "SELECT lo_create(0)",
            "REFRESH MATERIALIZED VIEW titles", "REFRESH MATERIALIZED VIEW CONCURRENTLY titles", "VACUUM FULL", "CLUSTER film USING film_pkey", "ANALYZE",
            "REINDEX DATABASE CONCURRENTLY", "CREATE INDEX film_rating ON film (rating)", "ALTER TABLE film ADD COLUMN note text DEFAULT 'x'",
            "ALTER TABLE film ALTER COLUMN rating TYPE bigint", "ALTER TABLE film ADD CHECK (rating > 0)", "ALTER TYPE mood ADD VALUE 'calm'",
            "CREATE OR REPLACE FUNCTION answer() RETURNS int LANGUAGE sql AS 'SELECT 43'", "CREATE OR REPLACE VIEW sad AS SELECT title FROM film WHERE rating = 1",
            "TRUNCATE film, actor RESTART IDENTITY", "DROP TABLE actor", "GRANT SELECT ON film TO PUBLIC",
            "CREATE TEMPORARY TABLE scratch AS SELECT 1 AS id", "CREATE TEMPORARY VIEW scratch_view AS SELECT 1 AS id", "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        ])
        {
            await using var command = new NpgsqlCommand(statement.Replace("REINDEX DATABASE CONCURRENTLY", $"REINDEX DATABASE CONCURRENTLY {target.Name}", StringComparison.Ordinal), session);
            await command.ExecuteNonQueryAsync();
        }

        // The temporary objects are there as long as their session is.
        var failure = await FailureAsync(target, dump);
        Assert.AreEqual("PUM5008", failure.Codes(), failure.ToString());
        await session.CloseAsync();
        await ReplaceAsync(target, dump, _reporter, Cleaning);
        await ReplaceAsync(target, dump, _reporter);
        Assert.IsEmpty(_reporter.Warnings);
    }

    [TestMethod]
    public async Task Own_work_is_lost_where_ConfirmReplace_says_so_and_is_never_taken_for_a_restores_later()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Fill);
        var more = await MakeDumpAsync(folder, "CREATE TABLE more ()");
        await using var target = await TestDatabase.CreateAsync();
        await ReplaceAsync(target, dump, _reporter);
        await target.ExecuteAsync("CREATE TABLE mine ()");

        await ReplaceAsync(target, more, _reporter, request => request with { ReplaceDatabase = false });
        Assert.Contains("table public.mine", (await FailureAsync(target, dump)).Failure.Message, "a restore was added");
        await ReplaceAsync(target, dump, _reporter, request => Cleaning(request) with { ConfirmReplace = target.Name });
        Assert.Contains("table public.mine", (await FailureAsync(target, dump)).Failure.Message, "Clean left it there");

        Assert.IsTrue(await target.QueryAsync<bool>("SELECT to_regclass('mine') IS NOT NULL"));
        await ReplaceAsync(target, dump, _reporter, request => request with { ConfirmReplace = target.Name });
        Assert.IsFalse(await target.QueryAsync<bool>("SELECT to_regclass('mine') IS NOT NULL"));
        await ReplaceAsync(target, dump, _reporter);
    }

    [TestMethod]
    public async Task A_stamp_of_an_earlier_version_accounts_for_everything()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, "CREATE TABLE film ()");
        await using var target = await TestDatabase.CreateAsync();
        await ReplaceAsync(target, dump, _reporter);
        await target.ExecuteAsync("CREATE TABLE mine ()");
        var stamp = await CommentAsync(target);
        await target.ExecuteAsync($"COMMENT ON DATABASE {target.Name} IS '{stamp[..stamp.LastIndexOf(',')]}]'");
        await ReplaceAsync(target, dump, _reporter);
        await target.ExecuteAsync("CREATE TABLE mine ()");
        Assert.AreEqual("PUM5007", (await FailureAsync(target, dump)).Codes(), "the new stamp knows more");
    }

    [TestMethod]
    public async Task Own_work_made_in_a_restored_database_while_it_is_restored_again_is_not_lost()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        await ReplaceAsync(target, folder.Write("seed.sql", "CREATE TABLE film (id int);\n"), _reporter);
        var gate = new Gate(server);
        var restore = FailureAsync(target, folder.Write("wait.sql", $"CREATE TABLE film (id int);\n{gate.Statement}\n"));
        await gate.ReachedAsync();
        await target.ExecuteAsync("CREATE TABLE mine ()");
        var before = await StateAsync(target);
        await gate.OpenAsync();

        var failure = await restore;

        Assert.AreEqual("PUM5007", failure.Codes(), failure.ToString());
        Assert.Contains("(table public.mine)", failure.Failure.Message);
        Assert.AreEqual(before, await StateAsync(target));
        Assert.AreEqual("", await ScratchesAsync(server));
    }

    [TestMethod]
    public async Task Own_work_committed_in_a_restored_database_after_the_last_look_is_put_back()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        var script = folder.Write("seed.sql", "CREATE TABLE film (id int);\n");
        await ReplaceAsync(target, script, _reporter);
        var before = await OidAsync(target);
        await using var proxy = CuttingProxy.StartSteps(
            server.Port, ("\0BEGIN\0", () => target.ExecuteAsync("CREATE TABLE mine AS SELECT 1 AS id")));

        var failure = await FailureAsync(
            target,
            script,
            request => request with { Connection = new() { ConnectionString = $"{target.Conninfo} host=127.0.0.1 port={proxy.Port}" } });

        Assert.IsTrue(proxy.IsThrough);
        Assert.AreEqual("PUM5007", failure.Codes(), failure.ToString());
        Assert.AreEqual(before, await OidAsync(target));
        Assert.AreEqual(1, await target.QueryAsync<int>("SELECT id FROM mine"));
        Assert.AreEqual("", await ScratchesAsync(server));
        await target.ExecuteAsync("DROP TABLE mine");
        await ReplaceAsync(target, script, _reporter);
        Assert.AreEqual("", await ScratchesAsync(server), "what was looked into is dropped");
    }

    [TestMethod]
    [DataRow(false, DisplayName = "committed during the restore")]
    [DataRow(true, DisplayName = "committed after it, with an OID given out before")]
    public async Task What_another_session_makes_during_a_restore_into_an_existing_database_is_not_taken_for_the_restores(bool late)
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server, prefix: "pumtarget");
        var gate = new Gate(server);
        var script = folder.Write("wait.sql", $"CREATE TABLE film (id int);\n{gate.Statement}\nCREATE TABLE actor (id int);\n");
        var restore = ReplaceAsync(target, script, _reporter, request => request with { ReplaceDatabase = false });
        await gate.ReachedAsync();
        await using var other = new NpgsqlConnection(target.ConnectionString + ";Pooling=false");
        await other.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("CREATE TABLE mine ()", other, transaction))
            await command.ExecuteNonQueryAsync();
        if (!late)
            await transaction.CommitAsync();
        await gate.OpenAsync();
        await restore;
        if (late)
            await transaction.CommitAsync();
        await other.CloseAsync();

        var failure = await FailureAsync(target, folder.Write("seed.sql", "CREATE TABLE film (id int);\n"));

        Assert.AreEqual("PUM5007", failure.Codes(), failure.ToString());
        Assert.Contains(late ? "holds 1 object that the last restore did not make, which" : "table public.mine", failure.Failure.Message);
    }

    [TestMethod]
    public async Task Names_that_a_database_brings_along_stay_on_the_line_and_short()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, "CREATE TABLE film ()");
        await using var target = await TestDatabase.CreateAsync();
        await ReplaceAsync(target, dump, _reporter);
        var name = TestDatabase.Quote("a\n::error::b\u001b[31m");
        await target.ExecuteAsync($"CREATE SCHEMA {name}; CREATE TYPE {name} AS ENUM (); CREATE FUNCTION {name}.{name}({string.Join(", ", Enumerable.Repeat(name, 50))}) RETURNS int LANGUAGE sql AS 'SELECT 1'");
        await target.ExecuteAsync("CREATE TABLE mine (); CREATE TABLE mine_too ()");

        var failure = await FailureAsync(target, dump);

        Assert.AreEqual("PUM5007", failure.Codes());
        Assert.IsFalse(failure.Failure.Text.Any(char.IsControl), failure.Failure.Text);
        Assert.Contains("holds 5 objects that the last restore did not make (schema \"a ::error::b [31m\", table public.mine, table public.mine_too and 2 more)", failure.Failure.Message);
        await target.ExecuteAsync("DROP TABLE mine, mine_too");
        Assert.IsLessThan(600, (await FailureAsync(target, dump)).Failure.Text.Length);
    }

    [TestMethod]
    public async Task The_advice_for_an_object_that_exists_helps_whoever_follows_it()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, "CREATE TABLE film ()");
        foreach (var clean in new[] { false, true })
        {
            await using var target = await TestDatabase.CreateAsync();
            await target.ExecuteAsync("CREATE TABLE film ()");
            var failure = await FailureAsync(target, dump, request => request with { ReplaceDatabase = false });
            Assert.AreEqual("PUM5004", failure.Codes());
            Assert.Contains("needs ConfirmReplace if that holds anything that this package did not restore", failure.Failure.Advice);
            await ReplaceAsync(
                target, dump, _reporter, request => (clean ? Cleaning(request) : request) with { ConfirmReplace = target.Name });
        }
    }

    private static RestoreRequest Cleaning(RestoreRequest request) => request with { ReplaceDatabase = false, Clean = true };
}
