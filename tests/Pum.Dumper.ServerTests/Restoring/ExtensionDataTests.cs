using System.Collections.Concurrent;
using System.Runtime.Versioning;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.ServerTests.RoundTrip;
using Pum.Dumper.Servers;
using static Pum.Dumper.ServerTests.RoundTrip.RoundTrip;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>What an extension marks for dumps (<c>pg_extension_config_dump</c>).</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
[UnsupportedOSPlatform("windows")]
public sealed class ExtensionDataTests
{
    private static readonly (string, string) Queue = ("queue", """
        CREATE SEQUENCE queue_number;
        CREATE TABLE waiting (number bigint PRIMARY KEY, what text);
        INSERT INTO waiting VALUES (0, 'from the extension');
        GRANT SELECT ON queue_number, waiting TO PUBLIC;
        SELECT pg_catalog.pg_extension_config_dump('queue_number', '');
        SELECT pg_catalog.pg_extension_config_dump('waiting', 'WHERE number > 0');
        """);

    /// <summary>Its tables refer to each other in the order of their names and against it.</summary>
    private static readonly (string, string) Maps = ("maps", """
        CREATE TABLE projection (id int PRIMARY KEY, name text);
        CREATE TABLE layer (id int PRIMARY KEY, projection int REFERENCES projection, padding text);
        CREATE TABLE "Tile ""of"" (a) layer" (id int, layer int REFERENCES layer);
        GRANT SELECT ON ALL TABLES IN SCHEMA @extschema@ TO PUBLIC;
        SELECT pg_catalog.pg_extension_config_dump('projection', '');
        SELECT pg_catalog.pg_extension_config_dump('layer', '');
        SELECT pg_catalog.pg_extension_config_dump('"Tile ""of"" (a) layer"', '');
        """);

    private static readonly ConcurrentDictionary<int, Lazy<Task<ExtensionServer>>> Servers = new();

    private const string Filled = """
        CREATE SCHEMA geo; CREATE EXTENSION maps SCHEMA geo; CREATE EXTENSION queue;
        INSERT INTO geo.projection VALUES (1, E'tab\there and \\ é');
        INSERT INTO geo.layer VALUES (1, 1, 'layer');
        INSERT INTO geo."Tile ""of"" (a) layer" VALUES (1, 1);
        INSERT INTO waiting VALUES (7, 'ours'); SELECT setval('queue_number', 42);
        CREATE TABLE job (id int); INSERT INTO job VALUES (1)
        """;

    /// <summary>What cannot be dropped without its foreign key, which comes after the data.</summary>
    private const string Referring = "CREATE TABLE z (id int PRIMARY KEY); CREATE TABLE a (z int REFERENCES z)";

    [TestMethod]
    public async Task A_sequence_of_an_extension_that_the_restore_creates_is_set()
    {
        var server = await ServerAsync(0);
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, server, "CREATE EXTENSION queue; SELECT setval('queue_number', 42); CREATE TABLE job ()");

        await using var target = await TestDatabase.CreateAsync(server, server.Superuser);
        await RestoreAsync(dump, target);
        Assert.AreEqual(42L, await target.QueryAsync<long>("SELECT last_value FROM queue_number"));

        // There it would be set for good, whatever becomes of the restore.
        await using var prepared = await TestDatabase.CreateAsync(server, server.Superuser);
        await prepared.ExecuteAsync("CREATE EXTENSION queue");
        Assert.AreEqual("PUM5016", (await FailureAsync(dump, prepared)).Code);

        await prepared.ExecuteAsync("SELECT setval('queue_number', 42)");
        await RestoreAsync(dump, prepared);
        Assert.AreEqual(0L, await prepared.QueryAsync<long>("SELECT count(*) FROM job"));
    }

    [TestMethod]
    [DataRow(17, "queue")]
    [DataRow(17, "maps")]
    [DataRow(18, "queue;maps")]
    public async Task Leaving_an_extension_out_of_the_restore_gives_what_leaving_it_out_of_the_dump_gives(int major, string excluded)
    {
        var server = await ServerAsync(major);
        await using var source = await TestDatabase.CreateAsync(server, server.Superuser);
        await source.ExecuteAsync(Filled);
        using var folder = new TestFolder();
        var filter = new ObjectFilter { ExcludeExtensions = [.. excluded.Split(';')] };
        var whole = await DumpAsync(source, DumpKind.Custom, folder);
        await using var filtered = await TestDatabase.CreateAsync(server, server.Superuser);
        await RestoreAsync(whole, filtered, request => request with { Filter = filter });
        await using var created = await TestDatabase.ReserveAsync(server, server.Superuser);
        await RestoreAsync(whole, created, request => request with { Filter = filter, CreateDatabase = true });

        using var other = new TestFolder();
        var part = await DumpAsync(source, DumpKind.Custom, other, request => request with { Filter = filter });
        await using var expected = await TestDatabase.CreateAsync(server, server.Superuser);
        await RestoreAsync(part, expected);

        Assert.AreEqual(await ContentAsync(expected), await ContentAsync(filtered));
        Assert.AreEqual(await ContentAsync(expected), await ContentAsync(created));
    }

    [TestMethod]
    public async Task The_error_that_ends_the_session_of_a_preview_is_the_one_that_is_reported()
    {
        await using var extensions = await ExtensionServer.StartAsync(0, Queue, ("ending", """
            DO $$ BEGIN
               IF current_database() LIKE 'ended%' THEN
                  PERFORM pg_catalog.pg_terminate_backend(pg_catalog.pg_backend_pid());
               END IF;
            END $$;
            """));
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(
            folder, extensions.Server, "CREATE EXTENSION ending; CREATE EXTENSION queue; INSERT INTO waiting VALUES (7, 'ours')");
        await using var target = await TestDatabase.CreateAsync(extensions.Server, extensions.Server.Superuser, prefix: "ended");

        var failure = await FailureAsync(dump, target, request => request with { Filter = new() { ExcludeExtensions = ["queue"] } });

        Assert.AreEqual(("PUM5012", "57P01"), (failure.Code, failure.SqlState), failure.ToString());
    }

    /// <summary>pg_dump of that major does not know the filter.</summary>
    [TestMethod]
    [DataRow("queue", "job 1, projection 1, layer 1, Tile \"of\" (a) layer 1")]
    [DataRow("maps", "job 1, waiting 2, queue_number 42")]
    [DataRow("*", "job 1")]
    public async Task An_extension_left_out_takes_its_rows_along_on_15(string excluded, string content)
    {
        var server = await ServerAsync(0);
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, server, Filled);
        await using var target = await TestDatabase.CreateAsync(server, server.Superuser);

        await RestoreAsync(dump, target, request => request with { Filter = new() { ExcludeExtensions = [excluded] } });

        Assert.AreEqual(content, await ContentAsync(target));
    }

    [TestMethod]
    public async Task An_extension_of_the_target_keeps_its_rows_where_the_dumps_are_left_out()
    {
        var server = await ServerAsync(0);
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, server, Filled);
        await using var target = await TestDatabase.CreateAsync(server, server.Superuser);
        await target.ExecuteAsync("CREATE EXTENSION queue; SELECT setval('queue_number', 5)");

        await RestoreAsync(dump, target, request => request with { Filter = new() { ExcludeExtensions = ["queue"] } });

        Assert.AreEqual("job 1, projection 1, layer 1, Tile \"of\" (a) layer 1, waiting 1, queue_number 5", await ContentAsync(target));
    }

    [TestMethod]
    [DataRow("custom", false)]
    [DataRow("directory", false)]
    [DataRow("custom", true)]
    public async Task Rows_of_an_extension_come_in_the_order_of_their_foreign_keys_whatever_Jobs_says(string format, bool isCleaned)
    {
        var server = await ServerAsync(0);
        await using var source = await TestDatabase.CreateAsync(server, server.Superuser);
        // The workers begin with the biggest tables.
        await source.ExecuteAsync("""
            CREATE EXTENSION maps; INSERT INTO projection VALUES (1, 'small'); INSERT INTO layer SELECT i, 1, repeat(md5(i::text), 50) FROM generate_series(1, 1000) AS i;
            INSERT INTO "Tile ""of"" (a) layer" SELECT 1, i FROM generate_series(1, 1000) AS i;
            CREATE TABLE big AS SELECT i, repeat(md5(i::text), 100) AS padding FROM generate_series(1, 10000) AS i; CREATE INDEX ON big (i);
            COMMENT ON TABLE big IS 'commented'; GRANT SELECT ON big TO PUBLIC;
            """ + Referring);
        using var folder = new TestFolder();
        var dump = await DumpAsync(
            source, format == "custom" ? DumpKind.Custom : DumpKind.Directory, folder, request => request with { Compression = "none", NoPrivileges = false });
        await using var target = await TestDatabase.CreateAsync(server, server.Superuser);
        if (isCleaned)
            await target.ExecuteAsync(Referring);

        var result = await RestoreAsync(
            dump,
            target,
            request => request with
            {
                ReplaceDatabase = !isCleaned,
                // Without one transaction there are workers in an existing database too.
                Clean = isCleaned,
                IgnoreErrors = isCleaned,
                ConfirmReplace = target.Name,
                NoPrivileges = false,
                Jobs = 2,
            });

        Assert.AreEqual(0, result.IgnoredErrors);
        Assert.AreEqual("big 10000, projection 1, layer 1000, Tile \"of\" (a) layer 1000", await ContentAsync(target));
        Assert.AreEqual("commented", await target.QueryAsync<string>("SELECT obj_description('big'::regclass)"));
        Assert.AreEqual(1L, await target.QueryAsync<long>("SELECT count(*) FROM pg_index WHERE indrelid = 'big'::regclass"));
        Assert.IsTrue(await target.QueryAsync<bool>("SELECT has_table_privilege('pg_database_owner', 'big', 'SELECT')"));
    }

    [TestMethod]
    [DataRow(0, false)]
    [DataRow(0, true)]
    [DataRow(18, false)]
    public async Task A_role_that_may_not_write_an_administrators_extension_is_not_stopped_by_rows_that_are_there(int major, bool isNew)
    {
        var server = await ServerAsync(major);
        using var folder = new TestFolder();
        const string Installed = "CREATE SCHEMA geo; GRANT USAGE ON SCHEMA geo TO PUBLIC; CREATE EXTENSION maps SCHEMA geo; CREATE EXTENSION queue;";
        const string Rows = """
            INSERT INTO geo.projection VALUES (1, E'tab\there and \\ é'), (2, 'more');
            SELECT setval('queue_number', 42);
            """;
        var dump = await MakeDumpAsync(folder, server, $"{Installed} {Rows} DELETE FROM geo.projection WHERE id = 2; CREATE TABLE job ()");
        await using var template = await TestDatabase.CreateAsync(server, server.Superuser);
        await template.ExecuteAsync($"{Installed} {Rows}");
        await using var marked = await Marked.AsTemplateAsync(template);
        await using var target = await TargetAsync(isNew, template);

        await RestoreAsync(dump, target, request => With(request, isNew, template));

        Assert.AreEqual(0L, await target.QueryAsync<long>("SELECT count(*) FROM job"));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task What_such_a_role_may_not_write_is_said_before_anything_is_touched_and_can_be_left_out_or_granted(bool isNew)
    {
        var server = await ServerAsync(0);
        using var folder = new TestFolder();
        const string Installed = "CREATE SCHEMA geo; GRANT USAGE ON SCHEMA geo TO PUBLIC; CREATE EXTENSION maps SCHEMA geo; CREATE EXTENSION queue;";
        var dump = await MakeDumpAsync(folder, server, Installed + "INSERT INTO geo.projection VALUES (3, 'ours'); CREATE TABLE job ()");
        await using var template = await TestDatabase.CreateAsync(server, server.Superuser);
        await template.ExecuteAsync(Installed);
        await using var marked = await Marked.AsTemplateAsync(template);
        await using var target = await TargetAsync(isNew, template);

        var failure = await FailureAsync(dump, target, request => With(request, isNew, template));
        Assert.AreEqual("PUM5005", failure.Code);
        Assert.AreEqual(
            $"The role '{TestServer.Owner}' may not write the dump's rows into 'geo.projection' (part of an extension in the target).",
            failure.Failure.Message);
        Assert.AreEqual(
            "Leave the rows out with ExcludeTableData, or have the extension's owner grant the right (GRANT INSERT ON \"geo\".\"projection\" TO …).",
            failure.Failure.Advice);

        await RestoreAsync(
            dump, target, request => With(request, isNew, template) with { Filter = new() { ExcludeTableData = ["geo.projection"] } });
        Assert.AreEqual(0L, await target.QueryAsync<long>("SELECT count(*) FROM job"));

        await template.ExecuteAsync($"GRANT USAGE ON SCHEMA geo TO {TestServer.Owner}; GRANT INSERT ON \"geo\".\"projection\" TO {TestServer.Owner}");
        await using var granted = await TargetAsync(isNew, template);
        await RestoreAsync(dump, granted, request => With(request, isNew, template));
        Assert.AreEqual(1L, await granted.QueryAsync<long>("SELECT count(*) FROM geo.projection"));
    }

    /// <summary>Whoever owns an extension may add tables to it, and their policies run with the rights of whoever reads.</summary>
    [TestMethod]
    public async Task Comparing_rows_runs_no_policy_of_a_tables_owner()
    {
        await using var server = await Replacing.StartServerAsync(("track_functions", "all"));
        using var folder = new TestFolder();
        const string Table = "CREATE EXTENSION hstore; CREATE TABLE note (id int); ALTER EXTENSION hstore ADD TABLE note;";
        // What the extension's script would do: the archive has rows without the table.
        var dump = await MakeDumpAsync(
            folder,
            server,
            Table + "INSERT INTO note VALUES (1); UPDATE pg_extension SET extconfig = ARRAY['note'::regclass::oid], extcondition = ARRAY[''] WHERE extname = 'hstore'");
        await using var target = await TestDatabase.CreateAsync(server);
        await target.ExecuteAsync($"""
            {Table} INSERT INTO note VALUES (5);
            CREATE FUNCTION trap() RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN true; END';
            ALTER TABLE note ENABLE ROW LEVEL SECURITY; CREATE POLICY trap ON note USING (trap());
            GRANT ALL ON note TO {TestServer.Plain};
            """);

        await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(() => RestoreAsync(dump, target.As(TestServer.Plain)));

        // One call for the one row: that of whoever reads it here.
        Assert.AreEqual(1L, await target.As(TestServer.Plain).QueryAsync<long>("SELECT count(*) FROM note"));
        await Eventually.IsTrueAsync(async () => await SprungAsync() > 0, "Nothing springs the trap.");
        Assert.AreEqual(1L, await SprungAsync());

        Task<long> SprungAsync() =>
            target.As(server.Superuser).QueryAsync<long>("SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_user_functions WHERE funcname = 'trap'");
    }

    [TestMethod]
    public async Task A_second_restore_that_cleans_finds_the_rows_of_the_first()
    {
        var server = await ServerAsync(0);
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, server, Filled);
        await using var target = await TestDatabase.CreateAsync(server, server.Superuser);

        await RestoreAsync(dump, target);
        await RestoreAsync(dump, target, request => request with { Clean = true });

        Assert.AreEqual(
            "job 1, projection 1, layer 1, Tile \"of\" (a) layer 1, waiting 2, queue_number 42", await ContentAsync(target));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Rows_of_which_the_target_has_some_are_not_doubled(bool cleans)
    {
        var server = await ServerAsync(0);
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(
            folder, server, "CREATE EXTENSION maps; INSERT INTO \"Tile \"\"of\"\" (a) layer\" VALUES (1), (1), (2); CREATE TABLE job ()");
        await using var target = await TestDatabase.CreateAsync(server, server.Superuser);
        await target.ExecuteAsync("CREATE EXTENSION maps; INSERT INTO \"Tile \"\"of\"\" (a) layer\" VALUES (1), (2)");
        RestoreRequest With(RestoreRequest request) => request with { Clean = cleans, ConfirmReplace = target.Name };

        var failure = await FailureAsync(dump, target, With);
        Assert.AreEqual("PUM5004", failure.Code);
        Assert.Contains("some of the rows that the dump holds for 'public.Tile \"of\" (a) layer'", failure.Failure.Message);

        await RestoreAsync(dump, target, request => With(request) with { Filter = new() { ExcludeTableData = ["\"Tile\"*"] } });
        Assert.AreEqual("job 0, Tile \"of\" (a) layer 2", (await ContentAsync(target)).Replace("projection 0, layer 0, ", "", StringComparison.Ordinal));
        await target.ExecuteAsync("DROP TABLE job; DELETE FROM \"Tile \"\"of\"\" (a) layer\"");
        await RestoreAsync(dump, target, With);
        Assert.AreEqual("job 0, Tile \"of\" (a) layer 3", (await ContentAsync(target)).Replace("projection 0, layer 0, ", "", StringComparison.Ordinal));
    }

    /// <summary>The server of all tests here; each has databases of its own.</summary>
    private static async Task<TemporaryServer> ServerAsync(int major) =>
        (await Servers.GetOrAdd(major, _ => new(() => ExtensionServer.StartAsync(major, Queue, Maps))).Value).Server;

    [ClassCleanup]
    public static async Task StopAsync()
    {
        foreach (var server in Servers.Values.Where(server => server.Value.IsCompletedSuccessfully))
            await (await server.Value).DisposeAsync();
    }

    private static async Task<string> MakeDumpAsync(TestFolder folder, TemporaryServer server, string sql)
    {
        await using var source = await TestDatabase.CreateAsync(server, server.Superuser);
        await source.ExecuteAsync(sql);
        return await DumpAsync(source, DumpKind.Custom, folder);
    }

    private static Task<PgRestoreFailedException> FailureAsync(
        string dump, TestDatabase target, Func<RestoreRequest, RestoreRequest>? with = null) =>
        Assert.ThrowsExactlyAsync<PgRestoreFailedException>(() => RestoreAsync(dump, target, with));

    private static Task<TestDatabase> TargetAsync(bool isNew, TestDatabase template) => isNew
        ? TestDatabase.ReserveAsync(template.Server)
        : TestDatabase.CreateAsync(template.Server, options: $"TEMPLATE {template.Name}");

    private static RestoreRequest With(RestoreRequest request, bool isNew, TestDatabase template) =>
        isNew ? request with { CreateDatabase = true, BaseTemplate = template.Name } : request;

    /// <summary>How many rows each table has, and the sequence's value.</summary>
    private static async Task<string> ContentAsync(TestDatabase database)
    {
        var content = new List<string>();
        foreach (var relation in (string[])["public.job", "public.big", "geo.projection", "public.projection", "geo.layer", "public.layer", "geo.\"Tile \"\"of\"\" (a) layer\"", "public.\"Tile \"\"of\"\" (a) layer\"", "public.waiting", "public.queue_number"])
        {
            if (!await database.QueryAsync<bool>($"SELECT to_regclass('{relation}') IS NOT NULL"))
                continue;
            var name = relation[(relation.IndexOf('.', StringComparison.Ordinal) + 1)..].Trim('"').Replace("\"\"", "\"", StringComparison.Ordinal);
            var value = name == "queue_number" ? "last_value" : "count(*)";
            content.Add($"{name} {await database.QueryAsync<long>($"SELECT {value} FROM {relation}")}");
        }

        return string.Join(", ", content);
    }

    /// <summary>A database that everybody may copy, until it is disposed.</summary>
    private sealed class Marked(TestDatabase template) : IAsyncDisposable
    {
        public static async Task<Marked> AsTemplateAsync(TestDatabase template)
        {
            await template.ExecuteAsync($"ALTER DATABASE {template.Name} IS_TEMPLATE true");
            return new(template);
        }

        public async ValueTask DisposeAsync() => await template.ExecuteAsync($"ALTER DATABASE {template.Name} IS_TEMPLATE false");
    }
}
