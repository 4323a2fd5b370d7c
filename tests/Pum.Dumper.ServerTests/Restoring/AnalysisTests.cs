using static Pum.Dumper.ServerTests.Restoring.Replacing;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>A database that was replaced is used at once: its statistics are there.</summary>
[TestClass]
public sealed class AnalysisTests
{
    private const string Tables = """
        CREATE TABLE film AS SELECT i AS id FROM generate_series(1, 1000) i;
        CREATE TABLE "Two Words" AS SELECT 1 AS id;
        CREATE TABLE rental (id int) PARTITION BY RANGE (id);
        CREATE TABLE rental_1 PARTITION OF rental FOR VALUES FROM (0) TO (500);
        CREATE TABLE rental_2 PARTITION OF rental FOR VALUES FROM (500) TO (2000);
        INSERT INTO rental SELECT id FROM film;
        CREATE TABLE short (minutes int) INHERITS (film);
        CREATE MATERIALIZED VIEW titles AS SELECT id FROM film;
        """;

    private static IEnumerable<object[]> MajorsAndJobs =>
        from major in TestServer.Majors from jobs in (int[])[1, 3] select new object[] { major, jobs };

    [TestMethod]
    [DynamicData(nameof(MajorsAndJobs))]
    public async Task Every_table_is_analyzed_once_by_one_session_or_by_several(int major, int jobs)
    {
        var server = await TestServer.GetAsync(major);
        await using var target = await TestDatabase.CreateAsync(server);
        using var folder = new TestFolder();

        await ReplaceAsync(
            target, await MakeDumpAsync(folder, Tables, server: server), new(), request => request with { Jobs = jobs });

        Assert.AreEqual(
            "Two Words 1, film 1000, rental 1000, rental_1 499, rental_2 501, short 0, titles 1000",
            await target.QueryAsync<string>("""
                SELECT string_agg(relname || ' ' || reltuples, ', ' ORDER BY relname COLLATE "C") FROM pg_class
                 WHERE relnamespace = 'public'::regnamespace
                """));
        Assert.AreEqual(
            "pg_class false, rental true",
            await target.As(target.Server.Superuser).QueryAsync<string>("""
                SELECT string_agg(DISTINCT starelid::regclass || ' ' || stainherit, ', ') FROM pg_statistic
                 WHERE starelid IN ('rental'::regclass, 'pg_class'::regclass)
                """));
        await Eventually.IsTrueAsync(
            () => target.QueryAsync<bool>("SELECT bool_and(analyze_count = 1) FROM pg_stat_user_tables WHERE relname IN ('film', 'short')"),
            "each is counted once");
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public async Task A_table_that_cannot_be_analyzed_is_a_warning_and_the_restore_is_done(int jobs)
    {
        await using var target = await TestDatabase.CreateAsync();
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, Tables + """
            CREATE FUNCTION fails(int) RETURNS int LANGUAGE sql IMMUTABLE
                AS 'SELECT CASE WHEN pg_catalog.current_query() LIKE ''ANALYZE%'' THEN 1 / (1 - $1) ELSE 0 END';
            CREATE INDEX ON "Two Words" (public.fails(id));
            """);
        var reporter = new CollectingReporter();

        await ReplaceAsync(target, dump, reporter, request => request with { Jobs = jobs });

        Assert.AreEqual(
            $"'{target.Name}' was restored, but its ANALYZE failed: PgRestoreFailed: the server refused a statement of PumRestore: division by zero.",
            string.Join('\n', reporter.Warnings.Select(warning => warning.Message)));
        Assert.AreEqual(1000L, await target.QueryAsync<long>("SELECT count(*) FROM rental"));
    }
}
