using Npgsql;
using Pum.Dumper.Dumping;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.Servers;
using static Pum.Dumper.ServerTests.Restoring.Replacing;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>Which role makes and renames databases where <c>Role</c> is given.</summary>
[TestClass]
public sealed class CreatorTests
{
    [TestMethod]
    [DataRow(15, false)]
    [DataRow(15, true)]
    [DataRow(17, false)]
    [DataRow(18, true)]
    public async Task A_Role_without_CREATEDB_replaces_its_database_where_the_login_role_may_create_some(int major, bool isClosed)
    {
        await using var server = await StartServerAsync(major);
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, "CREATE TABLE film (id int)", server: server);
        await using var target = await TestDatabase.CreateAsync(server);
        await ExecuteAsync(server, $"CREATE ROLE app; GRANT app TO {TestServer.Owner}; ALTER DATABASE {target.Name} OWNER TO app; ALTER DATABASE {target.Name} CONNECTION LIMIT 7; COMMENT ON DATABASE {target.Name} IS 'ours'");
        if (isClosed)
            await ExecuteAsync(server, $"REVOKE ALL ON DATABASE {target.Name} FROM PUBLIC");
        var before = await AttributesAsync(target);

        await ReplaceAsync(target, dump, new(), AsApp);
        await ReplaceAsync(target, dump, new(), AsApp);

        Assert.AreEqual(before, await AttributesAsync(target));
        Assert.AreEqual("app", await target.QueryAsync<string>("SELECT tableowner::text FROM pg_tables WHERE tablename = 'film'"));
        Assert.AreEqual("", await ScratchesAsync(server));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task A_Role_without_CREATEDB_gets_a_database_that_is_missing_where_the_login_role_may_create_some(bool replace)
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, "CREATE TABLE film (id int)", server: server);
        await using var target = await TestDatabase.ReserveAsync(server);
        await ExecuteAsync(server, $"CREATE ROLE app; GRANT app TO {TestServer.Owner}");

        await ReplaceAsync(target, dump, new(), request => AsApp(request) with { ReplaceDatabase = replace, CreateDatabase = !replace });

        Assert.AreEqual("app", await QueryAsync<string>(
            server, $"SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = '{target.Name}'"));
        Assert.AreEqual("app", await target.QueryAsync<string>("SELECT tableowner::text FROM pg_tables WHERE tablename = 'film'"));
    }

    [TestMethod]
    public async Task Where_neither_role_may_create_databases_the_advice_names_both_and_helps()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, "CREATE TABLE film (id int)", server: server);
        await using var target = await TestDatabase.CreateAsync(server);
        await using var missing = await TestDatabase.ReserveAsync(server);
        await ExecuteAsync(server, $"CREATE ROLE app; GRANT app TO {TestServer.Owner}; ALTER DATABASE {target.Name} OWNER TO app; ALTER ROLE {TestServer.Owner} NOCREATEDB");

        foreach (var database in (TestDatabase[])[target, missing])
        {
            var failure = await FailureAsync(database, dump, AsApp);
            Assert.AreEqual("PUM5005", failure.Codes());
            Assert.Contains("'app' may not create databases", failure.Failure.Message);
            Assert.Contains($"'{TestServer.Owner}' as a member that inherits its rights", failure.Failure.Advice);
        }

        // CREATEDB alone is not enough where the login role does not inherit the rights that a rename takes.
        await ExecuteAsync(server, $"ALTER ROLE {TestServer.Owner} CREATEDB NOINHERIT");
        Assert.AreEqual("PUM5005", (await FailureAsync(target, dump, AsApp)).Codes());
        await ExecuteAsync(server, $"ALTER ROLE {TestServer.Owner} INHERIT");
        await ReplaceAsync(target, dump, new(), AsApp);
        await ExecuteAsync(server, $"ALTER ROLE {TestServer.Owner} NOCREATEDB NOINHERIT; ALTER ROLE app CREATEDB");
        await ReplaceAsync(target, dump, new(), AsApp);
    }

    [TestMethod]
    public async Task A_member_as_Role_gives_what_it_restores_to_the_owner_though_the_login_role_makes_the_database()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, "CREATE SCHEMA s; CREATE TABLE s.film (id int)", server: server);
        await using var target = await TestDatabase.CreateAsync(server);
        await ExecuteAsync(server, $"CREATE ROLE owning; CREATE ROLE app; GRANT owning TO app; GRANT app TO {TestServer.Owner}; ALTER DATABASE {target.Name} OWNER TO owning");

        await ReplaceAsync(target, dump, new(), AsApp);

        Assert.AreEqual("owning owning", await target.QueryAsync<string>(
            "SELECT pg_get_userbyid(datdba) || ' ' || (SELECT tableowner FROM pg_tables WHERE tablename = 'film') FROM pg_database WHERE datname = current_database()"));
    }

    [TestMethod]
    [DataRow(15, true)]
    [DataRow(15, false)]
    [DataRow(17, true)]
    [DataRow(18, true)]
    [DataRow(18, false)]
    public async Task The_owner_as_Role_gets_no_trigger_into_the_database_while_it_fills(int major, bool asSuperuser)
    {
        await using var server = await StartServerAsync(major);
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        await ExecuteAsync(server, $"CREATE ROLE app LOGIN PASSWORD 'secret' CREATEDB; GRANT app TO {TestServer.Owner}; ALTER DATABASE {target.Name} OWNER TO app");
        var before = await AttributesAsync(target);
        var gate = new Gate(server);
        var script = folder.Write("seed.sql", $"""
            CREATE SCHEMA s;
            CREATE TABLE public.film (id int);
            COMMENT ON SCHEMA public IS 'films';
            {gate.Statement}
            INSERT INTO public.film VALUES (1);

            """);
        var reporter = new CollectingReporter();
        var filling = ReplaceAsync(target.As(asSuperuser ? server.Superuser : TestServer.Owner), script, reporter, AsApp);
        var reached = gate.ReachedAsync();
        var entered = false;
        while (!reached.IsCompleted)
            entered |= await QueryAsync<bool>(server, "SELECT EXISTS (SELECT FROM pg_database WHERE datname LIKE 'pum\\_%' AND datallowconn AND has_database_privilege('app', oid, 'CONNECT'))");
        await reached;
        var scratch = await ScratchesAsync(server);

        var refused = await Assert.ThrowsExactlyAsync<PostgresException>(
            () => RunAsAppAsync(server, scratch, "CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"));
        Assert.AreEqual(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        // He may not let himself in either.
        await RunAsAppAsync(server, "postgres", $"GRANT CONNECT ON DATABASE {scratch} TO app");
        Assert.IsFalse(entered || await QueryAsync<bool>(server, $"SELECT has_database_privilege('app', '{scratch}', 'CONNECT')"));
        await gate.OpenAsync();
        await filling;

        Assert.IsEmpty(reporter.Warnings);
        Assert.AreEqual(before, (await AttributesAsync(target)).TrimEnd(' ', '|'));
        Assert.AreEqual("app app films", await target.QueryAsync<string>("""
            SELECT concat_ws(' ', (SELECT tableowner FROM pg_tables WHERE tablename = 'film'), (SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 's'),
                obj_description('public'::regnamespace, 'pg_namespace'))
            """));
        Assert.AreEqual("pg_database_owner {pg_database_owner=UC/pg_database_owner,=U/pg_database_owner}", await target.QueryAsync<string>(
            "SELECT pg_get_userbyid(nspowner) || ' ' || nspacl::text FROM pg_namespace WHERE nspname = 'public'"));
    }

    [TestMethod]
    [DataRow("options='-c role=app'", "")]
    [DataRow("", "ALTER ROLE deploy SET role = 'app'")]
    public async Task A_role_that_the_connection_puts_in_force_counts_as_Role(string options, string setting)
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        await ExecuteAsync(server, $"CREATE ROLE app LOGIN CREATEDB; CREATE ROLE deploy LOGIN PASSWORD 'secret' CREATEDB; GRANT app TO deploy; ALTER DATABASE {target.Name} OWNER TO app; {setting}");
        var before = await AttributesAsync(target);
        var gate = new Gate(server);
        var reporter = new CollectingReporter();
        var filling = ReplaceAsync(
            target,
            folder.Write("seed.sql", $"CREATE TABLE public.film (id int);\n{gate.Statement}\n"),
            reporter,
            request => request with { Connection = new() { ConnectionString = $"{server.ToConninfo(target.Name, "deploy", "secret")} {options}" } });
        await gate.ReachedAsync();

        Assert.AreEqual("deploy f", await QueryAsync<string>(
            server, "SELECT pg_get_userbyid(datdba) || ' ' || left(has_database_privilege('app', oid, 'CONNECT')::text, 1) FROM pg_database WHERE datname LIKE 'pum\\_%'"));
        await gate.OpenAsync();
        await filling;

        Assert.IsEmpty(reporter.Warnings);
        Assert.AreEqual(before, (await AttributesAsync(target)).TrimEnd(' ', '|'));
        Assert.AreEqual("app", await target.QueryAsync<string>("SELECT tableowner::text FROM pg_tables WHERE tablename = 'film'"));
    }

    [TestMethod]
    public async Task A_role_that_the_old_database_alone_puts_in_force_does_not_count()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        await ExecuteAsync(
            server, $"CREATE ROLE app; ALTER DATABASE {target.Name} OWNER TO app; ALTER DATABASE {target.Name} SET role = 'app'");
        var before = await AttributesAsync(target);

        await ReplaceAsync(target.As(server.Superuser), folder.Write("seed.sql", "CREATE TABLE film (id int);\n"), new());

        Assert.AreEqual(before, (await AttributesAsync(target)).TrimEnd(' ', '|'));
        Assert.AreEqual(
            "app", await target.As(server.Superuser).QueryAsync<string>("SELECT tableowner::text FROM pg_tables WHERE tablename = 'film'"));
    }

    [TestMethod]
    public async Task The_old_database_does_not_say_which_rights_the_restore_has()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        await ExecuteAsync(server, $"""
            CREATE ROLE app; CREATE ROLE deploy LOGIN PASSWORD 'secret' CREATEDB NOINHERIT; GRANT app TO deploy;
            ALTER DATABASE {target.Name} OWNER TO app; ALTER DATABASE {target.Name} SET role = 'app'
            """);
        var before = await StateAsync(target);
        var script = folder.Write("seed.sql", "CREATE TABLE film (id int);\n");

        var failure = await FailureAsync(target, script, AsDeploy);

        Assert.AreEqual("PUM5005", failure.Codes());
        Assert.Contains("belongs to 'app', whose rights the role does not have", failure.Failure.Message);
        Assert.AreEqual(before, await StateAsync(target));

        // The advice, followed to the letter: a membership takes the role's INHERIT when it is granted, from 16 on.
        await ExecuteAsync(server, "ALTER ROLE deploy INHERIT; REVOKE app FROM deploy; GRANT app TO deploy");
        await ReplaceAsync(target, script, new(), AsDeploy);
        Assert.AreEqual("app", await target.As(server.Superuser).QueryAsync<string>("SELECT tableowner::text FROM pg_tables WHERE tablename = 'film'"));

        RestoreRequest AsDeploy(RestoreRequest request) =>
            request with { Connection = new() { ConnectionString = server.ToConninfo(target.Name, "deploy", "secret") } };
    }

    [TestMethod]
    public async Task The_old_database_does_not_keep_from_a_superuser_what_takes_one()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync(server);
        await source.As(server.Superuser).ExecuteAsync("CREATE EXTENSION file_fdw");
        await DumpOperation.RunAsync(
            new()
            {
                Caller = "PumDump",
                Connection = source.As(server.Superuser).Request,
                File = folder["seed.dump"],
                BaseDirectory = folder.FullName,
                ToolPath = server.BinDirectory,
            },
            new CollectingReporter());
        await using var target = await TestDatabase.CreateAsync(server);
        await ExecuteAsync(
            server, $"CREATE ROLE app; ALTER DATABASE {target.Name} OWNER TO app; ALTER DATABASE {target.Name} SET role = 'app'");

        await ReplaceAsync(target.As(server.Superuser), folder["seed.dump"], new());

        Assert.AreEqual(1L, await target.As(server.Superuser).QueryAsync<long>("SELECT count(*) FROM pg_extension WHERE extname = 'file_fdw'"));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task A_database_of_another_owner_than_the_restore_was_made_for_is_not_replaced(bool exists)
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = exists ? await TestDatabase.CreateAsync(server) : await TestDatabase.ReserveAsync(server);
        var gate = new Gate(server);
        var replace = FailureAsync(
            target.As(server.Superuser), folder.Write("seed.sql", $"CREATE TABLE film (id int);\n{gate.Statement}\n"));
        await gate.ReachedAsync();
        await ExecuteAsync(server, exists
            ? $"ALTER DATABASE {target.Name} OWNER TO {TestServer.Plain}"
            : $"CREATE DATABASE {target.Name} OWNER {TestServer.Plain}");
        await gate.OpenAsync();

        var failure = await replace;

        Assert.AreEqual("PUM5005", failure.Codes());
        Assert.Contains($"now belongs to '{TestServer.Plain}', but the restore was made for '", failure.Failure.Message);
        Assert.AreEqual(TestServer.Plain, await QueryAsync<string>(server, $"SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = '{target.Name}'"));
        Assert.AreEqual("", await ScratchesAsync(server));
    }

    [TestMethod]
    public async Task A_maintenance_database_that_puts_another_role_in_force_is_refused()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        await using var maintenance = await TestDatabase.CreateAsync(server);
        await ExecuteAsync(server, $"ALTER DATABASE {maintenance.Name} SET role = '{TestServer.Owner}'");
        var before = await StateAsync(target);

        var failure = await FailureAsync(
            target.As(server.Superuser),
            folder.Write("seed.sql", "CREATE TABLE film (id int);\n"),
            request => request with { Connection = request.Connection with { MaintenanceDatabase = maintenance.Name } });

        Assert.AreEqual("PUM5005", failure.Codes());
        Assert.Contains($"The session runs as '{TestServer.Owner}' in the maintenance database", failure.Failure.Message);
        Assert.AreEqual(before, await StateAsync(target));
        Assert.AreEqual("", await ScratchesAsync(server));

        // The advice, followed to the letter.
        await ReplaceAsync(target.As(server.Superuser), folder["seed.sql"], new());
    }

    [TestMethod]
    public async Task A_superuser_as_Role_creates_the_database()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server, TestServer.Plain);
        await ExecuteAsync(server, $"CREATE ROLE app SUPERUSER; GRANT app TO {TestServer.Owner}");
        var reporter = new CollectingReporter();

        await ReplaceAsync(target.As(TestServer.Owner), folder.Write("seed.sql", "CREATE TABLE film (id int);\n"), reporter, AsApp);

        Assert.IsEmpty(reporter.Warnings);
        Assert.AreEqual(TestServer.Plain, await target.As(server.Superuser).QueryAsync<string>(
            "SELECT tableowner::text FROM pg_tables WHERE tablename = 'film'"));
    }

    [TestMethod]
    [DataRow("GRANT CREATE ON SCHEMA public TO app, pum_plain", "owning", "pg_database_owner app=C, pg_database_owner=UC, pum_plain=C")]
    [DataRow("ALTER SCHEMA public OWNER TO app", "app", "app app=UC")]
    public async Task What_the_template_says_of_public_stays(string sql, string owner, string expected)
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var template = await TestDatabase.CreateAsync(server);
        await using var target = await TestDatabase.CreateAsync(server);
        await ExecuteAsync(server, $"CREATE ROLE app; CREATE ROLE owning; GRANT owning TO app; GRANT app TO {TestServer.Owner}; ALTER DATABASE {target.Name} OWNER TO {owner}");
        await template.ExecuteAsSuperuserAsync(sql);

        await ReplaceAsync(
            target,
            folder.Write("seed.sql", "CREATE TABLE film (id int);\n"),
            new(),
            request => AsApp(request) with { BaseTemplate = template.Name });

        Assert.AreEqual(expected, await target.QueryAsync<string>("""
            SELECT pg_get_userbyid(nspowner) || ' ' || (SELECT string_agg(split_part(a::text, '/', 1), ', ' ORDER BY a::text COLLATE "C") FROM unnest(nspacl) a WHERE a::text !~ '^=')
              FROM pg_namespace WHERE nspname = 'public'
            """));
    }

    [TestMethod]
    public async Task A_Role_that_owns_what_IgnoreErrors_commits_is_warned_of()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server, server.Superuser);
        await ExecuteAsync(server, $"CREATE ROLE app; GRANT CREATE ON DATABASE {target.Name} TO app");
        var reporter = new CollectingReporter();

        await ReplaceAsync(
            target,
            folder.Write("seed.sql", "CREATE SCHEMA s;\nCREATE TABLE s.film (id int);\n"),
            reporter,
            request => AsApp(request) with { ReplaceDatabase = false, IgnoreErrors = true });

        Assert.StartsWith(
            "PUM5005: With IgnoreErrors each statement is committed by itself, so 'app', who owns what is restored",
            reporter.Warnings.Single().ToString());
    }

    [TestMethod]
    public async Task A_Role_that_alone_may_create_databases_is_warned_of()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        await ExecuteAsync(server, $"CREATE ROLE app CREATEDB; GRANT app TO {TestServer.Owner}; ALTER DATABASE {target.Name} OWNER TO app; ALTER ROLE {TestServer.Owner} NOCREATEDB");
        var dump = folder.Write("seed.sql", "CREATE TABLE film (id int);\n");
        var reporter = new CollectingReporter();

        await ReplaceAsync(target, dump, reporter, AsApp);

        Assert.AreEqual("PUM5005", reporter.Warnings.Single().Code);
        Assert.StartsWith(
            $"The new database belongs to 'app' while it is restored, because '{TestServer.Owner}' may not create it. 'app' can therefore have code run with the rights of '{TestServer.Owner}'.",
            reporter.Warnings.Single().Message);

        // The advice, followed to the letter.
        await ExecuteAsync(server, $"ALTER ROLE {TestServer.Owner} CREATEDB");
        reporter = new();
        await ReplaceAsync(target, dump, reporter, AsApp);
        Assert.IsEmpty(reporter.Warnings);
    }

    [TestMethod]
    [DataRow(true, false, "")]
    [DataRow(true, true, "")]
    [DataRow(true, false, $"ALTER DATABASE {{0}} SET role = '{TestServer.Owner}'")]
    [DataRow(false, false, "")]
    [DataRow(false, true, "")]
    public async Task An_owner_who_can_have_code_run_with_the_rights_of_the_restore_is_warned_of(
        bool asSuperuser, bool ignoreErrors, string setting)
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server);
        var reporter = new CollectingReporter();
        var session = asSuperuser ? target.As(server.Superuser) : target;
        if (setting.Length > 0)
            await ExecuteAsync(server, setting.Replace("{0}", target.Name, StringComparison.Ordinal));

        await ReplaceAsync(
            session,
            folder.Write("seed.sql", "CREATE TABLE film (id int);\n"),
            reporter,
            request => request with { ReplaceDatabase = false, IgnoreErrors = ignoreErrors });

        Assert.AreEqual(asSuperuser ? 1 : 0, reporter.Warnings.Count);
        if (!asSuperuser)
            return;
        Assert.StartsWith($"PUM5005: The restore logs in as '{server.Superuser}' to the database '{target.Name}', whose owner '{TestServer.Owner}' can", reporter.Warnings.Single().ToString());

        // The advice, followed to the letter.
        await ReplaceAsync(session, folder["seed.sql"], reporter);
        Assert.HasCount(1, reporter.Warnings);
    }

    [TestMethod]
    [DataRow(15)]
    [DataRow(18)]
    public async Task A_login_that_does_not_inherit_opens_the_scratch_database_to_nobody_else(int major)
    {
        await using var server = await StartServerAsync(major);
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(server, TestServer.Plain);
        await ExecuteAsync(
            server, "CREATE ROLE app SUPERUSER; CREATE ROLE deploy LOGIN PASSWORD 'secret' NOINHERIT; GRANT app TO deploy; CREATE ROLE other");
        var before = await AttributesAsync(target);
        var gate = new Gate(server);
        var filling = ReplaceAsync(
            target,
            folder.Write("seed.sql", $"CREATE TABLE public.film (id int);\n{gate.Statement}\n"),
            new(),
            request => AsApp(request with { Connection = new() { ConnectionString = server.ToConninfo(target.Name, "deploy", "secret") } }));
        await gate.ReachedAsync();

        Assert.AreEqual("app =T/app,app=CTc/app,deploy=c/app", await QueryAsync<string>(
            server, "SELECT pg_get_userbyid(datdba) || ' ' || (SELECT string_agg(a::text, ',' ORDER BY a::text COLLATE \"C\") FROM unnest(datacl) a) FROM pg_database WHERE datname LIKE 'pum\\_%'"));
        await gate.OpenAsync();
        await filling;

        Assert.AreEqual(before, (await AttributesAsync(target)).TrimEnd(' ', '|'));
    }

    private static async Task RunAsAppAsync(TemporaryServer server, string database, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.ToNpgsql(database, "app", "secret").ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static RestoreRequest AsApp(RestoreRequest request) => request with { Connection = request.Connection with { Role = "app" } };
}
