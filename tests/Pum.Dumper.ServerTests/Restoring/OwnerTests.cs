using Npgsql;
using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;
using Pum.Dumper.Restoring;
using Pum.Dumper.ServerTests.RoundTrip;
using Pum.Dumper.Servers;
using static Pum.Dumper.ServerTests.Restoring.Replacing;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>Whose it is what ReplaceDatabase restores.</summary>
[TestClass]
public sealed class OwnerTests
{
    private const string Content = """
        CREATE SCHEMA app;
        CREATE TABLE app.film (id serial PRIMARY KEY, title text);
        INSERT INTO app.film (title) VALUES ('Alien');
        CREATE TABLE public.note (id int GENERATED ALWAYS AS IDENTITY, body text);
        CREATE MATERIALIZED VIEW app.counted AS SELECT count(*) AS films FROM app.film;
        CREATE FUNCTION app.doubled(n int) RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 2 * n';
        CREATE TYPE app.mood AS ENUM ('sad');
        SELECT lo_from_bytea(20000 + n, 'a large object') FROM generate_series(1, 250) n;
        """;

    private const string Work = """
        SELECT title FROM app.film;
        INSERT INTO app.film (title) VALUES ('Brazil');
        INSERT INTO public.note (body) VALUES ('mine');
        SELECT nextval('app.film_id_seq');
        ALTER TABLE app.film ADD COLUMN year int;
        ALTER TYPE app.mood ADD VALUE 'merry';
        REFRESH MATERIALIZED VIEW app.counted;
        CREATE OR REPLACE FUNCTION app.doubled(n int) RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT n + n';
        SELECT lo_put(20250, 0, 'A');
        SELECT lo_unlink(20001);
        CREATE TABLE app.another ();
        DROP TABLE public.note;
        """;

    [TestMethod]
    [DataRow(15, DumpKind.Custom)]
    [DataRow(15, DumpKind.Directory)]
    [DataRow(15, DumpKind.Tar)]
    [DataRow(15, DumpKind.Plain)]
    [DataRow(17, DumpKind.Custom)]
    [DataRow(17, DumpKind.Plain)]
    [DataRow(18, DumpKind.Directory)]
    [DataRow(18, DumpKind.Plain)]
    public async Task After_an_administrators_ReplaceDatabase_the_owner_works_with_it_as_before(int major, DumpKind kind)
    {
        var server = await TestServer.GetAsync(major);
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync(server);
        await source.ExecuteAsync(Content);
        var dump = await RoundTrip.RoundTrip.DumpAsync(source, kind, folder);
        await using var target = await TestDatabase.CreateAsync(server);

        await ReplaceAsync(
            target.As(server.Superuser),
            dump,
            new(),
            request => request with { Jobs = kind is DumpKind.Custom or DumpKind.Directory ? 3 : null });

        Assert.AreEqual("", await HeldAsync(target, server.Superuser));
        await target.ExecuteAsync(Work);
        var again = await DumpOperation.RunAsync(
            new() { Caller = "PumDump", Connection = target.Request, File = folder["again"], BaseDirectory = folder.FullName, ToolPath = server.BinDirectory }, new CollectingReporter());
        Assert.IsTrue(File.Exists(again.File));
        await target.ExecuteAsync("DROP SCHEMA app CASCADE");
    }

    [TestMethod]
    [DataRow(15)]
    [DataRow(17)]
    [DataRow(18)]
    public async Task An_object_of_every_kind_belongs_to_the_owner_but_for_what_takes_a_superuser(int major)
    {
        var server = await TestServer.GetAsync(major);
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync(server, server.Superuser);
        await SourceScripts.LoadAsync(source, "Owned");
        await SourceScripts.LoadAsync(source, "Superuser");
        var dump = await RoundTrip.RoundTrip.DumpAsync(source, DumpKind.Custom, folder);
        await using var target = await TestDatabase.CreateAsync(server);
        var reporter = new CollectingReporter();

        await ReplaceAsync(target.As(server.Superuser), dump, reporter);

        Assert.AreEqual("""
            event trigger "at the end; --"
            event trigger dropping
            extension hstore
            extension lo
            extension postgres_fdw
            foreign table super.far
            foreign-data wrapper dummy
            function super.on_event()
            function super.small_compare(super.small,super.small)
            function super.small_eq(super.small,super.small)
            function super.small_gt(super.small,super.small)
            function super.small_in(pg_catalog.cstring)
            function super.small_lt(super.small,super.small)
            function super.small_out(super.small)
            operator class super.small_ops USING btree
            operator family super."small family" USING btree
            publication "of a schema"
            publication everything
            server "some server"
            """.ReplaceLineEndings("\n"), await HeldAsync(target, server.Superuser));
        Assert.IsTrue(reporter.Messages.Any(message => message.Text == $"Stays with {server.Superuser}: EVENT TRIGGER dropping"));
        Assert.AreEqual(
            server.Superuser,
            await target.QueryAsync<string>("SELECT proowner::regrole::text FROM pg_proc WHERE proname = 'hstore_in'"),
            "a member of an extension");
        Assert.Contains("""disabled: "at the end; --". """, string.Join('\n', reporter.Warnings.Select(warning => warning.Message)));
        await source.ExecuteAsync("""ALTER EVENT TRIGGER "at the end; --" DISABLE""");
        await SchemasAreEqualAsync(source, target);
    }

    private const string Beside = """
        CREATE TABLE film (id int);
        CREATE FUNCTION definer() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT current_user::text';

        """;

    [TestMethod]
    [DataRow("objects that will not belong to 'pum_owner' use it or may use it: cast (pg_catalog.xid AS pg_catalog.text). ", """
        CREATE FUNCTION as_text(xid) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'x' $$;
        CREATE CAST (xid AS text) WITH FUNCTION as_text(xid);
        """)]
    [DataRow("objects that will not belong to 'pum_owner' use it or may use it: function public.proven(integer). ", "CREATE FUNCTION proven(int) RETURNS int LANGUAGE sql LEAKPROOF AS 'SELECT 1'")]
    [DataRow("some of it belongs to other roles: TABLE ledger.entry. ", "CREATE SCHEMA ledger; CREATE TABLE ledger.entry (); ALTER TABLE ledger.entry OWNER TO pum_plain")]
    [DataRow("some of it belongs to other roles: ROUTINE public.see(). ", """
        CREATE FUNCTION see() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
        CREATE EVENT TRIGGER seeing ON ddl_command_end EXECUTE FUNCTION see();
        ALTER FUNCTION see() OWNER TO pum_plain;
        """)]
    [DataRow("some of it belongs to other roles: EXTENSION citext. ", """
        CREATE SCHEMA app;
        GRANT USAGE, CREATE ON SCHEMA app TO pum_plain;
        DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO pum_plain', current_database()); END $$;
        SET SESSION AUTHORIZATION pum_plain;
        CREATE EXTENSION citext SCHEMA app;
        """)]
    public async Task What_others_reach_is_not_given_to_the_owner_nor_is_anything_else(string reason, string content)
    {
        var server = await TestServer.GetAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        var reporter = new CollectingReporter();

        await ReplaceAsync(target.As(server.Superuser), folder.Write("seed.sql", Beside + content), reporter);

        var warning = reporter.Warnings.Single(each => each.Message.StartsWith("Everything restored and the schema public stay with", StringComparison.Ordinal));
        Assert.Contains($"because {reason}", warning.Message);
        Assert.Contains("\ntable public.film", await HeldAsync(target, server.Superuser));
        Assert.IsFalse(await target.QueryAsync<bool>("SELECT prosecdef FROM pg_proc WHERE proname = 'definer'"));
        Assert.IsFalse(await target.QueryAsync<bool>("SELECT has_table_privilege('film', 'SELECT')"));
        // Its owner could put something else in the place of what they call.
        Assert.AreEqual(
            server.Superuser, await target.QueryAsync<string>("SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'public'"));

        // The advice, followed to the letter.
        await target.ExecuteAsSuperuserAsync($"ALTER TABLE film{warning.Advice.Split("ALTER …")[1].Split(')')[0]}");
        await target.ExecuteAsync("INSERT INTO film VALUES (1)");
    }

    [TestMethod]
    [DataRow("", "CREATE TYPE own AS (a int); CREATE FUNCTION as_text(own) RETURNS text LANGUAGE sql AS 'SELECT 1::text'; CREATE CAST (own AS text) WITH FUNCTION as_text(own);")]
    [DataRow("event trigger seeing\nfunction public.see()", """
        CREATE FUNCTION see() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
        CREATE EVENT TRIGGER seeing ON ddl_command_end EXECUTE FUNCTION see();
        """)]
    [DataRow("", "CREATE TABLE pay (a int PRIMARY KEY); ALTER TABLE pay OWNER TO pum_owner; CREATE TABLE paid (a int REFERENCES pay); CREATE VIEW seen AS SELECT * FROM pay; ALTER VIEW seen OWNER TO pum_owner;")]
    [DataRow("function public.upper_of(pg_catalog.xid)", "CREATE FUNCTION upper_of(xid) RETURNS oid LANGUAGE internal AS 'int4abs'; CREATE CAST (xid AS oid) WITH FUNCTION upper_of(xid);")]
    [DataRow("", "CREATE PROCEDURE act(OUT a int, IN b int) LANGUAGE sql AS 'SELECT 1'; CREATE PROCEDURE act(b int, c int) LANGUAGE sql AS 'SELECT 1'; CREATE PROCEDURE act() LANGUAGE sql AS 'SELECT 1'")]
    [DataRow("", "CREATE SCHEMA app; ALTER SCHEMA app OWNER TO pg_database_owner; CREATE TABLE app.pay ()")]
    public async Task What_others_do_not_reach_is_given_to_the_owner(string kept, string content)
    {
        var server = await TestServer.GetAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);

        await ReplaceAsync(target.As(server.Superuser), folder.Write("seed.sql", Beside + content), new());

        Assert.AreEqual(
            kept, (await HeldAsync(target, server.Superuser)).Replace("(pg_catalog.int4)", "(integer)", StringComparison.Ordinal));
        Assert.AreEqual(TestServer.Owner, await target.QueryAsync<string>("SELECT definer()"));
    }

    [TestMethod]
    public async Task A_trigger_on_a_table_of_the_template_keeps_all_from_the_owner()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var template = await TestDatabase.CreateAsync(server, server.Superuser);
        await template.ExecuteAsync("CREATE TABLE of_the_administrator ()");
        await using var target = await TestDatabase.CreateAsync(server);
        var reporter = new CollectingReporter();
        const string trigger = """
            CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
            CREATE TRIGGER note AFTER INSERT ON of_the_administrator EXECUTE FUNCTION note();
            """;

        await ReplaceAsync(
            target.As(server.Superuser),
            folder.Write("seed.sql", Beside + trigger),
            reporter,
            request => request with { BaseTemplate = template.Name });

        Assert.Contains(
            "use it: table public.of_the_administrator. ",
            reporter.Warnings.Single(each => each.Message.StartsWith("Everything restored", StringComparison.Ordinal)).Message);
        Assert.Contains("table public.film", await HeldAsync(target, server.Superuser));

        await ReplaceAsync(
            target.As(server.Superuser),
            folder.Write("seed.sql", Beside),
            new(),
            request => request with { BaseTemplate = template.Name, ConfirmReplace = target.Name });
        Assert.DoesNotContain("table public.film", await HeldAsync(target, server.Superuser));
    }

    [TestMethod]
    public async Task A_subscription_of_another_superuser_keeps_all_from_the_owner()
    {
        await using var server = await StartServerAsync(("wal_level", "logical"));
        using var folder = new TestFolder();
        await ExecuteAsync(server, "CREATE ROLE another SUPERUSER");
        await using var target = await TestDatabase.CreateAsync(server);
        var reporter = new CollectingReporter();
        const string subscription = """
            CREATE SUBSCRIPTION filling CONNECTION 'dbname=nowhere' PUBLICATION films WITH (connect = false);
            ALTER SUBSCRIPTION filling OWNER TO another;
            """;

        await ReplaceAsync(target.As(server.Superuser), folder.Write("seed.sql", Beside + subscription), reporter);

        Assert.Contains(
            "some of it belongs to other roles: SUBSCRIPTION filling. ",
            reporter.Warnings.Single(each => each.Message.StartsWith("Everything restored", StringComparison.Ordinal)).Message);
        Assert.Contains("table public.film", await HeldAsync(target, server.Superuser));
        await target.ExecuteAsSuperuserAsync("ALTER SUBSCRIPTION filling SET (slot_name = NONE)");
        await target.ExecuteAsSuperuserAsync("DROP SUBSCRIPTION filling");
    }

    [TestMethod]
    public async Task An_event_trigger_of_the_template_keeps_all_from_the_owner()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var template = await TestDatabase.CreateAsync(server, server.Superuser);
        await template.ExecuteAsync("""
            CREATE FUNCTION see() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN IF to_regprocedure('public.definer()') IS NOT NULL THEN PERFORM public.definer(); END IF; END $$;
            CREATE EVENT TRIGGER seeing ON ddl_command_end EXECUTE FUNCTION see();
            """);
        await using var target = await TestDatabase.CreateAsync(server);
        var reporter = new CollectingReporter();

        await ReplaceAsync(
            target.As(server.Superuser),
            folder.Write("seed.sql", Beside),
            reporter,
            request => request with { BaseTemplate = template.Name });

        Assert.Contains(
            "objects that will not belong to 'pum_owner' use it or may use it: function public.see(). ",
            reporter.Warnings.Single(each => each.Message.StartsWith("Everything restored", StringComparison.Ordinal)).Message);
        Assert.Contains("table public.film", await HeldAsync(target, server.Superuser));
    }

    [TestMethod]
    public async Task An_event_trigger_of_another_superuser_is_disabled_too()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await ExecuteAsync(server, "CREATE ROLE another SUPERUSER");
        await using var target = await TestDatabase.CreateAsync(server);
        var reporter = new CollectingReporter();
        const string trigger = """
            CREATE FUNCTION see() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
            CREATE EVENT TRIGGER seeing ON ddl_command_end EXECUTE FUNCTION see();
            ALTER EVENT TRIGGER seeing OWNER TO another;
            """;

        await ReplaceAsync(target.As(server.Superuser), folder.Write("seed.sql", Beside + trigger), reporter);

        Assert.AreEqual("function public.see()", await HeldAsync(target, server.Superuser));
        Assert.AreEqual("seeing D", await target.QueryAsync<string>("SELECT format('%s %s', evtname, evtenabled) FROM pg_event_trigger"));
        Assert.StartsWith("Event triggers of the dump were disabled: seeing. ", reporter.Warnings.Single().Message);
    }

    [TestMethod]
    public async Task An_owner_who_is_a_superuser_gets_what_is_the_sessions_and_nothing_of_others()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await ExecuteAsync(server, "CREATE ROLE another SUPERUSER; CREATE ROLE third SUPERUSER");
        await using var target = await TestDatabase.CreateAsync(server);
        await ExecuteAsync(server, $"ALTER DATABASE {target.Name} OWNER TO another");
        var reporter = new CollectingReporter();
        const string others = """
            CREATE VIEW seen AS SELECT * FROM film;
            ALTER VIEW seen OWNER TO third;
            CREATE FUNCTION see() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
            CREATE EVENT TRIGGER seeing ON ddl_command_end EXECUTE FUNCTION see();
            ALTER EVENT TRIGGER seeing OWNER TO third;
            """;

        await ReplaceAsync(target.As(server.Superuser), folder.Write("seed.sql", Beside + others), reporter);

        Assert.AreEqual("", await HeldAsync(target, server.Superuser));
        Assert.AreEqual("event trigger seeing\nview public.seen", await HeldAsync(target, "third"));
        Assert.AreEqual("O", await target.As(server.Superuser).QueryAsync<string>("SELECT evtenabled::text FROM pg_event_trigger"));
        Assert.IsEmpty(reporter.Warnings);
    }

    [TestMethod]
    public async Task A_materialized_view_holds_what_its_owner_may_read()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        var reporter = new CollectingReporter();
        const string views = """
            INSERT INTO film VALUES (1), (2);
            CREATE FUNCTION films() RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN 0; END';
            CREATE MATERIALIZED VIEW counted_before AS SELECT films();
            CREATE FUNCTION told() RETURNS SETOF text LANGUAGE plpgsql AS
              'BEGIN RETURN QUERY SELECT rolpassword FROM public."Secrets"; EXCEPTION WHEN undefined_table OR object_not_in_prerequisite_state THEN RETURN; END';
            CREATE MATERIALIZED VIEW secrets_before AS SELECT * FROM told();
            CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS films FROM film;
            CREATE MATERIALIZED VIEW "Secrets" AS SELECT rolname, rolpassword FROM pg_authid;
            CREATE MATERIALIZED VIEW of_secrets AS SELECT count(*) FROM "Secrets";
            CREATE OR REPLACE FUNCTION films() RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT films FROM public.counted); END';
            REFRESH MATERIALIZED VIEW counted_before;
            REFRESH MATERIALIZED VIEW secrets_before;
            ANALYZE;
            """;

        await ReplaceAsync(target.As(server.Superuser), folder.Write("seed.sql", Beside + views), reporter);

        Assert.AreEqual("", await HeldAsync(target, server.Superuser));
        Assert.AreEqual("Secrets f, counted t, counted_before t, of_secrets f, secrets_before t", await target.QueryAsync<string>(
            "SELECT string_agg(matviewname || ' ' || left(ispopulated::text, 1), ', ' ORDER BY matviewname COLLATE \"C\") FROM pg_matviews"));
        Assert.AreEqual(2L, await target.QueryAsync<long>("SELECT films FROM counted_before"));
        Assert.AreEqual(0L, await target.QueryAsync<long>("SELECT count(*) FROM secrets_before"));
        Assert.Contains("""may not read what they select: public."Secrets", public.of_secrets.""", reporter.Warnings.Single().Message);

        Assert.AreEqual(0L, await target.QueryAsync<long>("SELECT count(*) FROM pg_stats WHERE tablename = 'Secrets'"));

        // The advice, followed to the letter.
        await target.ExecuteAsSuperuserAsync($"GRANT SELECT ON pg_authid TO {TestServer.Owner}");
        await target.ExecuteAsync("REFRESH MATERIALIZED VIEW \"Secrets\"; REFRESH MATERIALIZED VIEW of_secrets");
    }

    [TestMethod]
    [DataRow(15)]
    [DataRow(18)]
    public async Task A_materialized_view_that_a_member_gives_holds_what_its_owner_may_read(int major)
    {
        await using var server = await StartServerAsync(major);
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server, TestServer.Plain);
        await ExecuteAsync(server, $"GRANT {TestServer.Plain}, pg_monitor TO {TestServer.Owner}");
        var reporter = new CollectingReporter();
        const string views = """
            CREATE SCHEMA s;
            CREATE TABLE s.film AS SELECT 1 AS id;
            CREATE MATERIALIZED VIEW s.counted AS SELECT count(*) FROM s.film;
            CREATE MATERIALIZED VIEW s.secret AS SELECT pg_catalog.current_setting('data_directory');
            CREATE INDEX ON s.secret (lower(current_setting));
            ANALYZE;
            """;

        await ReplaceAsync(target.As(TestServer.Owner), folder.Write("seed.sql", views), reporter);

        Assert.AreEqual("counted t, secret f", await target.QueryAsync<string>(
            "SELECT string_agg(matviewname || ' ' || left(ispopulated::text, 1), ', ' ORDER BY matviewname COLLATE \"C\") FROM pg_matviews"));
        Assert.Contains("may not read what they select: s.secret.", reporter.Warnings.Single().Message);
        // Up to 17 only a superuser can remove statistics.
        if (major >= 18)
            Assert.AreEqual(
                0L, await target.QueryAsync<long>("SELECT count(*) FROM pg_stats WHERE schemaname = 's' AND tablename LIKE 'secret%'"));
    }

    [TestMethod]
    [DataRow(15, "")]
    [DataRow(18, "")]
    [DataRow(18, "pum_owner")]
    public async Task The_owner_cannot_enter_while_a_member_gives_what_was_restored(int major, string role)
    {
        await using var server = await StartServerAsync(major);
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server, TestServer.Plain);
        await ExecuteAsync(server, $"""
            GRANT {TestServer.Plain} TO {TestServer.Owner};
            CREATE ROLE deploy LOGIN CREATEDB PASSWORD 'secret'; GRANT {TestServer.Owner} TO deploy;
            """);
        var before = await AttributesAsync(target);
        var gate = new Gate(server);
        var login = role.Length > 0 ? "deploy" : TestServer.Owner;
        var replace = ReplaceAsync(
            target.As(TestServer.Owner),
            folder.Write("seed.sql", $"""
                CREATE FUNCTION public.definer() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT current_user::text';
                CREATE TABLE public.film (id int);
                CREATE SCHEMA s;
                CREATE TABLE s.film (id int);
                {gate.Statement}

                """),
            new(),
            request => role.Length == 0 ? request : request with
            {
                Connection = new() { ConnectionString = server.ToConninfo(target.Name, login, "secret"), Role = role },
            });
        await gate.ReachedAsync();
        var scratch = await QueryAsync<string>(server, "SELECT datname::text FROM pg_database WHERE datname LIKE 'pum\\_scratch%'");
        await using (var reader = new NpgsqlConnection(server.ToNpgsql(scratch).ConnectionString + ";Pooling=false"))
        {
            await reader.OpenAsync();
            await using var transaction = await reader.BeginTransactionAsync();
            await using (var command = new NpgsqlCommand("SELECT FROM public.film", reader, transaction))
                await command.ExecuteNonQueryAsync();
            await gate.OpenAsync();
            await Eventually.IsTrueAsync(
                async () => await QueryAsync<long>(server, $"SELECT count(*) FROM pg_stat_activity WHERE datname = '{scratch}' AND wait_event_type = 'Lock' AND query LIKE '%OWNER TO%'") == 1,
                "the table is being given");

            Assert.AreEqual($"{login} f", await QueryAsync<string>(server, $"SELECT pg_get_userbyid(datdba) || ' ' || left(has_database_privilege('{TestServer.Plain}', oid, 'CONNECT')::text, 1) FROM pg_database WHERE datname = '{scratch}'"));
        }

        await replace;

        Assert.AreEqual(before, (await AttributesAsync(target)).TrimEnd(' ', '|'));
        Assert.AreEqual(
            $"{TestServer.Plain} film {TestServer.Plain} film {TestServer.Plain}",
            await target.QueryAsync<string>("SELECT string_agg(tableowner || ' ' || tablename, ' ' ORDER BY schemaname) FROM pg_tables WHERE tablename = 'film'")
                + " " + await target.QueryAsync<string>("SELECT definer()"));
        Assert.AreEqual("{pg_database_owner=UC/pg_database_owner,=U/pg_database_owner}", await target.QueryAsync<string>(
            "SELECT nspacl::text FROM pg_namespace WHERE nspname = 'public'"));
    }

    [TestMethod]
    [DataRow("DROP SCHEMA public; CREATE SCHEMA public", "public pum_plain")]
    [DataRow("ALTER SCHEMA public RENAME TO app", "app pg_database_owner")]
    [DataRow("ALTER SCHEMA public RENAME TO app; CREATE SCHEMA public", "app pg_database_owner, public pum_plain")]
    public async Task Whatever_became_of_public_its_owner_may_use_what_a_member_gave(string sql, string schemas)
    {
        await using var server = await StartServerAsync(15);
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server, TestServer.Plain);
        await ExecuteAsync(server, $"GRANT {TestServer.Plain} TO {TestServer.Owner}");
        var schema = schemas.Split(' ')[0];

        await ReplaceAsync(target.As(TestServer.Owner), folder.Write("seed.sql", $"{sql};\nCREATE TABLE {schema}.film (id int);\n"), new());

        Assert.AreEqual(schemas, await target.QueryAsync<string>(
            "SELECT string_agg(nspname || ' ' || nspowner::regrole, ', ' ORDER BY nspname) FROM pg_namespace WHERE nspname IN ('app', 'public')"));
        await target.ExecuteAsync($"INSERT INTO {schema}.film VALUES (1); CREATE TABLE {schema}.later ()");
    }

    [TestMethod]
    public async Task What_stays_with_a_member_who_may_not_give_lends_no_rights()
    {
        await using var server = await StartServerAsync(18);
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server, TestServer.Plain);
        await ExecuteAsync(server, $"GRANT {TestServer.Plain} TO {TestServer.Owner} WITH INHERIT TRUE, SET FALSE");
        var reporter = new CollectingReporter();
        const string definer = "CREATE FUNCTION public.definer() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT current_user::text';\n";

        await ReplaceAsync(target.As(TestServer.Owner), folder.Write("seed.sql", definer), reporter);

        Assert.AreEqual($"{TestServer.Owner} f", await target.QueryAsync<string>(
            "SELECT proowner::regrole || ' ' || left(prosecdef::text, 1) FROM pg_proc WHERE proname = 'definer'"));
        Assert.Contains("SECURITY DEFINER became SECURITY INVOKER", string.Join("\n", reporter.Warnings.Select(each => each.Message)));
    }

    [TestMethod]
    public async Task What_stays_with_a_superuser_lends_his_rights_to_nobody()
    {
        var server = await TestServer.GetAsync();
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync(server, server.Superuser);
        await source.ExecuteAsync("""
            CREATE TABLE audit (tag text);
            CREATE FUNCTION noticed() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN INSERT INTO public.audit VALUES (tg_tag); END $$;
            CREATE EVENT TRIGGER noticing ON ddl_command_end EXECUTE FUNCTION noticed();
            CREATE TYPE own AS (a int);
            CREATE FUNCTION own_as_text(own) RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT current_user::text';
            CREATE CAST (own AS text) WITH FUNCTION own_as_text(own);
            """);
        var dump = await RoundTrip.RoundTrip.DumpAsync(source, DumpKind.Custom, folder);
        await using var target = await TestDatabase.CreateAsync(server);
        var reporter = new CollectingReporter();

        await ReplaceAsync(target.As(server.Superuser), dump, reporter);

        Assert.AreEqual("event trigger noticing\nfunction public.noticed()", await HeldAsync(target, server.Superuser));
        Assert.AreEqual("noticed f, own_as_text t", await target.QueryAsync<string>(
            "SELECT string_agg(proname || ' ' || left(prosecdef::text, 1), ', ' ORDER BY proname) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"));
        Assert.AreEqual(TestServer.Owner, await target.QueryAsync<string>("SELECT own_as_text(ROW(1))"));
        Assert.AreEqual("PUM5005 PUM5005", string.Join(' ', reporter.Warnings.Select(warning => warning.Code)));
        Assert.StartsWith("Event triggers of the dump were disabled: noticing. ", reporter.Warnings.First().Message);
        Assert.Contains("SECURITY INVOKER for ROUTINE public.noticed()", reporter.Warnings.Last().Message);
        await target.ExecuteAsync("DELETE FROM audit; ALTER TABLE audit ADD COLUMN mine int");
        Assert.AreEqual(0L, await target.QueryAsync<long>("SELECT count(*) FROM audit"));

        // The advice, followed to the letter.
        await target.As(server.Superuser).ExecuteAsync("ALTER EVENT TRIGGER noticing ENABLE; CREATE TABLE seen ()");
        Assert.AreEqual("CREATE TABLE", await target.QueryAsync<string>("SELECT string_agg(tag, ', ') FROM audit"));
    }

    [TestMethod]
    public async Task A_server_that_leads_with_mapped_users_is_given_to_no_owner()
    {
        var server = await TestServer.GetAsync();
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync(server, server.Superuser);
        await source.ExecuteAsync($"""
            CREATE FOREIGN DATA WRAPPER wrapper;
            GRANT USAGE ON FOREIGN DATA WRAPPER wrapper TO {TestServer.Owner};
            CREATE SERVER mapped FOREIGN DATA WRAPPER wrapper;
            CREATE USER MAPPING FOR PUBLIC SERVER mapped OPTIONS (user 'postgres');
            CREATE SERVER free FOREIGN DATA WRAPPER wrapper;
            CREATE FOREIGN TABLE far (a int) SERVER mapped;
            CREATE FOREIGN TABLE near (a int) SERVER free;
            """);
        var dump = await RoundTrip.RoundTrip.DumpAsync(source, DumpKind.Custom, folder, dump => dump with { NoPrivileges = false });
        await using var target = await TestDatabase.CreateAsync(server);

        await ReplaceAsync(target.As(server.Superuser), dump, new(), request => request with { NoPrivileges = false });

        Assert.AreEqual("foreign table public.far\nforeign-data wrapper wrapper\nserver mapped", await HeldAsync(target, server.Superuser));
    }

    [TestMethod]
    public async Task A_foreign_table_that_names_a_file_of_the_servers_is_given_to_no_owner()
    {
        var server = await TestServer.GetAsync();
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync(server, server.Superuser);
        await source.ExecuteAsync($"""
            CREATE EXTENSION file_fdw;
            CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
            GRANT USAGE ON FOREIGN SERVER files TO {TestServer.Owner};
            CREATE FOREIGN TABLE from_file (line text) SERVER files OPTIONS (filename '/a file');
            CREATE FOREIGN TABLE from_program (line text) SERVER files OPTIONS (program 'a program');
            """);
        var dump = await RoundTrip.RoundTrip.DumpAsync(source, DumpKind.Custom, folder, dump => dump with { NoPrivileges = false });
        await using var target = await TestDatabase.CreateAsync(server);

        await ReplaceAsync(target.As(server.Superuser), dump, new(), request => request with { NoPrivileges = false });

        Assert.AreEqual(
            "extension file_fdw\nforeign table public.from_file\nforeign table public.from_program\nserver files",
            await HeldAsync(target, server.Superuser));
    }

    private const string RefusingTrigger = """
        CREATE TABLE film (id int);
        CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no %', tg_tag; END $$;
        CREATE EVENT TRIGGER refusing ON ddl_command_start EXECUTE FUNCTION refuse();
        """;

    [TestMethod]
    [DataRow(15, "")]
    [DataRow(15, "ALTER EVENT TRIGGER refusing ENABLE ALWAYS")]
    [DataRow(17, "ALTER EVENT TRIGGER refusing ENABLE ALWAYS")]
    [DataRow(18, "ALTER EVENT TRIGGER refusing ENABLE ALWAYS")]
    public async Task An_event_trigger_of_the_dump_does_not_fire_when_its_objects_are_given_to_the_owner(int major, string always)
    {
        var server = await TestServer.GetAsync(major);
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync(server, server.Superuser);
        await source.ExecuteAsync(RefusingTrigger + always);
        var dump = await RoundTrip.RoundTrip.DumpAsync(source, DumpKind.Custom, folder);
        await using var target = await TestDatabase.CreateAsync(server);

        await ReplaceAsync(target.As(server.Superuser), dump, new(), request => request with { Jobs = 1 });

        Assert.AreEqual("event trigger refusing\nfunction public.refuse()", await HeldAsync(target, server.Superuser));
    }

    [TestMethod]
    public async Task What_cannot_be_given_to_the_owner_fails_the_restore_and_leaves_the_target_as_it_was()
    {
        await using var server = await StartServerAsync(15);
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, "CREATE TABLE film (id int)", server: server);
        await using var template = await TestDatabase.CreateAsync(server, server.Superuser);
        await template.ExecuteAsync("""
            CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no %', tg_tag; END $$;
            CREATE EVENT TRIGGER refusing ON ddl_command_start WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION refuse();
            ALTER EVENT TRIGGER refusing ENABLE ALWAYS;
            ALTER EXTENSION plpgsql ADD FUNCTION refuse();
            """);
        await using var target = await TestDatabase.CreateAsync(server);
        var before = await StateAsync(target);

        var failure = (await FailureAsync(
            target.As(server.Superuser), dump, request => request with { Jobs = 1, BaseTemplate = template.Name })).Failure;

        Assert.StartsWith(
            $"The restored objects could not be given to '{TestServer.Owner}', the owner of '{target.Name}': ", failure.Message);
        Assert.Contains("no ALTER ", failure.Message);
        Assert.AreEqual(before, await StateAsync(target));
        Assert.AreEqual("", await ScratchesAsync(server));
    }

    [TestMethod]
    [DataRow(15, DumpKind.Custom)]
    [DataRow(17, DumpKind.Plain)]
    [DataRow(18, DumpKind.Custom)]
    public async Task A_member_of_the_owner_gives_it_what_it_restores(int major, DumpKind kind)
    {
        await using var server = await StartServerAsync(major);
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync(server);
        await SourceScripts.LoadAsync(source, "Owned");
        await source.ExecuteAsync(Content);
        var dump = await RoundTrip.RoundTrip.DumpAsync(source, kind, folder);
        await using var target = await TestDatabase.CreateAsync(server, TestServer.Plain);
        await ExecuteAsync(server, $"GRANT {TestServer.Plain} TO {TestServer.Owner}; REVOKE ALL ON DATABASE {target.Name} FROM PUBLIC");

        await ReplaceAsync(target.As(TestServer.Owner), dump, new());

        Assert.AreEqual("extension hstore", await HeldAsync(target, TestServer.Owner));
        Assert.AreEqual(TestServer.Plain, await QueryAsync<string>(
            server, $"SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = '{target.Name}'"));
        await target.ExecuteAsync(Work);
    }

    [TestMethod]
    [DataRow(17)]
    [DataRow(18)]
    public async Task A_role_that_may_not_take_the_owner_on_is_warned_before_anything_is_touched(int major)
    {
        await using var server = await StartServerAsync(major);
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Content, server: server);
        await using var target = await TestDatabase.CreateAsync(server, TestServer.Plain);
        await ExecuteAsync(server, $"GRANT {TestServer.Plain} TO {TestServer.Owner} WITH INHERIT TRUE, SET FALSE");
        var member = target.As(TestServer.Owner);
        using var stop = new CancellationTokenSource();
        var stopping = new StoppingReporter(stop);
        var before = await WritesAsync(server);

        await Assert.ThrowsAsync<OperationCanceledException>(() => StartAsync(member, dump, stopping, stop.Token));

        Assert.AreEqual("PUM5005", stopping.Warning!.Code);
        Assert.AreEqual(before, await WritesAsync(server));

        await ReplaceAsync(member, dump, new());
        Assert.AreEqual(TestServer.Owner, await OwnerOfAsync(target), "as the warning said");
        Assert.AreEqual(
            TestServer.Owner, await member.QueryAsync<string>("SELECT tableowner::text FROM pg_tables WHERE tablename = 'film'"));

        // The advice, followed to the letter.
        await ExecuteAsync(server, $"ALTER DATABASE {target.Name} OWNER TO {TestServer.Plain}");
        await ExecuteAsync(server, stopping.Warning.Advice.Split('(', ')')[1]);
        var reporter = new CollectingReporter();
        await ReplaceAsync(member, dump, reporter);
        Assert.IsEmpty(reporter.Warnings);
        Assert.AreEqual(TestServer.Plain, await OwnerOfAsync(target));
        await target.ExecuteAsync(Work);
    }

    [TestMethod]
    public async Task What_the_template_holds_stays_with_whom_it_belongs_to()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, "CREATE TABLE film (id int)", server: server);
        await using var template = await TestDatabase.CreateAsync(server, server.Superuser);
        await template.ExecuteAsync("CREATE TABLE of_the_administrator (); SELECT lo_from_bytea(20000, 'his')");
        await using var target = await TestDatabase.CreateAsync(server);

        await ReplaceAsync(target.As(server.Superuser), dump, new(), request => request with { BaseTemplate = template.Name });

        Assert.AreEqual("large object 20000\ntable public.of_the_administrator", await HeldAsync(target, server.Superuser));
        Assert.AreEqual(
            TestServer.Owner, await target.QueryAsync<string>("SELECT tableowner::text FROM pg_tables WHERE tablename = 'film'"));
    }

    [TestMethod]
    public async Task With_NoOwner_false_everything_belongs_to_whom_the_archive_says()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync(server, server.Superuser);
        await source.ExecuteAsync($"CREATE TABLE his (); CREATE TABLE plains (); ALTER TABLE plains OWNER TO {TestServer.Plain}");
        var dump = await RoundTrip.RoundTrip.DumpAsync(source, DumpKind.Custom, folder);
        await using var target = await TestDatabase.CreateAsync(server);

        await ReplaceAsync(target.As(server.Superuser), dump, new(), request => request with { NoOwner = false });

        Assert.AreEqual($"his {server.Superuser}, plains {TestServer.Plain}", await target.QueryAsync<string>(
            "SELECT string_agg(tablename || ' ' || tableowner, ', ' ORDER BY tablename) FROM pg_tables WHERE schemaname = 'public'"));
    }

    /// <summary>The next transaction id, which every change needs.</summary>
    private static Task<string> WritesAsync(TemporaryServer server) =>
        QueryAsync<string>(server, "SELECT pg_snapshot_xmax(pg_current_snapshot())::text");

    private static Task<RestoreResult> StartAsync(TestDatabase target, string dump, IReporter reporter, CancellationToken stop) =>
        RestoreOperation.RunAsync(
        new()
        {
            Caller = "PumRestore",
            Connection = target.Request,
            File = dump,
            BaseDirectory = Path.GetDirectoryName(dump)!,
            ToolPath = target.Server.BinDirectory,
            ReplaceDatabase = true,
        },
        reporter,
        stop);

    private static Task<string> OwnerOfAsync(TestDatabase database) =>
        QueryAsync<string>(database.Server, $"SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = '{database.Name}'");

    private static Task SchemasAreEqualAsync(TestDatabase source, TestDatabase target) =>
        DatabaseComparison.AreEqualAsync(source, target.As(target.Server.Superuser));

    /// <summary>
    /// Everything in a database that belongs to a role, by the catalogues alone; members of extensions and what PostgreSQL makes with other
    /// objects apart.
    /// </summary>
    private static async Task<string> HeldAsync(TestDatabase database, string role)
    {
        (string Catalog, string Owner, string Which)[] catalogs =
        [
            ("pg_namespace", "nspowner", "true"), ("pg_class", "relowner", "relkind NOT IN ('i', 'I', 't', 'c')"), ("pg_proc", "proowner", "true"),
            ("pg_type", "typowner", "typcategory <> 'A' AND (typrelid = 0 OR (SELECT relkind = 'c' FROM pg_class c WHERE c.oid = typrelid))"),
            ("pg_operator", "oprowner", "true"), ("pg_opclass", "opcowner", "true"), ("pg_opfamily", "opfowner", "true"), ("pg_collation", "collowner", "true"),
            ("pg_conversion", "conowner", "true"), ("pg_ts_dict", "dictowner", "true"), ("pg_ts_config", "cfgowner", "true"), ("pg_statistic_ext", "stxowner", "true"),
            ("pg_language", "lanowner", "true"), ("pg_foreign_data_wrapper", "fdwowner", "true"), ("pg_foreign_server", "srvowner", "true"),
            ("pg_publication", "pubowner", "true"), ("pg_event_trigger", "evtowner", "true"), ("pg_extension", "extowner", "true"),
        ];
        var found = catalogs.Select(each => $"""
            SELECT '{each.Catalog}'::regclass, oid FROM {each.Catalog} x WHERE {each.Owner} = '{role}'::regrole AND oid >= 16384 AND {each.Which}
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = '{each.Catalog}'::regclass AND d.objid = x.oid AND (d.deptype = 'e' OR d.deptype = 'i' AND '{each.Catalog}' = 'pg_proc'))
            """);
        return await database.As(database.Server.Superuser).QueryAsync<string>($"""
            SELECT coalesce(string_agg(held, E'\n' ORDER BY held COLLATE "C"), '') FROM (
                SELECT i.type || ' ' || i.identity AS held FROM ({string.Join(" UNION ALL ", found)}) f (class, oid), pg_identify_object(f.class, f.oid, 0) i
                UNION ALL SELECT 'large object ' || oid FROM pg_largeobject_metadata WHERE lomowner = '{role}'::regrole) all_of_it
            """) ?? "";
    }

    /// <summary>Cancels the operation at its first warning.</summary>
    private sealed class StoppingReporter(CancellationTokenSource stop) : IReporter
    {
        public PumFailure? Warning { get; private set; }

        public void Message(ReportImportance importance, string text)
        {
        }

        void IReporter.Warning(PumFailure warning)
        {
            Warning ??= warning;
            stop.Cancel();
        }
    }
}
