using Pum.Dumper.Archives;
using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>Dumps of a newer PostgreSQL and an older target.</summary>
[TestClass]
internal sealed class NewerDumpTests
{
    private const string Overlaps = "CREATE TABLE t (a int4range, b daterange, PRIMARY KEY (a, b WITHOUT OVERLAPS))";

    [TestMethod]
    [DataRow("CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) VIRTUAL)", "TABLE t")]
    [DataRow("CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) VIRTUAL NOT NULL, c text)", "TABLE t")]
    [DataRow("CREATE TABLE t (a int CONSTRAINT n NOT NULL NO INHERIT, b int)", "TABLE t")]
    [DataRow("CREATE TABLE t (a int CONSTRAINT c CHECK (a > 0) NOT ENFORCED)", "CHECK CONSTRAINT t c")]
    [DataRow("CREATE TABLE r (a int PRIMARY KEY); CREATE TABLE t (a int CONSTRAINT c REFERENCES r NOT ENFORCED)", "FK CONSTRAINT t c")]
    [DataRow(Overlaps, "CONSTRAINT t t_pkey")]
    [DataRow("CREATE TABLE t (a int); ALTER TABLE t ADD CONSTRAINT n NOT NULL a NOT VALID", "CONSTRAINT t n")]
    [DataRow("CREATE PUBLICATION p FOR TABLES IN SCHEMA public WITH (publish_generated_columns = stored)", "PUBLICATION p")]
    [DataRow("CREATE COLLATION c (provider = builtin, locale = 'C.UTF-8')", "COLLATION c")]
    [DataRow("CREATE COLLATION c (provider = icu, locale = 'und', rules = '&a < g')", "COLLATION c")]
    [DataRow("CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER e ON login EXECUTE FUNCTION f()", "EVENT TRIGGER e")]
    public async Task What_an_older_server_is_known_to_refuse_is_known(string sql, string entry)
    {
        using var folder = new TestFolder();
        var archive = (await DumpAsync(sql, folder["snap.dump"]))!;
        await using var target = await TestDatabase.CreateAsync();

        var found = archive.Entries.Where(candidate => NewerFeature.In(candidate, new(18, 0), new(15, 18)) is not null)
            .Select(candidate => $"{candidate.Description} {candidate.Tag}").ToArray();

        CollectionAssert.AreEqual(new[] { entry }, found, string.Join(
            '\n', archive.Entries.Select(candidate => $"{candidate.Description}: {candidate.Statements.Definition}")));
        Assert.IsFalse(archive.Entries.Any(candidate => NewerFeature.In(candidate, new(18, 0), new(18, 0)) is not null));
        var definition = archive.Entries.Single(candidate => $"{candidate.Description} {candidate.Tag}" == entry).Statements.Definition;
        await target.ExecuteAsSuperuserAsync("CREATE TABLE IF NOT EXISTS r (a int PRIMARY KEY)");
        await Assert.ThrowsExactlyAsync<Npgsql.PostgresException>(
            () => target.ExecuteAsSuperuserAsync(definition), "PostgreSQL 15 takes it");
    }

    [TestMethod]
    public async Task What_only_looks_new_is_not_taken_for_it()
    {
        using var folder = new TestFolder();
        var archive = (await DumpAsync(
            """
            CREATE TABLE t (
                a int NOT NULL, b int GENERATED ALWAYS AS (a * 2) STORED, c int GENERATED ALWAYS AS (abs(a)) STORED NOT NULL,
                d text DEFAULT 'e GENERATED ALWAYS AS (f)', g text DEFAULT ' NOT NULL NO INHERIT', CONSTRAINT h CHECK (d <> ' NOT ENFORCED;'),
                "i GENERATED ALWAYS AS (j)" int, k int GENERATED ALWAYS AS IDENTITY);
            COMMENT ON TABLE t IS 'WITHOUT OVERLAPS); publish_generated_columns = , rules = ''';
            """,
            folder["snap.dump"]))!;

        Assert.IsFalse(archive.Entries.Any(entry => NewerFeature.In(entry, new(18, 0), new(15, 18)) is not null));
    }

    // A pattern that tries all ways to part the line would be at it for minutes.
    [TestMethod]
    [Timeout(60_000)]
    public async Task A_long_definition_takes_no_long_search()
    {
        using var folder = new TestFolder();
        var hostile = string.Concat(Enumerable.Repeat(" GENERATED ALWAYS AS (x) CONSTRAINT q,", 2500));
        var archive = (await DumpAsync($"CREATE TABLE t (a text DEFAULT '{hostile}')", folder["snap.dump"]))!;

        Assert.IsFalse(archive.Entries.Any(entry => NewerFeature.In(entry, new(18, 0), new(15, 18)) is not null));
    }

    [TestMethod]
    public async Task A_dump_that_an_older_server_refuses_is_PUM2003_before_anything_is_touched()
    {
        using var folder = new TestFolder();
        await DumpAsync("CREATE TABLE a (a int); CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) VIRTUAL)", folder["snap.dump"]);
        await using var target = await TestDatabase.CreateAsync();

        var failure = await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(() => RestoreAsync(target, folder["snap.dump"]));

        Assert.AreEqual("PUM2003", failure.Code, failure.ToString());
        Assert.AreEqual("TABLE public.t", failure.FailingObject);
        Assert.AreEqual(0L, await target.QueryAsync<long>("SELECT count(*) FROM pg_class WHERE oid >= 16384"));
        await RestoreAsync(target, folder["snap.dump"], request => request with { Filter = new() { ExcludeTables = ["t"] } });
        Assert.IsTrue(await target.QueryAsync<bool>("SELECT to_regclass('a') IS NOT NULL"), "what is left out is not refused");
    }

    [TestMethod]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Plain)]
    public async Task A_newer_dump_restores_with_a_warning(DumpFormat format)
    {
        using var folder = new TestFolder();
        await DumpAsync("CREATE TABLE t AS SELECT 1 AS a; ANALYZE t", folder["snap.dump"], format, "--statistics");
        await using var target = await TestDatabase.CreateAsync();

        var reporter = await RestoreAsync(
            target, folder["snap.dump"], request => request with { IgnoreErrors = format == DumpFormat.Plain });

        Assert.AreEqual("PUM2003", reporter.Warnings.First().Code);
        Assert.AreEqual(1, await target.QueryAsync<int>("SELECT a FROM t"));
    }

    [TestMethod]
    [DataRow(17, "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'", "C, C.UTF-8")]
    [DataRow(17, "LOCALE_PROVIDER builtin LOCALE 'C.UTF-8'", "C.UTF-8")]
    [DataRow(18, "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'PG_UNICODE_FAST' LOCALE 'C'", "C, PG_UNICODE_FAST")]
    [DataRow(17, "LOCALE_PROVIDER icu ICU_LOCALE 'und' ICU_RULES '&a < g' LOCALE 'C'", "C, und, &a < g")]
    public async Task A_locale_that_an_older_server_cannot_have_falls_back_with_a_warning(int major, string options, string locale)
    {
        using var folder = new TestFolder();
        var newer = await TestServer.GetAsync(major);
        await using var source = await TestDatabase.CreateAsync(newer, options: $"TEMPLATE template0 ENCODING 'UTF8' {options}");
        await source.ExecuteAsync("CREATE TABLE film (title text); INSERT INTO film VALUES ('été')");
        var dump = (await DumpOperation.RunAsync(
            new() { Caller = "PumDump", Connection = source.Request, File = folder["snap.dump"], BaseDirectory = folder.FullName, ToolPath = newer.BinDirectory }, new CollectingReporter())).File;
        await using var target = await TestDatabase.ReserveAsync(await TestServer.GetAsync(15));
        foreach (var replace in new[] { false, true })
        {
            var reporter = await RestoreAsync(
                target, dump, request => request with { CreateDatabase = !replace, ReplaceDatabase = replace });

            var warning = reporter.Warnings.Single(warning => warning.Code == "PUM2004");
            Assert.Contains($"lacks the locale '{locale}' of the dump", warning.Message);
            Assert.AreEqual("UTF8 été", await target.QueryAsync<string>("SELECT format('%s %s', current_setting('server_encoding'), title) FROM film"));
        }
    }

    private static async Task<CollectingReporter> RestoreAsync(
        TestDatabase target, string file, Func<RestoreRequest, RestoreRequest>? with = null)
    {
        var reporter = new CollectingReporter();
        var newest = await TestServer.GetAsync(18);
        var request = new RestoreRequest { Caller = "PumRestore", Connection = target.Request, File = file, BaseDirectory = Path.GetDirectoryName(file)!, ToolPath = newest.BinDirectory };
        await RestoreOperation.RunAsync(with?.Invoke(request) ?? request, reporter);
        return reporter;
    }

    private static async Task<Archive?> DumpAsync(string sql, string file, DumpFormat format = DumpFormat.Custom, string additional = "")
    {
        var server = await TestServer.GetAsync(18);
        await using var source = await TestDatabase.CreateAsync(server);
        await source.ExecuteAsSuperuserAsync(sql);
        var request = new DumpRequest
        {
            Caller = "PumDump",
            Connection = source.As(server.Superuser).Request,
            File = file,
            BaseDirectory = Path.GetDirectoryName(file)!,
            ToolPath = server.BinDirectory,
            Format = format,
            AdditionalOptions = additional,
        };
        await DumpOperation.RunAsync(request, new CollectingReporter());
        return format == DumpFormat.Plain ? null : Archive.Read(DumpFile.Recognise(file));
    }
}
