using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>With <c>IgnoreErrors</c> a restore succeeds that went on to its end, and no other.</summary>
[TestClass]
internal sealed class IgnoreErrorsTests
{
    private readonly CollectingReporter _reporter = new() { IsQuiet = true };

    [TestMethod]
    public async Task A_script_that_hits_a_full_disk_fails_although_psql_goes_on()
    {
        using var folder = new TestFolder();
        var script = folder.Write("full.sql", """
            CREATE TABLE before (a int);
            DO $$ BEGIN RAISE EXCEPTION 'could not extend file "base/5/1": No space left on device' USING ERRCODE = '53100'; END $$;
            CREATE TABLE behind (a int);
            """);
        await using var target = await TestDatabase.CreateAsync();

        var failure = await FailureAsync(target, script);

        Assert.AreEqual(("PUM5014", "53100"), (failure.Code, failure.SqlState), failure.ToString());
    }

    [TestMethod]
    public async Task What_psql_itself_refuses_is_a_warning_on_its_line()
    {
        using var folder = new TestFolder();
        var script = folder.Write(
            "trust.sql", "CREATE TABLE film (id int);\n\\copy film from 'missing.csv'\n\\nosuch\nCREATE TABLE other (id int);\n");
        await using var target = await TestDatabase.CreateAsync();

        var result = await RestoreAsync(target, script, request => request with { TrustDump = true });

        Assert.AreEqual(2, result.IgnoredErrors);
        CollectionAssert.AreEqual(
            new[] { "PUM5010:2", "PUM5010:3" }, _reporter.Warnings.Select(warning => $"{warning.Code}:{warning.Location!.Line}").ToArray());
        Assert.IsTrue(await target.QueryAsync<bool>("SELECT to_regclass('other') IS NOT NULL"));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task What_needs_something_excluded_is_tried_and_is_a_warning(bool create)
    {
        using var folder = new TestFolder();
        var dump = await DumpAsync(
            folder, DumpFormat.Custom, "CREATE SCHEMA a; CREATE TABLE a.t (id int); CREATE VIEW v AS SELECT * FROM a.t; CREATE TABLE keep AS SELECT 1 AS id");
        await using var target = create ? await TestDatabase.ReserveAsync() : await TestDatabase.CreateAsync();

        var result = await RestoreAsync(
            target, dump, request => request with { Filter = new() { ExcludeSchemas = ["a"] }, CreateDatabase = create });

        Assert.AreEqual(1, result.IgnoredErrors);
        CollectionAssert.AreEqual(new[] { "PUM5011", "PUM5010" }, _reporter.Warnings.Select(warning => warning.Code).ToArray());
        Assert.AreEqual(1, await target.QueryAsync<int>("SELECT id FROM keep"));
    }

    [TestMethod]
    public async Task What_a_script_raises_decides_nothing()
    {
        using var folder = new TestFolder();
        var script = folder.Write("log.sql", """
            DO $$ BEGIN RAISE NOTICE E'the log says\nFATAL:  57P01: terminating connection due to administrator command'; END $$;
            SELECT 1/0;
            """);
        await using var target = await TestDatabase.CreateAsync();

        Assert.AreEqual(1, (await RestoreAsync(target, script)).IgnoredErrors);
        var failure = await FailureAsync(target, script, request => request with { IgnoreErrors = false });
        Assert.AreEqual(("22012", new SourceLocation(script, 2)), (failure.SqlState, failure.Location), failure.ToString());
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Plain)]
    public async Task A_tool_that_is_killed_behind_an_ignored_error_fails(DumpFormat format)
    {
        using var folder = new TestFolder();
        var dump = await DumpAsync(folder, format, """
            CREATE TABLE aaa (a int);
            CREATE FUNCTION slow(a int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(CASE current_setting(''application_name'') LIKE ''PumRestore%'' WHEN true THEN 600 ELSE 0 END); RETURN a; END';
            CREATE TABLE film AS SELECT 1 AS a;
            CREATE INDEX film_slow ON film (public.slow(a));
            """);
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync("CREATE TABLE aaa (other int)");

        var restore = RestoreAsync(target, dump);
        await Eventually.IsTrueAsync(() => IsMakingIndexAsync(target), "the index is being made");
        Faults.ToolKiller.Kill(target.Server, target.Name, new Random(1));
        var failure = (await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(() => restore)).Failure;

        Assert.AreEqual(("PUM5001", 137), (failure.Code, failure.ExitCode), failure.ToString());
        Assert.Contains("it was killed", failure.Message);
    }

    [TestMethod]
    public async Task A_row_that_holds_words_of_pg_restore_decides_nothing()
    {
        using var folder = new TestFolder();
        var dump = await DumpAsync(folder, DumpFormat.Custom, """
            CREATE TABLE log (line text PRIMARY KEY);
            INSERT INTO log VALUES (E'it said\npg_restore: error: could not read from input file: end of file');
            CREATE TABLE "a
            pg_restore: error: could not read from input file: end of file" (id int);
            """);
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync("CREATE TABLE log (line text PRIMARY KEY); INSERT INTO log VALUES (E'it said\npg_restore: error: could not read from input file: end of file')");

        var result = await RestoreAsync(target, dump);

        Assert.IsGreaterThan(0, result.IgnoredErrors);
        Assert.AreEqual(1L, await target.QueryAsync<long>("SELECT count(*) FROM pg_class WHERE relname LIKE 'a_pg_restore%'"));
    }

    private static async Task<bool> IsMakingIndexAsync(TestDatabase target) =>
        await target.QueryAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'CREATE INDEX film_slow%' AND wait_event = 'PgSleep'") == 1;

    private async Task<string> DumpAsync(TestFolder folder, DumpFormat format, string sql)
    {
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync(sql);
        return (await DumpOperation.RunAsync(
            new() { Caller = "PumDump", Connection = source.Request, File = folder["snap"], Format = format, BaseDirectory = folder.FullName, ToolPath = source.Server.BinDirectory }, _reporter)).File;
    }

    private Task<RestoreResult> RestoreAsync(TestDatabase target, string dump, Func<RestoreRequest, RestoreRequest>? with = null)
    {
        var request = new RestoreRequest
        {
            Caller = "PumRestore",
            Connection = target.Request,
            File = dump,
            BaseDirectory = Path.GetDirectoryName(dump)!,
            ToolPath = target.Server.BinDirectory,
            IgnoreErrors = true,
        };
        return RestoreOperation.RunAsync(with?.Invoke(request) ?? request, _reporter);
    }

    private async Task<PumFailure> FailureAsync(TestDatabase target, string dump, Func<RestoreRequest, RestoreRequest>? with = null) =>
        (await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(() => RestoreAsync(target, dump, with))).Failure;
}
