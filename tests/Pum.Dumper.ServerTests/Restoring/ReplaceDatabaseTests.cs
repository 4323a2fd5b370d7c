using Pum.Dumper.Failures;
using static Pum.Dumper.ServerTests.Restoring.Replacing;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>A restore beside the target that takes its place: what comes of it.</summary>
[TestClass]
internal sealed class ReplaceDatabaseTests
{
    private const string Fill = "CREATE TABLE film (id int PRIMARY KEY, title text); INSERT INTO film SELECT n, 'film ' || n FROM generate_series(1, 100) n";
    private const string Old = "CREATE TABLE old (a int); INSERT INTO old VALUES (1)";

    private readonly CollectingReporter _reporter = new();

    [TestMethod]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Directory)]
    [DataRow(DumpFormat.Plain)]
    public async Task A_dump_takes_the_place_of_the_target_whole(DumpFormat format)
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Fill, format);
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync(Old);
        var oid = await OidAsync(target);

        var result = await ReplaceAsync(target, dump, _reporter, request => request with { ConfirmReplace = target.Name });

        Assert.AreEqual(target.Name, result.Database);
        Assert.AreEqual("film", await target.QueryAsync<string>(
            "SELECT string_agg(relname, ',') FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"));
        Assert.AreEqual(100L, await target.QueryAsync<long>("SELECT count(*) FROM film"));
        Assert.AreEqual(100f, await target.QueryAsync<float>("SELECT reltuples FROM pg_class WHERE relname = 'film'"), "it is analyzed");
        Assert.AreNotEqual(oid, await OidAsync(target));
        Assert.AreEqual(
            0L,
            await QueryAsync<long>(target.Server, $"SELECT count(*) FROM pg_database WHERE oid = {oid}"),
            "the old database is dropped");
        Assert.IsEmpty(_reporter.Warnings);
    }

    [TestMethod]
    public async Task A_missing_target_is_made_and_then_replaced_without_a_word()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Fill);
        await using var target = await TestDatabase.ReserveAsync(prefix: "test \"Ü' %n");
        await ReplaceAsync(target, dump, _reporter);
        await target.ExecuteAsync("INSERT INTO film VALUES (0)");
        await ReplaceAsync(target, dump, _reporter);
        Assert.AreEqual(100L, await target.QueryAsync<long>("SELECT count(*) FROM film"));
    }

    [TestMethod]
    public async Task What_one_transaction_cannot_do_works()
    {
        using var folder = new TestFolder();
        var script = folder.Write("new.sql", """
            CREATE TABLE t (a int);
            BEGIN; INSERT INTO t VALUES (1); ROLLBACK;
            CREATE INDEX CONCURRENTLY i ON t (a);
            """);
        await using var target = await TestDatabase.CreateAsync();
        await ReplaceAsync(target, script, _reporter);
        Assert.IsTrue(await target.QueryAsync<bool>("SELECT to_regclass('i') IS NOT NULL"));
        var dump = await MakeDumpAsync(folder, Fill);
        await ReplaceAsync(target, dump, _reporter, request => request with { Jobs = 3, SchemaOnly = true });
        Assert.AreEqual(0L, await target.QueryAsync<long>("SELECT count(*) FROM film"));
    }

    [TestMethod]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Directory)]
    [DataRow(DumpFormat.Plain)]
    public async Task A_restore_that_fails_leaves_the_target_as_it_was_and_no_scratch_database(DumpFormat format)
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        // The function of the index is not in the dump of the table alone, and the rows come before it.
        var dump = await MakeDumpAsync(folder, $"{Fill}; CREATE FUNCTION half(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN 1 / (SELECT count(*)::int FROM pg_database WHERE datname = current_database() AND datname ~ ''^test''); END'; CREATE INDEX i ON film (half(id))", format, server);
        await using var target = await TestDatabase.CreateAsync(server);
        await target.ExecuteAsync(Old);
        await target.ExecuteAsync($"ALTER DATABASE {TestDatabase.Quote(target.Name)} SET work_mem = '7MB'; GRANT CREATE ON DATABASE {TestDatabase.Quote(target.Name)} TO {TestServer.Plain}; COMMENT ON DATABASE {TestDatabase.Quote(target.Name)} IS 'mine'");
        var before = await StateAsync(target);

        var failure = await FailureAsync(target, dump, request => request with { ConfirmReplace = target.Name });

        Assert.AreEqual("PUM5001", failure.Code, failure.ToString());
        Assert.AreEqual(before, await StateAsync(target));
        Assert.AreEqual("", await ScratchesAsync(server));
    }

    [TestMethod]
    public async Task A_cancelled_restore_leaves_the_target_as_it_was_and_no_scratch_database()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        var script = folder.Write("slow.sql", "CREATE TABLE t (a int);\nSELECT pg_sleep(600);\n");
        await using var target = await TestDatabase.CreateAsync(server);
        await target.ExecuteAsync(Old);
        var before = await StateAsync(target);
        using var cancellation = new CancellationTokenSource();
        var restore = ReplaceAsync(target, script, _reporter, request => request with { ConfirmReplace = target.Name }, cancellation.Token);
        await Eventually.IsTrueAsync(async () => await QueryAsync<long>(server, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND datname LIKE 'pum%'") == 1, "the script sleeps");
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => restore);
        Assert.AreEqual(before, await StateAsync(target));
        Assert.AreEqual("", await ScratchesAsync(server));
        await Eventually.IsTrueAsync(async () => await QueryAsync<long>(server, "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'PumRestore%'") == 0, "its sessions are gone");
    }

    [TestMethod]
    [DataRow(15)]
    [DataRow(17)]
    [DataRow(18)]
    public async Task What_the_server_keeps_about_the_database_is_carried_over(int major)
    {
        await using var server = await StartServerAsync(major);
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Fill, server: server);
        await using var target = await TestDatabase.CreateAsync(server);
        await target.ExecuteAsync(Old);
        var name = TestDatabase.Quote(target.Name);
        await ExecuteAsync(server, $"""
            CREATE ROLE app; GRANT app TO {TestServer.Owner}; CREATE ROLE "the ""reader" LOGIN;
            ALTER DATABASE {name} OWNER TO app;
            ALTER DATABASE {name} SET search_path TO "a, ""b", 'c''d', public;
            ALTER DATABASE {name} SET work_mem = '7MB';
            ALTER DATABASE {name} SET application_name TO 'a\b, "c"';
            ALTER ROLE {TestServer.Owner} IN DATABASE {name} SET statement_timeout = '1h';
            REVOKE ALL ON DATABASE {name} FROM PUBLIC;
            GRANT CONNECT ON DATABASE {name} TO "the ""reader" WITH GRANT OPTION;
            GRANT TEMPORARY, CREATE ON DATABASE {name} TO {TestServer.Plain};
            ALTER DATABASE {name} CONNECTION LIMIT 7;
            COMMENT ON DATABASE {name} IS E'two\nlines';
            """);
        var before = await AttributesAsync(target);

        await ReplaceAsync(target, dump, _reporter, request => request with { ConfirmReplace = target.Name });

        Assert.AreEqual("", string.Join('\n', _reporter.Warnings));
        Assert.AreEqual(before, await AttributesAsync(target));
        Assert.StartsWith("two\nlines\n[pum: ", await CommentAsync(target));
    }

    [TestMethod]
    [DataRow(15)]
    [DataRow(17)]
    [DataRow(18)]
    public async Task What_cannot_be_carried_over_is_a_warning_and_the_rest_is(int major)
    {
        await using var server = await StartServerAsync(major);
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Fill, server: server);
        await using var target = await TestDatabase.CreateAsync(server);
        var name = TestDatabase.Quote(target.Name);
        await ExecuteAsync(server, $"""
            CREATE ROLE reader LOGIN; CREATE ROLE other;
            ALTER DATABASE {name} SET log_min_messages = 'info';
            ALTER DATABASE {name} SET my.parameter = 'x';
            ALTER DATABASE {name} SET work_mem = '7MB';
            ALTER ROLE reader IN DATABASE {name} SET work_mem = '8MB';
            GRANT CREATE ON DATABASE {name} TO reader WITH GRANT OPTION;
            SET ROLE reader; GRANT CREATE ON DATABASE {name} TO other; RESET ROLE
            """);

        await ReplaceAsync(target, dump, _reporter);

        Assert.AreEqual("CREATE for other from reader|log_min_messages|my.parameter|work_mem of reader", string.Join(
            '|', _reporter.Warnings.Select(Bracketed).Order(StringComparer.Ordinal)));
        Assert.IsTrue(_reporter.Warnings.All(warning => warning.Code == "PUM5005"), string.Join('\n', _reporter.Warnings));
        Assert.AreEqual($"{TestServer.Owner} | -1 | pg_default | =Tc/{TestServer.Owner},{TestServer.Owner}=CTc/{TestServer.Owner},reader=C*/{TestServer.Owner} | - {{work_mem=7MB}} | ", await AttributesAsync(target));
    }

    [TestMethod]
    public async Task A_script_goes_into_the_encoding_of_the_database_that_it_replaces()
    {
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(options: "TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
        await ReplaceAsync(
            target, folder.Write("seed.sql", "SET client_encoding = 'UTF8';\nCREATE TABLE t AS SELECT 'é'::text AS a;\n"), _reporter);
        Assert.AreEqual("LATIN1", await target.QueryAsync<string>("SHOW server_encoding"));
        Assert.AreEqual("é", await target.QueryAsync<string>("SELECT a FROM t"));
        await ReplaceAsync(target, await MakeDumpAsync(folder, Fill), _reporter);
        Assert.AreEqual("UTF8", await target.QueryAsync<string>("SHOW server_encoding"), "an archive brings its own");
    }

    [TestMethod]
    public async Task Ignored_errors_do_not_stand_in_the_way()
    {
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync();
        var result = await ReplaceAsync(
            target,
            folder.Write("bad.sql", "CREATE TABLE t ();\nSELECT 1/0;\n"),
            _reporter,
            request => request with { IgnoreErrors = true });
        Assert.AreEqual(1, result.IgnoredErrors);
        Assert.IsTrue(await target.QueryAsync<bool>("SELECT to_regclass('t') IS NOT NULL"));
    }

    private static string Bracketed(PumFailure warning) =>
        warning.Message[(warning.Message.IndexOf('(', StringComparison.Ordinal) + 1)..warning.Message.IndexOf(
            ')', StringComparison.Ordinal)];
}
