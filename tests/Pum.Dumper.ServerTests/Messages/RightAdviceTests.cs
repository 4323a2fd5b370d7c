using Pum.Dumper.Failures;
using Pum.Dumper.Restoring.Planning;
using static Pum.Dumper.ServerTests.Messages.Following;
using static Pum.Dumper.ServerTests.Restoring.Replacing;

namespace Pum.Dumper.ServerTests.Messages;

/// <summary>The advice that names a right to grant or a parameter to set. Each test has a server of its own.</summary>
[TestClass]
public sealed class RightAdviceTests
{
    private const string Film = "CREATE TABLE film (id int); INSERT INTO film VALUES (1)";

    [TestMethod]
    [DataRow("CREATE SCHEMA app; CREATE TABLE app.film ()", "GRANT CREATE ON DATABASE", "GRANT CREATE ON DATABASE {0} TO pum_plain")]
    [DataRow("CREATE TABLE film ()", "GRANT CREATE ON SCHEMA public", "GRANT CREATE ON SCHEMA public TO pum_plain")]
    public async Task A_right_to_create_is_granted(string sql, string advice, string grant)
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, sql, server: server);
        await using var target = await TestDatabase.CreateAsync(server);

        await FailsAsync(target.As(TestServer.Plain), dump, "PUM5005", advice);

        await target.ExecuteAsync(string.Format(null, grant, target.Name));
        await RestoreAsync(target.As(TestServer.Plain), dump);
    }

    [TestMethod]
    public async Task What_the_owner_of_an_object_may_do_his_member_does_as_him()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        var script = folder.Write("seed.sql", "ALTER TABLE film ADD title text;\n");
        await using var target = await TestDatabase.CreateAsync(server);
        await target.ExecuteAsync(Film);
        Func<RestoreRequest, RestoreRequest> asOwner =
            request => request with { Connection = request.Connection with { Role = TestServer.Owner } };

        await FailsAsync(target.As(TestServer.Plain), script, "PUM5005", "Connect as the owner of that object, or set Role");
        await FailsAsync(target.As(TestServer.Plain), script, "PUM5005", "the connection's role is a member of it", asOwner);

        await ExecuteAsync(server, $"GRANT {TestServer.Owner} TO {TestServer.Plain}");
        await RestoreAsync(target.As(TestServer.Plain), script, asOwner);
        await target.ExecuteAsync("ALTER TABLE film DROP title");
        await RestoreAsync(target, script);
    }

    [TestMethod]
    public async Task Roles_and_tablespaces_are_created_and_granted()
    {
        await using var server = await StartServerAsync(("allow_in_place_tablespaces", "on"));
        using var folder = new TestFolder();
        await ExecuteAsync(server, "CREATE TABLESPACE space LOCATION ''");
        await ExecuteAsync(server, "CREATE ROLE reader");
        await using var source = await TestDatabase.CreateAsync(server);
        await source.ExecuteAsSuperuserAsync("CREATE TABLE film (id int) TABLESPACE space; GRANT SELECT ON film TO reader");
        var dump = await DumpAsync(source.As(server.Superuser), folder, request => request with { NoPrivileges = false });
        await source.ExecuteAsSuperuserAsync("DROP TABLE film");
        await ExecuteAsync(server, "DROP TABLESPACE space");
        await ExecuteAsync(server, "DROP ROLE reader");
        await using var target = await TestDatabase.CreateAsync(server);
        Func<RestoreRequest, RestoreRequest> roles = request => request with { NoPrivileges = false };
        Func<RestoreRequest, RestoreRequest> spaces = request => request with { NoTablespaces = false };

        await FailsAsync(target, dump, "PUM5006", "(CREATE ROLE \"reader\"), or set NoPrivileges=\"true\"", roles);
        await ExecuteAsync(server, "CREATE ROLE reader");
        await RestoreAsync(target, dump, roles);

        await target.ExecuteAsync("DROP TABLE film");
        await FailsAsync(target, dump, "PUM5006", "CREATE TABLESPACE \"space\" LOCATION", spaces);
        await ExecuteAsync(server, "CREATE TABLESPACE space LOCATION ''");
        await FailsAsync(target, dump, "PUM5005", "GRANT CREATE ON TABLESPACE \"space\" TO …", spaces);
        await ExecuteAsync(server, $"GRANT CREATE ON TABLESPACE space TO {TestServer.Owner}");
        await RestoreAsync(target, dump, spaces);
    }

    [TestMethod]
    public async Task Sessions_of_others_are_ended_by_a_role_that_may()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Film, server: server);
        await using var target = await TestDatabase.CreateAsync(server);
        await using var other = await target.As(TestServer.Plain).OpenAsync();
        Func<RestoreRequest, RestoreRequest> end = request => request with { ReplaceDatabase = true, DisconnectUsers = true };

        await FailsAsync(target, dump, "PUM5008", "set DisconnectUsers=\"true\"", request => request with { ReplaceDatabase = true });
        await FailsAsync(target, dump, "PUM5008", "grant the role pg_signal_backend", end);

        await ExecuteAsync(server, $"GRANT pg_signal_backend TO {TestServer.Owner}");
        await RestoreAsync(target, dump, end);
    }

    [TestMethod]
    public async Task What_the_new_database_does_not_keep_it_keeps_after_a_grant()
    {
        await using var server = await StartServerAsync(18, ("allow_in_place_tablespaces", "on"));
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Film, server: server);
        await using var target = await TestDatabase.CreateAsync(server);
        await ExecuteAsync(server, "CREATE TABLESPACE \"a space\" LOCATION ''");
        await ExecuteAsync(server, $"ALTER DATABASE {target.Name} SET TABLESPACE \"a space\"");
        await ExecuteAsync(server, $"ALTER DATABASE {target.Name} OWNER TO {TestServer.Plain}");
        await ExecuteAsync(server, $"GRANT {TestServer.Plain} TO {TestServer.Owner} WITH INHERIT TRUE, SET FALSE");

        var warnings = await ReplacedAsync();
        Assert.Contains($"GRANT \"{TestServer.Plain}\" TO \"{TestServer.Owner}\" WITH SET TRUE", warnings);
        Assert.Contains("GRANT CREATE ON TABLESPACE \"a space\" TO …", warnings);

        await ExecuteAsync(server, $"ALTER DATABASE {target.Name} OWNER TO {TestServer.Plain}");
        await ExecuteAsync(server, $"ALTER DATABASE {target.Name} SET TABLESPACE \"a space\"");
        await ExecuteAsync(server, $"GRANT \"{TestServer.Plain}\" TO \"{TestServer.Owner}\" WITH SET TRUE");
        await ExecuteAsync(server, $"GRANT CREATE ON TABLESPACE \"a space\" TO {TestServer.Owner}");
        Assert.AreEqual("", await ReplacedAsync());

        async Task<string> ReplacedAsync()
        {
            var reporter = new CollectingReporter();
            await RestoreAsync(target, dump, request => request with { ReplaceDatabase = true, ConfirmReplace = target.Name }, reporter);
            return string.Join('\n', reporter.Warnings.Select(warning => warning.Advice));
        }
    }

    [TestMethod]
    public async Task Whose_code_could_run_is_logged_in_or_replaced()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Film, server: server);
        await using var target = await TestDatabase.CreateAsync(server);

        Assert.Contains($"Log in as '{TestServer.Owner}', or set ReplaceDatabase=\"true\"", await RestoredAsync(target.As(server.Superuser), same => same));
        await target.ExecuteAsSuperuserAsync("DROP TABLE film");
        Assert.AreEqual("", await RestoredAsync(target, same => same));
        Assert.AreEqual("", await RestoredAsync(target.As(server.Superuser), request => request with { ReplaceDatabase = true }));

        async Task<string> RestoredAsync(TestDatabase database, Func<RestoreRequest, RestoreRequest> with)
        {
            var reporter = new CollectingReporter();
            await RestoreAsync(database, dump, with, reporter);
            return string.Join('\n', reporter.Warnings.Select(warning => warning.Advice));
        }
    }

    [TestMethod]
    public async Task Who_owns_what_is_committed_in_between_logs_in_or_gets_it_at_once()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        var script = folder.Write("seed.sql", $"{Film};\n");
        await using var target = await TestDatabase.CreateAsync(server);
        await ExecuteAsync(server, $"GRANT {TestServer.Plain} TO {TestServer.Owner}; ALTER DATABASE {target.Name} OWNER TO {TestServer.Plain}");
        Func<RestoreRequest, RestoreRequest> asPlain =
            request => request with { IgnoreErrors = true, Connection = request.Connection with { Role = TestServer.Plain } };

        Assert.Contains($"Log in as '{TestServer.Plain}', or set ReplaceDatabase=\"true\"", await RestoredAsync(target, asPlain));
        Assert.AreEqual("", await RestoredAsync(target, request => asPlain(request) with { ReplaceDatabase = true }));
        await target.As(TestServer.Plain).ExecuteAsync("DROP TABLE film");
        Assert.AreEqual("", await RestoredAsync(target.As(TestServer.Plain), request => request with { IgnoreErrors = true }));

        async Task<string> RestoredAsync(TestDatabase database, Func<RestoreRequest, RestoreRequest> with)
        {
            var reporter = new CollectingReporter();
            await RestoreAsync(database, script, with, reporter);
            return string.Join('\n', reporter.Warnings.Select(warning => warning.Advice));
        }
    }

    [TestMethod]
    public async Task A_database_whose_drop_was_interrupted_is_dropped()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Film, server: server);
        await using var target = await TestDatabase.CreateAsync(server);
        await ExecuteAsync(server, $"UPDATE pg_database SET datconnlimit = -2 WHERE datname = '{target.Name}'");
        Func<RestoreRequest, RestoreRequest> create = request => request with { CreateDatabase = true };

        await FailsAsync(target, dump, "PUM3006", "DROP DATABASE …", create);

        await ExecuteAsync(server, $"DROP DATABASE {target.Name}");
        await RestoreAsync(target, dump, create);
    }

    [TestMethod]
    public async Task What_one_transaction_does_not_hold_goes_where_the_advice_says()
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync("CREATE TABLE film (id serial); INSERT INTO film DEFAULT VALUES");
        var dump = await DumpAsync(source, folder, request => request);
        await using var definitions = await TestDatabase.CreateAsync();
        await RestoreAsync(definitions, dump, request => request with { SchemaOnly = true });
        await using var target = await TestDatabase.CreateAsync();
        Func<RestoreRequest, RestoreRequest> rows = request => request with { DataOnly = true };

        await FailsAsync(target, dump, "PUM5016", "set ReplaceDatabase=\"true\" with a BaseTemplate that holds the definitions", rows);
        await RestoreAsync(target, dump, request => rows(request) with { ReplaceDatabase = true, BaseTemplate = definitions.Name });
        Assert.AreEqual(1L, await target.QueryAsync<long>("SELECT last_value FROM film_id_seq"));

        await FailsAsync(target, dump, "PUM1001", "Leave Jobs out, or set ReplaceDatabase=\"true\"", request => request with { Jobs = 2 });
        await RestoreAsync(target, dump, request => request with { Jobs = 2, ReplaceDatabase = true });
        await target.ExecuteAsync("DROP TABLE film");
        await RestoreAsync(target, dump);
    }

    [TestMethod]
    [DataRow("SET CONSTRAINTS ALL IMMEDIATE;", false)]
    [DataRow("", true)]
    public async Task Pending_constraints_are_checked_first_or_the_database_is_replaced(string check, bool replace)
    {
        const string Script = "CREATE TABLE part (id int PRIMARY KEY, whole int REFERENCES part INITIALLY DEFERRED);\nINSERT INTO part VALUES (1, 1);\n";
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync();

        await FailsAsync(
            target, folder.Write("a.sql", $"{Script}ALTER TABLE part ADD name text;\n"), "PUM5016", "Write SET CONSTRAINTS ALL IMMEDIATE; before it, or set ReplaceDatabase=\"true\"");

        await RestoreAsync(
            target, folder.Write("b.sql", $"{Script}{check}\nALTER TABLE part ADD name text;\n"), request => request with { ReplaceDatabase = replace });
    }

    [TestMethod]
    public async Task Where_no_database_has_the_encoding_one_is_created_by_hand()
    {
        using var folder = new TestFolder();
        var script = folder.Write("sjis.sql", "SET client_encoding = 'SJIS';\nCREATE TABLE film ();\n");
        await using var missing = await TestDatabase.ReserveAsync();
        await using var created = await TestDatabase.CreateAsync();
        Func<RestoreRequest, RestoreRequest> create = request => request with { CreateDatabase = true };

        await FailsAsync(missing, script, "PUM2004", "Create the database yourself, and restore into that", create);

        await RestoreAsync(created, script, create);
    }

    [TestMethod]
    public async Task Newer_tools_are_named_by_their_folder()
    {
        var (older, newer) = (await TestServer.GetBinDirectoryAsync(15), await TestServer.GetBinDirectoryAsync(18));
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync(await TestServer.GetAsync(18));
        await source.ExecuteAsync(Film);
        var failure = await Assert.ThrowsExactlyAsync<PgDumpFailedException>(
            () => DumpAsync(source, folder, request => request with { ToolPath = older }));
        Assert.AreEqual("PUM2002", failure.Code);
        Assert.Contains("ToolPath", failure.Failure.Advice);

        var dump = await DumpAsync(source, folder, request => request with { ToolPath = newer });
        await using var target = await TestDatabase.CreateAsync(await TestServer.GetAsync(15));
        await FailsAsync(target, dump, "PUM2002", "ToolPath", request => request with { ToolPath = older });
        await RestoreAsync(target, dump, request => request with { ToolPath = newer });
    }

    [TestMethod]
    public async Task What_is_for_archives_is_left_out_or_the_dump_is_made_one()
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync(Film);
        var script = await MakeScriptAsync(source, folder, []);
        await using var target = await TestDatabase.CreateAsync();

        await FailsAsync(target, script, "PUM1001", "Leave Clean out, or make the dump with Format=\"custom\"", request => request with { Clean = true });

        await RestoreAsync(target, script);
        await RestoreAsync(target, await DumpAsync(source, folder, request => request), request => request with { Clean = true });
    }

    [TestMethod]
    public async Task What_follows_a_COPY_on_its_line_goes_below_its_rows()
    {
        using var folder = new TestFolder();
        var beside = folder.Write("a.sql", "CREATE TABLE film (id int);\nCOPY film FROM stdin; SELECT 1;\n1\n\\.\n");
        var below = folder.Write("b.sql", "CREATE TABLE film (id int);\nCOPY film FROM stdin;\n1\n\\.\nSELECT 1;\n");
        await using var target = await TestDatabase.CreateAsync();
        Func<RestoreRequest, RestoreRequest> ignoring = request => request with { IgnoreErrors = true };

        await FailsAsync(target, beside, "PUM5016", "Put it on a line of its own below the rows, or restore without IgnoreErrors", ignoring);

        await RestoreAsync(target, below, ignoring);
        await target.ExecuteAsync("DROP TABLE film");
        await RestoreAsync(target, beside);
        Assert.AreEqual(1L, await target.QueryAsync<long>("SELECT count(*) FROM film"));
    }

    [TestMethod]
    public async Task A_dump_that_may_not_read_a_table_is_made_by_a_role_that_may()
    {
        await using var server = await StartServerAsync();
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync(server);
        await source.ExecuteAsync(Film);
        var reader = source.As(TestServer.Plain);
        var failure = await Assert.ThrowsExactlyAsync<PgDumpFailedException>(() => DumpAsync(reader, folder, request => request));
        Assert.AreEqual("PUM4002", failure.Code);
        Assert.Contains("(pg_read_all_data, from PostgreSQL 14 on), name one with Role, or exclude the object", failure.Failure.Advice);

        await DumpAsync(reader, folder, request => request with { Filter = request.Filter with { ExcludeTables = ["film"] }, AdditionalOptions = "--no-comments" });
        await ExecuteAsync(server, $"GRANT {TestServer.Owner} TO {TestServer.Plain}; ALTER ROLE {TestServer.Plain} NOINHERIT");
        await DumpAsync(reader, folder, request => request with { Connection = request.Connection with { Role = TestServer.Owner } });
        await ExecuteAsync(server, $"REVOKE {TestServer.Owner} FROM {TestServer.Plain}; ALTER ROLE {TestServer.Plain} INHERIT; GRANT pg_read_all_data TO {TestServer.Plain}");
        await DumpAsync(reader, folder, request => request);
    }
}
