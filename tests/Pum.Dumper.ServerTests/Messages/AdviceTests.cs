using Npgsql;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring.Planning;
using static Pum.Dumper.ServerTests.Messages.Following;
using static Pum.Dumper.ServerTests.Restoring.Replacing;

namespace Pum.Dumper.ServerTests.Messages;

/// <summary>
/// An advice is followed to the letter, and the same operation succeeds. Where rights are granted, a test has a server of its own.
/// </summary>
[TestClass]
public sealed class AdviceTests
{
    private const string EventTrigger = "CREATE FUNCTION w() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE PROCEDURE w();";

    [TestMethod]
    [DataRow(EventTrigger)]
    [DataRow("CREATE PUBLICATION p FOR ALL TABLES;")]
    [DataRow("CREATE FUNCTION n() RETURNS timestamptz LANGUAGE internal AS 'now';")]
    [DataRow("CREATE OPERATOR CLASS mine FOR TYPE int USING btree AS FUNCTION 1 btint4cmp(int, int);")]
    [DataRow("SET session_replication_role = replica;")]
    public async Task What_takes_a_superuser_is_said_to_take_one(string script)
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        var file = folder.Write("seed.sql", $"{script}\n");
        await using var target = await TestDatabase.CreateAsync(server);

        var failure = await FailsAsync(target, file, "PUM5005", "superuser");
        Assert.DoesNotContain("as the owner", failure.Failure.Advice);

        await RestoreAsync(target.As(server.Superuser), file);
    }

    [TestMethod]
    [DataRow(15)]
    [DataRow(18)]
    public async Task A_right_that_a_superuser_can_grant_is_named(int major)
    {
        await using var server = await StartServerAsync(major);
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);

        var parameter = folder.Write("parameter.sql", "SET session_replication_role = replica;\n");
        await FailsAsync(target, parameter, "PUM5005", "GRANT SET ON PARAMETER");
        await ExecuteAsync(server, $"GRANT SET ON PARAMETER session_replication_role TO {TestServer.Owner}");
        await RestoreAsync(target, parameter);

        var owner = folder.Write("owner.sql", $"CREATE TABLE film (); ALTER TABLE film OWNER TO {TestServer.Plain};\n");
        await target.ExecuteAsSuperuserAsync($"GRANT CREATE ON SCHEMA public TO {TestServer.Plain}");
        await FailsAsync(target, owner, "PUM5005", "as a member of that role");
        await ExecuteAsync(server, $"GRANT {TestServer.Plain} TO {TestServer.Owner}");
        await RestoreAsync(target, owner);

        var extension = folder.Write("extension.sql", "CREATE EXTENSION IF NOT EXISTS pgstattuple;\n");
        await FailsAsync(target, extension, "PUM5005", "Have a superuser install the extension in the target first");
        await target.ExecuteAsSuperuserAsync("CREATE EXTENSION pgstattuple");
        await RestoreAsync(target, extension);
    }

    [TestMethod]
    public async Task Publications_are_left_out_of_an_archive()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync(server);
        await source.ExecuteAsync("CREATE TABLE film ()");
        await source.ExecuteAsSuperuserAsync("CREATE PUBLICATION p FOR ALL TABLES");
        var dump = await DumpAsync(source, folder, request => request);
        await using var target = await TestDatabase.CreateAsync(server);

        await FailsAsync(target, dump, "PUM5005", "AdditionalOptions=\"--no-publications\"");

        await RestoreAsync(target, dump, request => request with { AdditionalOptions = "--no-publications" });
        Assert.AreEqual(1L, await target.QueryAsync<long>("SELECT count(*) FROM pg_tables WHERE tablename = 'film'"));
    }

    [TestMethod]
    public async Task A_file_of_the_server_is_loaded_from_here()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        folder.Write("film.csv", "1\n2\n");
        var script = folder.Write("restore.sql", "CREATE TABLE film (id int);\nCOPY film FROM '/nowhere/film.csv' CSV;\n");
        await using var target = await TestDatabase.CreateAsync(server);

        await FailsAsync(target, script, "PUM5005", "\\copy and TrustDump");
        await FailsAsync(target.As(server.Superuser), script, "PUM5006", "\\copy and TrustDump");

        folder.Write("restore.sql", $"CREATE TABLE film (id int);\n\\copy film FROM '{folder["film.csv"]}' CSV\n");
        await RestoreAsync(target, script, request => request with { TrustDump = true });
        Assert.AreEqual(2L, await target.QueryAsync<long>("SELECT count(*) FROM film"));
    }

    [TestMethod]
    [DataRow("CREATE TABLE public.t (a kind);", "CREATE TABLE public.t (a public.kind);", "PUM5006")]
    [DataRow("SELECT public.f();", "ALTER FUNCTION public.f() SET search_path = public; SELECT public.f();", "PUM5001")]
    [DataRow("SELECT g();", "SELECT public.g();", "PUM5001")]
    [DataRow("SELECT * FROM film;", "SELECT * FROM public.film;", "PUM5001")]
    public async Task What_the_empty_search_path_hides_is_found_by_its_schema(string statement, string mended, string code)
    {
        const string Path = "SELECT pg_catalog.set_config('search_path', '', false);\n";
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync("""
            CREATE TYPE kind AS ENUM ('a'); CREATE TABLE film (id int);
            CREATE FUNCTION f() RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT count(*) FROM film); END';
            CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1'
            """);

        await FailsAsync(target, folder.Write("a.sql", $"{Path}{statement}\n"), code, "write its schema before its name");

        await RestoreAsync(target, folder.Write("b.sql", $"{Path}{mended}\n"));
    }

    [TestMethod]
    public async Task A_dump_that_drops_first_is_made_to_drop_what_exists()
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync("CREATE TABLE film (id int PRIMARY KEY); CREATE TABLE actor ()");
        await using var target = await TestDatabase.CreateAsync();
        foreach (var what in (string[])["film", "actor"])
        {
            Task<string> Make(params string[] options) => MakeScriptAsync(source, folder, ["--clean", $"--table={what}", .. options]);

            await FailsAsync(target, await Make(), "PUM5001", "needs --if-exists");

            await RestoreAsync(target, await Make("--if-exists"));
        }
    }

    [TestMethod]
    public async Task What_depends_on_an_object_that_is_dropped_is_dropped_first()
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync("CREATE TABLE film (id int)");
        var dump = await DumpAsync(source, folder, request => request);
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync("CREATE TABLE film (id int); CREATE VIEW own AS TABLE film");
        Func<RestoreRequest, RestoreRequest> clean = request => request with { Clean = true, ConfirmReplace = target.Name };

        await FailsAsync(target, dump, "PUM5001", "Drop what depends on it first", clean);

        await target.ExecuteAsync("DROP VIEW own");
        await RestoreAsync(target, dump, clean);
    }

    [TestMethod]
    public async Task Rows_that_do_not_fit_the_target_are_told_so()
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync("CREATE TABLE film (id int, title text)");
        var dump = await DumpAsync(source, folder, request => request with { DataOnly = true });
        await using var target = await TestDatabase.CreateAsync();

        await FailsAsync(target, dump, "PUM5001", "With DataOnly restore the definitions first");
        await target.ExecuteAsync("CREATE TABLE film (id int)");
        await FailsAsync(target, dump, "PUM5001", "other columns than the dump's");
        await FailsAsync(target, dump, "PUM5005", "leave out --disable-triggers", await WithKeyAsync(target));

        await target.ExecuteAsync("ALTER TABLE film ADD title text");
        await RestoreAsync(target, dump);

        static async Task<Func<RestoreRequest, RestoreRequest>> WithKeyAsync(TestDatabase target)
        {
            await target.ExecuteAsync("ALTER TABLE film ADD UNIQUE (id), ADD FOREIGN KEY (id) REFERENCES film (id)");
            return request => request with { AdditionalOptions = "--disable-triggers" };
        }
    }

    [TestMethod]
    public async Task What_pg_dump_warns_of_is_a_warning()
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync("CREATE TABLE part (id int PRIMARY KEY, whole int REFERENCES part)");
        var reporter = new CollectingReporter();

        await DumpAsync(source, folder, request => request with { DataOnly = true }, reporter);

        var warning = reporter.Warnings.Single();
        Assert.AreEqual("PUM4001", warning.Code);
        Assert.StartsWith("pg_dump warns: there are circular foreign-key constraints on this table: part.", warning.Message);
        Assert.Contains("--disable-triggers", warning.Advice);
    }

    [TestMethod]
    public async Task A_materialized_view_that_cannot_be_filled_is_restored_unfilled()
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync("""
            CREATE TABLE film (id int);
            CREATE FUNCTION f() RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT count(*) FROM film); END';
            CREATE MATERIALIZED VIEW counted AS SELECT f() AS films
            """);
        var dump = await DumpAsync(source, folder, request => request);
        await using var target = await TestDatabase.CreateAsync();

        await FailsAsync(target, dump, "PUM5001", "ExcludeTableData restores the materialized view unfilled");

        await RestoreAsync(target, dump, request => request with { Filter = request.Filter with { ExcludeTableData = ["counted"] } });
        Assert.IsFalse(await target.QueryAsync<bool>("SELECT ispopulated FROM pg_matviews WHERE matviewname = 'counted'"));
    }

    [TestMethod]
    public async Task A_dump_waits_longer_for_a_lock_or_comes_after_it()
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync("CREATE TABLE film (id int)");
        Task<string> DumpWithinAsync(int limit) => DumpAsync(source, folder, request => request with { LockTimeout = limit });
        await using var other = await source.OpenAsync();
        var transaction = await other.BeginTransactionAsync();
        await using (var locking = new NpgsqlCommand("LOCK TABLE film", other))
            await locking.ExecuteNonQueryAsync();

        var failure = await Assert.ThrowsExactlyAsync<PgDumpFailedException>(() => DumpWithinAsync(200));
        Assert.AreEqual("PUM4005", failure.Code, failure.ToString());
        Assert.AreEqual("Wait for the other session to end its transaction, or raise LockTimeout.", failure.Failure.Advice);

        var longer = DumpWithinAsync(600_000);
        await Eventually.IsTrueAsync(
            () => source.QueryAsync<bool>($"SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE d.datname = '{source.Name}' AND NOT l.granted)"),
            "the dump waits for the lock");
        await transaction.RollbackAsync();
        await longer;
        await DumpWithinAsync(200);
    }

    [TestMethod]
    public async Task What_only_some_roles_can_dump_is_named()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync(server);
        await ExecuteAsync(server, $"GRANT pg_read_all_data TO {TestServer.Plain}");
        await source.ExecuteAsync("CREATE TABLE film (id int); ALTER TABLE film ENABLE ROW LEVEL SECURITY");

        await FailsToDumpAsync(source, folder, "BYPASSRLS");
        await DumpAsync(source.As(TestServer.Plain), folder, request => request with { Filter = request.Filter with { ExcludeTableData = ["film"] } });
        await ExecuteAsync(server, $"ALTER ROLE {TestServer.Plain} BYPASSRLS");
        await DumpAsync(source.As(TestServer.Plain), folder, request => request);

        await source.ExecuteAsync("SELECT lo_from_bytea(4711, 'x')");
        await FailsToDumpAsync(source, folder, "GRANT SELECT ON LARGE OBJECT");
        await DumpAsync(source.As(TestServer.Plain), folder, request => request with { AdditionalOptions = "--no-blobs" });
        await source.ExecuteAsync($"GRANT SELECT ON LARGE OBJECT 4711 TO {TestServer.Plain}");
        await DumpAsync(source.As(TestServer.Plain), folder, request => request);
    }

    private static async Task FailsToDumpAsync(TestDatabase source, TestFolder folder, string advice)
    {
        var failure = await Assert.ThrowsExactlyAsync<PgDumpFailedException>(
            () => DumpAsync(source.As(TestServer.Plain), folder, request => request));
        Assert.AreEqual("PUM4002", failure.Code, failure.ToString());
        Assert.Contains(advice, failure.Failure.Advice);
    }
}
