using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.Servers;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>What no dump brings: roles, tablespaces and extensions of the server.</summary>
[TestClass]
public sealed class PrerequisiteTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly string _suffix = Guid.NewGuid().ToString("N")[..8];

    /// <summary>A role's name as hostile as they come.</summary>
    private string Odd => $"pum \"odd\", TO; 'x' {_suffix}";

    private string OddQuoted => TestDatabase.Quote(Odd);

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow(15)]
    [DataRow(17)]
    [DataRow(18)]
    public async Task Roles_that_are_missing_are_named_together_where_the_restore_would_need_them(int major)
    {
        var server = await TestServer.GetAsync(major);
        string[] roles = ["owner", "reader", "admin", "writer", "mapped", "passed_over"];
        var dump = await DumpAsync(server, [.. roles.Select(Role), Odd], $"""
            DO $$ BEGIN
                EXECUTE format('GRANT TEMPORARY ON DATABASE %1$I TO {Role("passed_over")}', current_database());
                EXECUTE format('ALTER DATABASE %1$I OWNER TO {Role("passed_over")}', current_database());
            END $$;
            CREATE SCHEMA "the app";
            CREATE TABLE "the app"."film list" (id int);
            ALTER TABLE "the app"."film list" OWNER TO {Role("owner")};
            CREATE INDEX ON "the app"."film list" (id);
            CREATE TABLE film (id int);
            GRANT SELECT ON film TO {Role("reader")} WITH GRANT OPTION;
            SET ROLE {Role("reader")};
            GRANT SELECT ON film TO {OddQuoted}, PUBLIC;
            RESET ROLE;
            ALTER DEFAULT PRIVILEGES FOR ROLE {Role("admin")} IN SCHEMA "the app" GRANT SELECT ON TABLES TO {Role("writer")};
            CREATE EXTENSION postgres_fdw;
            CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw;
            CREATE USER MAPPING FOR {Role("mapped")} SERVER far;
            CREATE USER MAPPING FOR PUBLIC SERVER far;
            CREATE POLICY "read (TO x)" ON "the app"."film list" AS RESTRICTIVE FOR SELECT TO {Role("reader")}, {OddQuoted} USING (id > 0);
            CREATE POLICY everybody ON film USING (true);
            """);
        await using var target = await TestDatabase.CreateAsync(server, server.Superuser);

        await AssertRolesAsync(target, dump, request => request, null, Odd, Role("mapped"), Role("reader"));
        await AssertRolesAsync(
            target, dump, request => request with { NoOwner = false }, null, Odd, Role("mapped"), Role("owner"), Role("reader"));
        await AssertRolesAsync(
            target,
            dump,
            request => request with { NoPrivileges = false },
            null,
            Odd,
            Role("admin"),
            Role("mapped"),
            Role("reader"),
            Role("writer"));
        // What is left out needs nothing.
        await AssertRolesAsync(
            target,
            dump,
            request => request with { NoOwner = false, Filter = new() { Schemas = ["the app"] } },
            null,
            Odd,
            Role("owner"),
            Role("reader"));
        await AssertRolesAsync(
            target,
            dump,
            request => request with { NoPrivileges = false, Filter = new() { Tables = ["film"] } },
            "or set NoPrivileges=\"true\"",
            Odd,
            Role("reader"));
        await RestoreAsync(target, dump, request => request with { Filter = new() { Tables = ["film"] } });
    }

    [TestMethod]
    public async Task Extensions_that_the_server_does_not_have_are_named()
    {
        var server = await TestServer.GetAsync();
        var dump = await ChangedAsync(
            await DumpAsync(server, [], "CREATE EXTENSION hstore; CREATE EXTENSION citext; CREATE EXTENSION pg_trgm; CREATE TABLE film ()"),
            ("hstore", "hstorx"),
            ("citext", "citexx"));
        await using var target = await TestDatabase.CreateAsync(server);
        await using var missing = await TestDatabase.ReserveAsync(server);
        foreach (var (database, change) in new (TestDatabase, Func<RestoreRequest, RestoreRequest>)[]
        {
            (target, request => request),
            (target, request => request with { ReplaceDatabase = true }),
            (missing, request => request with { CreateDatabase = true }),
        })
        {
            var failure = await FailureAsync(database, dump, change);
            Assert.AreEqual("PUM5006", failure.Codes(), failure.ToString());
            Assert.Contains("2 extensions that the dump needs: 'citexx', 'hstorx'.", failure.Failure.Message);
            Assert.AreEqual(dump, failure.Location?.File);
        }

        await RestoreAsync(
            missing, dump, request => request with { CreateDatabase = true, Filter = new() { ExcludeExtensions = ["hstorx", "citexx"] } });
        var reporter = await RestoreAsync(target, dump, request => request with { IgnoreErrors = true });
        Assert.Contains(
            "is not available",
            reporter.Warnings.First().Message,
            "with IgnoreErrors a statement that fails is a warning, whatever it fails of");
    }

    [TestMethod]
    [DataRow(15)]
    [DataRow(18)]
    public async Task Extensions_that_the_role_may_not_install_are_named_unless_they_are_there(int major)
    {
        var server = await TestServer.GetAsync(major);
        var dump = await DumpAsync(server, [], "CREATE EXTENSION dblink; CREATE EXTENSION hstore; CREATE TABLE film ()");
        await using var target = await TestDatabase.CreateAsync(server);
        await using var missing = await TestDatabase.ReserveAsync(server);

        var failure = await FailureAsync(target, dump, request => request);
        Assert.AreEqual("PUM5005", failure.Codes(), failure.ToString());
        Assert.AreEqual(
            $"The role '{TestServer.Owner}' may not install the extension 'dblink' that the dump needs.", failure.Failure.Message);
        Assert.AreEqual("PUM5005", (await FailureAsync(missing, dump, request => request with { CreateDatabase = true })).Codes());

        await target.ExecuteAsSuperuserAsync("CREATE EXTENSION dblink");
        await RestoreAsync(target, dump, request => request);
        await RestoreAsync(
            missing,
            dump,
            request => request with { CreateDatabase = true, BaseTemplate = target.Name, Filter = new() { ExcludeTables = ["film"] } });
    }

    [TestMethod]
    [DataRow(15)]
    [DataRow(17)]
    public async Task Roles_of_what_pg_restore_passes_over_are_not_missed(int major)
    {
        var server = await TestServer.GetAsync(major);
        var (owner, reader) = (Role("owner"), Role("reader"));
        var dump = await DumpAsync(server, [owner, reader], $"""
            CREATE TABLE film (id int);
            SELECT lo_create(1);
            ALTER LARGE OBJECT 1 OWNER TO {owner};
            COMMENT ON LARGE OBJECT 1 IS 'a film';
            GRANT SELECT ON LARGE OBJECT 1 TO {reader};
            DO $$ BEGIN EXECUTE format('COMMENT ON DATABASE %I IS %L', current_database(), 'films'); END $$;
            """);
        await using var target = await TestDatabase.CreateAsync(server, server.Superuser);
        static RestoreRequest All(RestoreRequest request) => request with { NoOwner = false, NoPrivileges = false };

        await AssertRolesAsync(target, dump, All, "or set NoOwner=\"true\" and NoPrivileges=\"true\"", owner, reader);
        await AssertRolesAsync(
            target,
            dump,
            request => All(request) with { DataOnly = true },
            "or set NoOwner=\"true\" and NoPrivileges=\"true\"",
            owner,
            reader);
        await RestoreAsync(target, dump, request => All(request) with { SchemaOnly = true });
    }

    [TestMethod]
    public async Task An_extension_without_files_may_be_one_of_pg_tle()
    {
        var server = await TestServer.GetAsync();
        var dump = await ChangedAsync(
            await DumpAsync(server, [], "CREATE EXTENSION hstore; CREATE EXTENSION citext"), ("hstore", "hstorx"));
        await using var target = await TestDatabase.CreateAsync(server);
        await target.ExecuteAsync("CREATE SCHEMA pgtle");

        var failure = await FailureAsync(target, dump, request => request);
        Assert.Contains("CREATE EXTENSION", string.Join('\n', failure.Failure.Details), "the server's own answer");
        // A new database has no such schema, and has pg_tle where the archive brings it.
        Assert.Contains("'hstorx'", (await FailureAsync(target, dump, request => request with { ReplaceDatabase = true })).Failure.Message);
        failure = await FailureAsync(
            target, await ChangedAsync(dump, ("citext", "pg_tle")), request => request with { ReplaceDatabase = true });
        Assert.Contains("does not have the extension 'pg_tle' that the dump needs", failure.Failure.Message);
    }

    [TestMethod]
    public async Task What_the_server_cannot_say_is_left_to_the_restore()
    {
        var server = await TestServer.GetAsync();
        var dump = await DumpAsync(
            server, [Role("reader")], $"CREATE EXTENSION hstore; CREATE TABLE film (id int); GRANT SELECT ON film TO {Role("reader")}");
        await using var target = await TestDatabase.CreateAsync(server);
        await target.ExecuteAsSuperuserAsync("REVOKE SELECT ON pg_catalog.pg_available_extensions FROM PUBLIC");

        await AssertRolesAsync(
            target, dump, request => request with { NoPrivileges = false }, "or set NoPrivileges=\"true\"", Role("reader"));
        var reporter = await RestoreAsync(target, dump, request => request);
        Assert.Contains("Cannot check before the restore whether what it needs exists (Extension)", string.Join(
            '\n', reporter.Messages.Select(message => message.Text)));
    }

    [TestMethod]
    [DataRow(15)]
    [DataRow(18)]
    public async Task A_foreign_server_that_the_restore_does_not_bring_is_named(int major)
    {
        const string Server = "far; \"x\"";
        var server = await TestServer.GetAsync(major);
        var dump = await DumpAsync(server, [], $"""
            CREATE EXTENSION postgres_fdw; CREATE SERVER {TestDatabase.Quote(Server)} FOREIGN DATA WRAPPER postgres_fdw;
            CREATE SCHEMA app; CREATE TABLE app.base (id int);
            CREATE FOREIGN TABLE app.film (name text DEFAULT 'SERVER x') INHERITS (app.base) SERVER {TestDatabase.Quote(Server)} OPTIONS (schema_name 'a');
            """);
        static RestoreRequest Part(RestoreRequest request) => request with { Filter = new() { Schemas = ["app"] } };
        await using var target = await TestDatabase.CreateAsync(server);
        await using var missing = await TestDatabase.ReserveAsync(server);
        foreach (var (database, where, with) in new (TestDatabase, string, Func<RestoreRequest, RestoreRequest>)[]
        {
            (target, "in the target", Part),
            (target, "in a database that BaseTemplate names", request => Part(request) with { ReplaceDatabase = true }),
            (missing, "in a database that BaseTemplate names", request => Part(request) with { CreateDatabase = true }),
        })
        {
            var failure = await FailureAsync(database, dump, with);
            Assert.AreEqual("PUM5006", failure.Codes(), failure.ToString());
            Assert.Contains(where, failure.Failure.Advice);
            Assert.AreEqual("The target lacks the foreign server 'far; \"x\"' that the dump needs.", failure.Failure.Message);
            Assert.Contains($"CREATE SERVER {TestDatabase.Quote(Server)}", failure.Failure.Advice);
        }

        // With options of the user's own it shows in the restore.
        var late = await FailureAsync(target, dump, request => Part(request) with { AdditionalOptions = "--no-comments" });
        Assert.AreEqual("PUM5006", late.Codes(), late.ToString());
        Assert.Contains("server \"far; \"x\"\" does not exist", late.Failure.Message);
        Assert.Contains("CREATE SERVER", late.Failure.Advice);

        await RestoreAsync(missing, dump, request => request with { CreateDatabase = true, Filter = new() { Schemas = ["app"], ExcludeTables = ["app.film"] } });
        await target.ExecuteAsSuperuserAsync($"CREATE EXTENSION postgres_fdw; CREATE SERVER {TestDatabase.Quote(Server)} FOREIGN DATA WRAPPER postgres_fdw; GRANT USAGE ON FOREIGN SERVER {TestDatabase.Quote(Server)} TO {TestServer.Owner}");
        await RestoreAsync(target, dump, Part);
        await target.ExecuteAsSuperuserAsync("DROP SCHEMA app CASCADE");
        await RestoreAsync(missing, dump, request => Part(request) with { ReplaceDatabase = true, BaseTemplate = target.Name });
    }

    // The folders of extensions can be named from PostgreSQL 18 on.
    [TestMethod]
    public async Task A_damaged_control_file_of_another_extension_is_no_failure()
    {
        var server = await TestServer.GetAsync(18);
        // Where the server may read: it may run as another user.
        var folder = Path.Combine(server.DataDirectory, $"pum_{_suffix}");
        Directory.CreateDirectory(Path.Combine(folder, "extension"));
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "extension", "vendor.control"), "comment = 'x'\nvendor_says = 'y'\n");
            var dump = await DumpAsync(server, [], "CREATE EXTENSION hstore; CREATE TABLE film (id int)");
            await using var target = await TestDatabase.CreateAsync(server, server.Superuser);

            var reporter = await RestoreAsync(
                target, dump, request => With(request, $"extension_control_path=$system{Path.PathSeparator}{folder}"));

            Assert.Contains("unrecognized parameter \"vendor_says\"", string.Join('\n', reporter.Messages.Select(message => message.Text)));
        }
        finally
        {
            // Root's own, which the server's user could not remove when the server ends.
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public async Task A_new_database_has_plpgsql()
    {
        var server = await TestServer.GetAsync(18);
        // As pg_dump until 10 wrote it; and a server that has no files for it.
        var dump = await ChangedAsync(await DumpAsync(server, [], "CREATE EXTENSION pg_trgm"), ("pg_trgm", "plpgsql"));
        await using var missing = await TestDatabase.ReserveAsync(server, server.Superuser);

        await RestoreAsync(
            missing,
            dump,
            request => With(request, $"extension_control_path={server.DataDirectory}/no_such_folder") with { CreateDatabase = true });
    }

    [TestMethod]
    public async Task A_library_that_may_allow_more_leaves_the_answer_to_the_server()
    {
        var server = await TestServer.GetAsync();
        var dump = await DumpAsync(server, [], "CREATE EXTENSION dblink");
        await using var target = await TestDatabase.CreateAsync(server);
        await target.ExecuteAsSuperuserAsync($"ALTER DATABASE {target.Name} SET session_preload_libraries = 'auto_explain'");

        var failure = await FailureAsync(target, dump, request => request);

        Assert.AreEqual("PUM5005", failure.Codes());
        Assert.Contains("permission denied to create extension", failure.Failure.Message);
    }

    [TestMethod]
    public async Task Tablespaces_are_missing_only_where_they_are_asked_for()
    {
        var server = await TestServer.GetAsync();
        var tablespace = $"pum space {_suffix}";
        string dump;
        await using (var source = await TestDatabase.CreateAsync(server, server.Superuser))
        {
            await source.ExecuteAsync("ALTER ROLE CURRENT_USER SET allow_in_place_tablespaces = true");
            await source.ExecuteAsync($"CREATE TABLESPACE {TestDatabase.Quote(tablespace)} LOCATION ''");
            await source.ExecuteAsync("ALTER ROLE CURRENT_USER RESET allow_in_place_tablespaces");
            await source.ExecuteAsync($"CREATE TABLE film (id int) TABLESPACE {TestDatabase.Quote(tablespace)}");
            dump = await DumpAsync(source);
        }

        await using var target = await TestDatabase.CreateAsync(server);
        var denied = await FailureAsync(target, dump, request => request with { NoTablespaces = false });
        await target.ExecuteAsSuperuserAsync($"DROP TABLESPACE {TestDatabase.Quote(tablespace)}");
        var missing = await FailureAsync(target, dump, request => request with { NoTablespaces = false });

        Assert.AreEqual("PUM5005", denied.Codes(), denied.ToString());
        Assert.Contains($"may not create anything in the tablespace '{tablespace}'", denied.Failure.Message);
        Assert.AreEqual("PUM5006", missing.Codes(), missing.ToString());
        Assert.Contains($"lacks the tablespace '{tablespace}'", missing.Failure.Message);
        await RestoreAsync(target, dump, request => request);
    }

    [TestMethod]
    public async Task The_tablespace_of_the_database_itself_takes_no_right()
    {
        var server = await TestServer.GetAsync();
        var tablespace = $"pum space {_suffix}";
        await using (var administration = await TestDatabase.CreateAsync(server, server.Superuser))
        {
            await administration.ExecuteAsync("ALTER ROLE CURRENT_USER SET allow_in_place_tablespaces = true");
            await administration.ExecuteAsync($"CREATE TABLESPACE {TestDatabase.Quote(tablespace)} LOCATION ''");
            await administration.ExecuteAsync("ALTER ROLE CURRENT_USER RESET allow_in_place_tablespaces");
        }

        await using (var target = await TestDatabase.CreateAsync(server, options: $"TABLESPACE {TestDatabase.Quote(tablespace)}"))
        await using (var source = await TestDatabase.CreateAsync(server, server.Superuser))
        await using (var other = await TestDatabase.CreateAsync(server, server.Superuser, $"TABLESPACE {TestDatabase.Quote(tablespace)}"))
        await using (var missing = await TestDatabase.ReserveAsync(server))
        {
            await source.ExecuteAsync($"CREATE TABLE film (id int) TABLESPACE {TestDatabase.Quote(tablespace)}");
            await other.ExecuteAsync("CREATE TABLE film (id int) TABLESPACE pg_default");
            var (here, elsewhere) = (await DumpAsync(source), await DumpAsync(other));

            await RestoreAsync(target, here, request => request with { NoTablespaces = false });
            await RestoreAsync(missing, elsewhere, request => request with { NoTablespaces = false, CreateDatabase = true });
            // What replaces it is made elsewhere, where the role may not make it there.
            Assert.AreEqual(
                "PUM5005",
                (await FailureAsync(target, here, request => request with { NoTablespaces = false, ReplaceDatabase = true })).Codes());
            await RestoreAsync(target, elsewhere, request => request with { NoTablespaces = false, ReplaceDatabase = true });
        }

        await Replacing.ExecuteAsync(server, $"DROP TABLESPACE {TestDatabase.Quote(tablespace)}");
    }

    private static RestoreRequest With(RestoreRequest request, string setting) =>
        request with { Connection = new() { ConnectionString = $"{request.Connection.ConnectionString} options='-c {setting}'" } };

    private static async Task AssertRolesAsync(
        TestDatabase target, string dump, Func<RestoreRequest, RestoreRequest> with, string? advice, params string[] roles)
    {
        var failure = await FailureAsync(target, dump, with);
        Assert.AreEqual("PUM5006", failure.Codes(), failure.ToString());
        var named = failure.Failure.Details.Select(line => line[..line.IndexOf(": ", StringComparison.Ordinal)]).Distinct()
            .Order(StringComparer.Ordinal);
        Assert.AreEqual(string.Join('\n', roles.Order(StringComparer.Ordinal)), string.Join('\n', named));
        Assert.Contains(roles.Length == 1 ? "lacks the role" : $"lacks {roles.Length} roles", failure.Failure.Message);
        if (advice is null)
            Assert.DoesNotContain("or set No", failure.Failure.Advice);
        else
            Assert.Contains(advice, failure.Failure.Advice);
    }

    /// <summary>Dumps a database that a superuser filled, and drops it and its roles.</summary>
    private async Task<string> DumpAsync(TemporaryServer server, string[] roles, string sql)
    {
        await Replacing.ExecuteAsync(server, string.Concat(roles.Select(role => $"CREATE ROLE {TestDatabase.Quote(role)};")) + "SELECT");
        try
        {
            await using var source = await TestDatabase.CreateAsync(server, server.Superuser);
            await source.ExecuteAsync(sql);
            return await DumpAsync(source);
        }
        finally
        {
            await Replacing.ExecuteAsync(server, string.Concat(roles.Select(role => $"DROP ROLE {TestDatabase.Quote(role)};")) + "SELECT");
        }
    }

    private async Task<string> DumpAsync(TestDatabase source)
    {
        var result = await DumpOperation.RunAsync(
            new() { Caller = "PumDump", Connection = source.Request, File = _folder[$"{Guid.NewGuid():N}.dump"], BaseDirectory = _folder.FullName, ToolPath = source.Server.BinDirectory, NoOwner = false, NoPrivileges = false }, new CollectingReporter());
        return result.File;
    }

    private async Task<string> ChangedAsync(string dump, params (string Word, string Other)[] words)
    {
        foreach (var (word, other) in words)
        {
            var changed = _folder[$"{Guid.NewGuid():N}.dump"];
            await Archived.ReplaceAsync(dump, changed, word, other);
            dump = changed;
        }

        return dump;
    }

    private static async Task<CollectingReporter> RestoreAsync(TestDatabase target, string dump, Func<RestoreRequest, RestoreRequest> with)
    {
        var reporter = new CollectingReporter();
        await RestoreOperation.RunAsync(
            with(new() { Caller = "PumRestore", Connection = target.Request, File = dump, BaseDirectory = Path.GetDirectoryName(dump)!, ToolPath = target.Server.BinDirectory }), reporter);
        return reporter;
    }

    private static Task<PgRestoreFailedException> FailureAsync(
        TestDatabase target, string dump, Func<RestoreRequest, RestoreRequest> with) =>
        Assert.ThrowsExactlyAsync<PgRestoreFailedException>(() => RestoreAsync(target, dump, with));

    private string Role(string name) => $"pum_{name}_{_suffix}";
}
