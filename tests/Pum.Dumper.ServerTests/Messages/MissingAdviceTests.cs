using System.Runtime.Versioning;
using Pum.Dumper.Restoring.Planning;
using static Pum.Dumper.ServerTests.Messages.Following;
using static Pum.Dumper.ServerTests.Restoring.Replacing;

namespace Pum.Dumper.ServerTests.Messages;

/// <summary>The advice on what a dump needs, and the target lacks or does not find.</summary>
[TestClass]
public sealed class MissingAdviceTests
{
    private const string Create = "Create or install it on the target's server first";

    [TestMethod]
    [DataRow("CREATE TABLE t (); ALTER TABLE t OWNER TO nosuch;", "Create the role on the target's server first", "CREATE ROLE nosuch; GRANT nosuch TO pum_owner; GRANT CREATE ON SCHEMA public TO nosuch")]
    [DataRow("CREATE TABLE nosuch.t ();", Create, "CREATE SCHEMA nosuch AUTHORIZATION pum_owner")]
    [DataRow("CREATE TABLE t () TABLESPACE nosuch;", Create, null)]
    [DataRow("CREATE TABLE t () USING nosuch;", Create, "CREATE ACCESS METHOD nosuch TYPE TABLE HANDLER heap_tableam_handler")]
    [DataRow("SELECT to_tsvector('public.nosuch', 'x');", Create, "CREATE TEXT SEARCH CONFIGURATION public.nosuch (COPY = simple)")]
    [DataRow("CREATE FUNCTION f() RETURNS int LANGUAGE nosuch AS '';", Create, "CREATE TRUSTED LANGUAGE nosuch HANDLER plpgsql_call_handler")]
    [DataRow("CREATE TABLE t (a hstore);", "If an extension brings it, install that", "CREATE EXTENSION hstore")]
    [DataRow("CREATE TABLE t (a public.hstore);", "an extension may bring it", "CREATE EXTENSION hstore")]
    [DataRow("CREATE TABLE t (a text COLLATE public.nosuch);", "Create the collation in the target under that name", "CREATE COLLATION public.nosuch FROM \"C\"")]
    [DataRow("CREATE TABLE t (a text COLLATE pg_catalog.\"zz-x-icu\");", "Create the collation in the target under that name (CREATE COLLATION; in pg_catalog as a superuser)", "CREATE COLLATION pg_catalog.\"zz-x-icu\" FROM \"C\"")]
    [DataRow("CREATE FOREIGN TABLE t (a int) SERVER nosuch;", "CREATE SERVER", "CREATE EXTENSION postgres_fdw; CREATE SERVER nosuch FOREIGN DATA WRAPPER postgres_fdw; GRANT USAGE ON FOREIGN SERVER nosuch TO pum_owner")]
    [DataRow("CREATE USER MAPPING FOR CURRENT_USER SERVER nosuch;", "CREATE SERVER", "CREATE EXTENSION postgres_fdw; CREATE SERVER nosuch FOREIGN DATA WRAPPER postgres_fdw; GRANT USAGE ON FOREIGN SERVER nosuch TO pum_owner")]
    [DataRow("CREATE SERVER s FOREIGN DATA WRAPPER nosuch;", Create, "CREATE FOREIGN DATA WRAPPER nosuch; GRANT USAGE ON FOREIGN DATA WRAPPER nosuch TO pum_owner")]
    public async Task What_is_missing_is_created_or_installed_first(string script, string advice, string? prepared)
    {
        await using var server = await StartServerAsync(("allow_in_place_tablespaces", "on"));
        using var folder = new TestFolder();
        var file = folder.Write("seed.sql", $"{script}\n");
        await using var target = await TestDatabase.CreateAsync(server);

        await FailsAsync(target, file, "PUM5006", advice);

        await target.ExecuteAsSuperuserAsync(prepared ?? "CREATE TABLESPACE nosuch LOCATION ''");
        if (prepared is null)
            await target.ExecuteAsSuperuserAsync("GRANT CREATE ON TABLESPACE nosuch TO pum_owner");
        await RestoreAsync(target, file);
    }

    [TestMethod]
    [DataRow("ALTER TABLE film OWNER TO leaver")]
    [DataRow("GRANT SELECT ON film TO leaver")]
    public async Task Roles_that_the_target_lacks_are_left_out_of_a_script(string sql)
    {
        await using var server = await StartServerAsync();
        await using var elsewhere = await StartServerAsync();
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync(elsewhere, elsewhere.Superuser);
        await source.ExecuteAsync($"CREATE ROLE leaver; CREATE TABLE film (id int); {sql}");
        await using var target = await TestDatabase.CreateAsync(server, server.Superuser);
        var file = folder["snap.sql"];

        await RunPgDumpAsync(source, [$"--file={file}"]);
        await FailsAsync(target, file, "PUM5006", "dump without owners and privileges (pg_dump --no-owner --no-privileges)");

        await RunPgDumpAsync(source, [$"--file={file}", "--no-owner", "--no-privileges"]);
        await RestoreAsync(target, file);
    }

    [TestMethod]
    public async Task A_policy_of_a_role_that_the_target_lacks_is_gone_without()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync(server);
        await ExecuteAsync(server, "CREATE ROLE leaver");
        await source.ExecuteAsync("CREATE TABLE film (id int); ALTER TABLE film ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON film TO leaver USING (true)");
        var dump = await DumpAsync(source.As(server.Superuser), folder, request => request);
        var script = await MakeScriptAsync(source.As(server.Superuser), folder, []);
        await source.ExecuteAsync("DROP POLICY p ON film");
        await ExecuteAsync(server, "DROP ROLE leaver");
        await using var target = await TestDatabase.CreateAsync(server);
        const string Advice = "or set IgnoreErrors=\"true\" to restore without the objects that name it";

        await FailsAsync(target, dump, "PUM5006", $"(CREATE ROLE \"leaver\"), {Advice}");
        await FailsAsync(target, script, "PUM5006", "Policies and user mappings name roles all the same");

        foreach (var file in (string[])[dump, script])
        {
            await RestoreAsync(target, file, request => request with { IgnoreErrors = true });
            Assert.IsTrue(await target.QueryAsync<bool>("SELECT relrowsecurity FROM pg_class WHERE relname = 'film'"));
            await target.ExecuteAsync("DROP TABLE film");
        }
        await ExecuteAsync(server, "CREATE ROLE leaver");
        await RestoreAsync(target, dump);
    }

    [TestMethod]
    public async Task A_setting_that_the_server_does_not_know_is_taken_out()
    {
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync();

        await FailsAsync(target, folder.Write("a.sql", "SET no_such_setting = 1;\nCREATE TABLE t ();\n"), "PUM5006", "Take the setting out of the script");

        await RestoreAsync(target, folder.Write("b.sql", "CREATE TABLE t ();\n"));
    }

    [TestMethod]
    [DataRow("CREATE TABLE film (title text, key text GENERATED ALWAYS AS (norm(title)) STORED)")]
    [DataRow("CREATE TABLE film (title text CHECK (norm(title) <> ''))")]
    [DataRow("CREATE TABLE film (title text); CREATE INDEX ON film (norm(title))")]
    [DataRow("CREATE TABLE film (title text, key tsvector GENERATED ALWAYS AS (words(title)) STORED)", "PUM5006")]
    public async Task A_function_that_a_restore_runs_is_given_its_search_path(string table, string code = "PUM5001")
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync($"""
            CREATE FUNCTION pre(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT lower($1)';
            CREATE FUNCTION norm(text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN pre($1); END';
            CREATE TEXT SEARCH CONFIGURATION plain (COPY = simple);
            CREATE FUNCTION words(text) RETURNS tsvector IMMUTABLE LANGUAGE plpgsql AS $$BEGIN RETURN to_tsvector('plain', $1); END$$;
            {table};
            INSERT INTO film (title) VALUES ('A');
            """);
        await using var target = await TestDatabase.CreateAsync();
        foreach (var format in new[] { DumpFormat.Custom, DumpFormat.Plain })
            await FailsAsync(target, await DumpAsync(source, folder, request => request with { Format = format, File = folder[$"{format}"] }), code, "ALTER FUNCTION … SET search_path");

        await source.ExecuteAsync("ALTER FUNCTION norm(text) SET search_path = public; ALTER FUNCTION words(text) SET search_path = public");
        await RestoreAsync(target, await DumpAsync(source, folder, request => request));
    }

    [TestMethod]
    public async Task A_trigger_that_the_rows_fire_is_given_its_search_path()
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync("CREATE TABLE film (id int); INSERT INTO film VALUES (1)");
        var dump = await DumpAsync(source, folder, request => request with { DataOnly = true });
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync("""
            CREATE TABLE film (id int); CREATE TABLE log (id int);
            CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO log VALUES (NEW.id); RETURN NEW; END';
            CREATE TRIGGER note BEFORE INSERT ON film FOR EACH ROW EXECUTE FUNCTION note();
            """);

        await FailsAsync(target, dump, "PUM5001", "ALTER FUNCTION … SET search_path");

        await target.ExecuteAsync("ALTER FUNCTION note() SET search_path = public");
        await RestoreAsync(target, dump);
    }

    [TestMethod]
    public async Task A_program_of_the_server_takes_a_role_or_is_taken_out()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        var file = folder.Write("seed.sql", "CREATE TABLE film (id int);\nCOPY film FROM PROGRAM 'echo 1';\n");
        await using var target = await TestDatabase.CreateAsync(server);

        await FailsAsync(target, file, "PUM5005", "as a superuser or a member of pg_execute_server_program");

        await RestoreAsync(target.As(server.Superuser), file);
        await target.ExecuteAsSuperuserAsync($"DROP TABLE film; GRANT pg_execute_server_program TO {TestServer.Owner}");
        await RestoreAsync(target, file);
    }

    [TestMethod]
    public async Task What_takes_a_superuser_is_left_out()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync(server);
        await source.ExecuteAsSuperuserAsync("CREATE FUNCTION w() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE PROCEDURE w()");
        await using var target = await TestDatabase.CreateAsync(server);
        var dump = await DumpAsync(source, folder, request => request);
        var failure = await FailsAsync(target, dump, "PUM5005", "leave it out with Schemas");
        Assert.Contains("'watch'", failure.Failure.Message);
        Assert.Contains("set IgnoreErrors=\"true\" to go on without it", failure.Failure.Advice);

        await RestoreAsync(target, dump, request => request with { Filter = request.Filter with { Schemas = ["public"] } });
        await target.ExecuteAsync("DROP FUNCTION w()");
        await RestoreAsync(target, dump, request => request with { IgnoreErrors = true });
        await target.ExecuteAsync("DROP FUNCTION w()");
        await RestoreAsync(target.As(server.Superuser), dump);
    }

    // As pg_cron does, in pg_cron--1.0.sql.
    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [UnsupportedOSPlatform("windows")]
    public async Task An_extension_of_one_database_alone_goes_into_that_database()
    {
        const string Script = """
            DO $$ BEGIN
               IF current_database() LIKE 'pum\_%' THEN
                  RAISE EXCEPTION 'can only create extension in database %', 'postgres'
                  USING DETAIL = 'Jobs must be scheduled from the database configured in cron.database_name.';
               END IF;
            END $$;
            """;
        using var folder = new TestFolder();
        await using var extensions = await Restoring.ExtensionServer.StartAsync(0, ("cron", Script));
        var server = extensions.Server;
        await using var source = await TestDatabase.CreateAsync(server, server.Superuser);
        await source.ExecuteAsync("CREATE EXTENSION cron; CREATE TABLE film ()");
        var dump = await DumpAsync(source, folder, request => request);
        await using var target = await TestDatabase.CreateAsync(server, server.Superuser);
        await using var missing = await TestDatabase.ReserveAsync(server, server.Superuser);
        Func<RestoreRequest, RestoreRequest> replace = request => request with { ReplaceDatabase = true };

        await FailsAsync(missing, dump, "PUM5001", "without CreateDatabase", request => request with { CreateDatabase = true });
        await FailsAsync(target, dump, "PUM5001", "ExcludeExtensions", replace);

        await RestoreAsync(target, dump, request => replace(request) with { Filter = request.Filter with { ExcludeExtensions = ["cron"] } });
        await target.ExecuteAsync("DROP TABLE film");
        await RestoreAsync(target, dump);
    }
}
