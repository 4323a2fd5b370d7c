using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.ServerTests.Restoring;

[TestClass]
internal sealed class RestoreTests
{
    private const string Fill = "CREATE TABLE film (id int PRIMARY KEY, title text); INSERT INTO film SELECT n, 'film ' || n FROM generate_series(1, 100) n; CREATE TABLE zoo ()";

    private readonly CollectingReporter _reporter = new();

    [TestMethod]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Plain)]
    public async Task A_restore_that_fails_leaves_the_target_as_it_was(DumpFormat format)
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, format, Fill);
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync("CREATE TABLE zoo (kept int); INSERT INTO zoo VALUES (1)");

        var failure = await FailureAsync(target, dump);

        Assert.AreEqual("PUM5004", failure.Code, failure.ToString());
        Assert.AreEqual(dump, failure.Location?.File);
        Assert.AreEqual("zoo:1", await target.QueryAsync<string>("SELECT string_agg(relname, ',') || ':' || (SELECT count(*) FROM zoo) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"));
    }

    [TestMethod]
    public async Task A_cancelled_restore_leaves_the_target_as_it_was_and_no_session()
    {
        using var folder = new TestFolder();
        var script = folder.Write("slow.sql", "CREATE TABLE t (a int);\nINSERT INTO t VALUES (1);\nSELECT pg_sleep(600);\n");
        await using var target = await TestDatabase.CreateAsync();
        using var cancellation = new CancellationTokenSource();
        var restore = RestoreAsync(target, script, cancellationToken: cancellation.Token);
        await Eventually.IsTrueAsync(async () => await SessionsAsync(target, "query LIKE '%pg_sleep(600)%'") == 1, "the script sleeps");
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => restore);
        await Eventually.IsTrueAsync(async () => await SessionsAsync(target, "true") == 0, "its session is gone");
        Assert.AreEqual(0L, await target.QueryAsync<long>("SELECT count(*) FROM pg_class WHERE oid >= 16384"));
    }

    [TestMethod]
    public async Task A_missing_target_is_PUM3005_or_made_with_the_encoding_of_the_dump()
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync(options: "TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
        await source.ExecuteAsync("CREATE TABLE t AS SELECT 'é' AS a");
        foreach (var format in new[] { DumpFormat.Custom, DumpFormat.Plain })
        {
            var dump = await DumpAsync(source, folder[format.ToString()], format);
            await using var target = await TestDatabase.ReserveAsync();
            Assert.AreEqual("PUM3005", (await FailureAsync(target, dump)).Code);
            await RestoreAsync(target, dump, request => request with { CreateDatabase = true });
            Assert.AreEqual("LATIN1", await target.QueryAsync<string>("SHOW server_encoding"), format.ToString());
            Assert.AreEqual("é", await target.QueryAsync<string>("SELECT a FROM t"));
        }
    }

    [TestMethod]
    public async Task A_failed_restore_into_a_new_database_leaves_none()
    {
        using var folder = new TestFolder();
        var script = folder.Write("bad.sql", "CREATE TABLE t ();\nCREATE TABLE t ();\n");
        await using var target = await TestDatabase.ReserveAsync();
        var failure = await FailureAsync(target, script, request => request with { CreateDatabase = true });
        Assert.AreEqual("PUM5004", failure.Code);
        Assert.AreEqual(new SourceLocation(script, 2), failure.Location);
        Assert.IsFalse(await target.ExistsAsync());
        await using var other = await TestDatabase.CreateAsync();
        Assert.AreEqual(0L, await other.QueryAsync<long>($"SELECT count(*) FROM pg_stat_activity WHERE datname LIKE 'pum_scratch_%' AND application_name LIKE 'PumRestore%{target.Name}'"));
    }

    [TestMethod]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Plain)]
    public async Task Ignored_errors_become_warnings_and_everything_else_is_restored(DumpFormat format)
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, format, Fill);
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync("CREATE TABLE film (something int)");

        var result = await RestoreAsync(target, dump, request => request with { IgnoreErrors = true });

        Assert.IsGreaterThan(1, result.IgnoredErrors);
        Assert.HasCount(result.IgnoredErrors, _reporter.Warnings);
        Assert.IsTrue(_reporter.Warnings.All(warning => warning.Code == "PUM5010"));
        Assert.IsTrue(await target.QueryAsync<bool>("SELECT to_regclass('zoo') IS NOT NULL"));
    }

    [TestMethod]
    public async Task A_compressed_script_that_was_cut_short_is_refused()
    {
        using var folder = new TestFolder();
        await using (var gzip = new System.IO.Compression.GZipStream(
            File.Create(folder["seed.sql.gz"]), System.IO.Compression.CompressionLevel.Optimal))
        {
            foreach (var number in Enumerable.Range(0, 20_000))
                await gzip.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"SELECT '{Guid.NewGuid()}', {number};\n"));
        }

        await using var target = await TestDatabase.CreateAsync();
        await RestoreAsync(target, folder["seed.sql.gz"]);
        await using (var file = File.OpenWrite(folder["seed.sql.gz"]))
            file.SetLength(file.Length / 2);
        Assert.AreEqual("PUM5003", (await FailureAsync(target, folder["seed.sql.gz"])).Code);
    }

    [TestMethod]
    public async Task Many_ignored_errors_are_counted()
    {
        using var folder = new TestFolder();
        var script = folder.Write("bad.sql", string.Concat(Enumerable.Repeat("SELECT 1/0;\n", 25)));
        await using var target = await TestDatabase.CreateAsync();
        var result = await RestoreAsync(target, script, request => request with { IgnoreErrors = true });
        Assert.AreEqual(25, result.IgnoredErrors);
        Assert.HasCount(11, _reporter.Warnings);
        Assert.Contains("25", _reporter.Warnings.Last().Message);
    }

    [TestMethod]
    public async Task Clean_replaces_only_what_is_confirmed()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, DumpFormat.Custom, Fill);
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync("CREATE TABLE film (old int)");
        Assert.AreEqual("PUM5007", (await FailureAsync(target, dump, request => request with { Clean = true })).Code);
        Assert.AreEqual(
            "PUM5007", (await FailureAsync(target, dump, request => request with { Clean = true, ConfirmReplace = "other" })).Code);
        await RestoreAsync(target, dump, request => request with { Clean = true, ConfirmReplace = target.Name });
        Assert.AreEqual(100L, await target.QueryAsync<long>("SELECT count(*) FROM film"));
    }

    [TestMethod]
    public async Task What_one_transaction_cannot_do_is_refused()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, DumpFormat.Custom, "CREATE TABLE t (id serial)");
        await using var target = await TestDatabase.CreateAsync();
        Assert.AreEqual("PUM1001", (await FailureAsync(target, dump, request => request with { Jobs = 2 })).Code);
        Assert.AreEqual("PUM5016", (await FailureAsync(target, dump, request => request with { DataOnly = true })).Code);
        var script = folder.Write("no.sql", "CREATE TABLE t (a int);\nCREATE INDEX CONCURRENTLY i ON t (a);\n");
        Assert.AreEqual("PUM5016", (await FailureAsync(target, script)).Code);
        Assert.AreEqual(0L, await target.QueryAsync<long>("SELECT count(*) FROM pg_class WHERE oid >= 16384"));
    }

    [TestMethod]
    public async Task What_one_transaction_cannot_do_works_in_a_new_database()
    {
        using var folder = new TestFolder();
        var script = folder.Write("new.sql", """
            CREATE TABLE t (a int);
            BEGIN; INSERT INTO t VALUES (1); ROLLBACK;
            CREATE INDEX CONCURRENTLY i ON t (a);
            BEGIN;
            INSERT INTO t VALUES (2);
            """);
        await using var target = await TestDatabase.ReserveAsync();
        await RestoreAsync(target, script, request => request with { CreateDatabase = true });
        Assert.AreEqual(2, await target.QueryAsync<int>("SELECT a FROM t"), "a transaction that the script leaves open is committed");
        Assert.IsTrue(await target.QueryAsync<bool>("SELECT to_regclass('i') IS NOT NULL"));
    }

    [TestMethod]
    public async Task A_restore_that_is_done_waits_for_nobody_to_stamp_the_database()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, DumpFormat.Custom, Fill);
        await using var target = await TestDatabase.CreateAsync();
        await using var other = await target.As(target.Server.Superuser).OpenAsync();
        await using var holding = await other.BeginTransactionAsync();
        await using (var command = new Npgsql.NpgsqlCommand(
            $"COMMENT ON DATABASE {TestDatabase.Quote(target.Name)} IS 'held'", other, holding))
            await command.ExecuteNonQueryAsync();

        await RestoreAsync(target, dump).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.IsTrue(_reporter.Messages.Any(message => message.Text.Contains("was not stamped", StringComparison.Ordinal)));
        await holding.RollbackAsync();
        Assert.AreEqual(100L, await target.QueryAsync<long>("SELECT count(*) FROM film"));
    }

    [TestMethod]
    public async Task Workers_that_wait_for_each_other_do_not_fail_the_restore()
    {
        using var folder = new TestFolder();
        // Both indexes are made at once, each under a lock that the other's second statement must wait for.
        var dump = await MakeDumpAsync(folder, DumpFormat.Custom, """
            CREATE TABLE t AS SELECT n AS d, md5(n::text) AS t FROM generate_series(1, 150000) n;
            ALTER TABLE t ALTER t SET NOT NULL;
            CREATE INDEX ordered ON t (t, d);
            ALTER TABLE t CLUSTER ON ordered;
            CREATE UNIQUE INDEX replica ON t (t);
            ALTER TABLE t REPLICA IDENTITY USING INDEX replica;
            """);
        await using var target = await TestDatabase.ReserveAsync();

        await RestoreAsync(target, dump, request => request with { CreateDatabase = true, Jobs = 2 });

        Assert.IsTrue(
            _reporter.Messages.Any(message => message.Text.Contains("starts again with one", StringComparison.Ordinal)),
            "there was no deadlock");
        Assert.AreEqual(150000L, await target.QueryAsync<long>("SELECT count(*) FROM t"));
        Assert.AreEqual(2L, await target.QueryAsync<long>("SELECT count(*) FROM pg_index WHERE indisclustered OR indisreplident"));
    }

    [TestMethod]
    public async Task A_role_or_a_template_that_is_not_there_is_named()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, DumpFormat.Custom, Fill);
        await using var target = await TestDatabase.ReserveAsync();
        var role = await FailureAsync(target, dump, request => request with { CreateDatabase = true, Connection = request.Connection with { Role = "nobody_here", Database = "postgres" } });
        Assert.AreEqual("PUM5005", role.Code);
        Assert.Contains("nobody_here", role.Failure.Message);
        var template = await FailureAsync(target, dump, request => request with { CreateDatabase = true, BaseTemplate = "no_template" });
        Assert.AreEqual("PUM5001", template.Code);
        Assert.Contains("no_template", template.Failure.Message);
    }

    [TestMethod]
    public async Task A_seed_that_says_nothing_of_its_encoding_is_read_in_the_one_of_the_connection()
    {
        using var folder = new TestFolder();
        await File.WriteAllBytesAsync(folder["seed.sql"], System.Text.Encoding.Latin1.GetBytes("CREATE TABLE t AS SELECT 'é' AS a;\n"));
        await using var target = await TestDatabase.CreateAsync();
        await RestoreAsync(
            target,
            folder["seed.sql"],
            request => request with { Connection = new() { ConnectionString = target.Conninfo + " client_encoding=LATIN1" } });
        Assert.AreEqual("é", await target.QueryAsync<string>("SELECT a FROM t"));
    }

    [TestMethod]
    public async Task An_archive_whose_text_would_end_the_transaction_is_refused()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(
            folder, DumpFormat.Custom, $"CREATE TABLE aaa (); COMMENT ON TABLE aaa IS '{new string('X', 40)}'; CREATE TABLE zzz ()");
        var bytes = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(dump));
        var hostile = bytes.Replace($"'{new string('X', 40)}'", "'X'; COMMIT; BEGIN; --".PadRight(42, '-'), StringComparison.Ordinal);
        Assert.AreNotEqual(bytes, hostile);
        await File.WriteAllBytesAsync(dump, System.Text.Encoding.Latin1.GetBytes(hostile));
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync("CREATE TABLE zzz ()");
        Assert.AreEqual("PUM5015", (await FailureAsync(target, dump)).Code);
        Assert.IsTrue(await target.QueryAsync<bool>("SELECT to_regclass('aaa') IS NULL"));
    }

    [TestMethod]
    public async Task Rows_that_are_SQL_restore_in_the_guarded_transaction()
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync(Fill);
        var dump = await DumpAsync(source, folder["snap"], DumpFormat.Custom, additional: "--inserts");
        await using var target = await TestDatabase.CreateAsync();
        await RestoreAsync(target, dump);
        Assert.AreEqual(100L, await target.QueryAsync<long>("SELECT count(*) FROM film"));
        Assert.IsTrue(_reporter.Messages.Any(message => message.Text.Contains("pum_guard_", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task A_failed_restore_never_moves_a_sequence()
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync("CREATE TABLE t (id serial); INSERT INTO t DEFAULT VALUES; SELECT setval('t_id_seq', 500)");
        var dump = await DumpAsync(source, folder["snap"], DumpFormat.Custom, dataOnly: true);
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync("CREATE TABLE t (id serial); SELECT setval('t_id_seq', 7)");
        Assert.AreEqual("PUM5016", (await FailureAsync(target, dump)).Code);
        Assert.AreEqual(7L, await target.QueryAsync<long>("SELECT last_value FROM t_id_seq"));
    }

    [TestMethod]
    public async Task An_option_without_its_value_never_leads_elsewhere()
    {
        using var folder = new TestFolder();
        var script = folder.Write("seed.sql", "CREATE TABLE t ();");
        await using var target = await TestDatabase.CreateAsync();
        foreach (var options in new[] { "-F", "-R", "-v", "--set", "--field-separator", "--" })
            Assert.AreEqual(
                "PUM1001", (await FailureAsync(target, script, request => request with { AdditionalOptions = options })).Code, options);
    }

    [TestMethod]
    public async Task A_plain_dump_takes_no_parameter_that_selects_from_an_archive()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, DumpFormat.Plain, Fill);
        await using var target = await TestDatabase.CreateAsync();
        var failure = await FailureAsync(target, dump, request => request with { NoOwner = true, DataOnly = true });
        Assert.AreEqual("PUM1001 PUM1001", string.Join(' ', failure.Failures.Select(each => each.Code)));
    }

    [TestMethod]
    public async Task An_archive_of_a_newer_client_restores_into_an_older_server()
    {
        var newer = await TestServer.GetBinDirectoryAsync(17);
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync(Fill);
        var dump = await DumpAsync(source, folder["snap"], DumpFormat.Custom, newer);
        await using var target = await TestDatabase.CreateAsync(await TestServer.GetAsync(15));
        await RestoreAsync(target, dump, request => request with { ToolPath = newer });
        Assert.AreEqual(100L, await target.QueryAsync<long>("SELECT count(*) FROM film"));

        await using var occupied = await TestDatabase.CreateAsync(await TestServer.GetAsync(15));
        await occupied.ExecuteAsync("CREATE TABLE zoo ()");
        Assert.AreEqual("PUM5004", (await FailureAsync(occupied, dump, request => request with { ToolPath = newer })).Code);
        Assert.IsTrue(await occupied.QueryAsync<bool>("SELECT to_regclass('film') IS NULL"));
    }

    [TestMethod]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Plain)]
    public async Task A_role_that_is_taken_on_owns_what_is_restored(DumpFormat format)
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, format, Fill);
        await using var target = await TestDatabase.CreateAsync();
        var superuser = target.As(target.Server.Superuser);
        await RestoreAsync(superuser, dump, request => request with { Connection = request.Connection with { Role = TestServer.Owner } });
        Assert.AreEqual(TestServer.Owner, await target.QueryAsync<string>("SELECT tableowner FROM pg_tables WHERE tablename = 'film'"));
    }

    [TestMethod]
    public async Task What_only_a_superuser_may_do_is_left_out_for_others()
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsSuperuserAsync("CREATE EXTENSION dblink; COMMENT ON EXTENSION dblink IS 'ours'");
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsSuperuserAsync("CREATE EXTENSION dblink");
        var dump = await DumpAsync(source, folder["snap"], DumpFormat.Custom);
        await RestoreAsync(target, dump);
        Assert.IsTrue(_reporter.Messages.Any(message => message.Text.Contains("COMMENT EXTENSION dblink", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task The_restored_connection_string_is_for_Npgsql_and_holds_no_password()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, DumpFormat.Custom, Fill);
        await using var target = await TestDatabase.CreateAsync();
        var result = await RestoreAsync(target, dump);
        Assert.DoesNotContain("secret", result.ConnectionString);
        Assert.DoesNotContain("GSS", result.ConnectionString, "Npgsql 8 and 9 do not know it.");
        await using var connection = new Npgsql.NpgsqlConnection(result.ConnectionString + ";Password=" + TestServer.OwnerPassword);
        await connection.OpenAsync();
        Assert.AreEqual(target.Name, connection.Database);
    }

    private async Task<string> MakeDumpAsync(TestFolder folder, DumpFormat format, string sql)
    {
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync(sql);
        return await DumpAsync(source, folder["snap"], format);
    }

    private async Task<string> DumpAsync(
        TestDatabase source, string file, DumpFormat format, string? toolPath = null, string additional = "", bool dataOnly = false) =>
        (await DumpOperation.RunAsync(
            new()
            {
                Caller = "PumDump",
                Connection = source.Request,
                File = file,
                Format = format,
                BaseDirectory = Path.GetDirectoryName(file)!,
                ToolPath = toolPath ?? source.Server.BinDirectory,
                AdditionalOptions = additional,
                DataOnly = dataOnly,
            },
            _reporter)).File;

    private Task<RestoreResult> RestoreAsync(
        TestDatabase target, string dump, Func<RestoreRequest, RestoreRequest>? with = null, CancellationToken cancellationToken = default)
    {
        var request = new RestoreRequest
        {
            Caller = "PumRestore",
            Connection = target.Request,
            File = dump,
            BaseDirectory = Path.GetDirectoryName(dump)!,
            ToolPath = target.Server.BinDirectory,
        };
        return RestoreOperation.RunAsync(with?.Invoke(request) ?? request, _reporter, cancellationToken);
    }

    private Task<PgRestoreFailedException> FailureAsync(
        TestDatabase target, string dump, Func<RestoreRequest, RestoreRequest>? with = null) =>
        Assert.ThrowsExactlyAsync<PgRestoreFailedException>(() => RestoreAsync(target, dump, with));

    private static Task<long> SessionsAsync(TestDatabase database, string condition) =>
        database.QueryAsync<long>($"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'PumRestore %' AND {condition}");
}
