namespace Pum.Dumper.ServerTests.RoundTrip;

[TestClass]
public sealed class EncodingTests
{
    private const string Latin1 = "TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'";
    private const string SqlAscii = "TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'";
    private const string Utf8 = "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'";

    private static IEnumerable<object[]> Journeys =>
        from dump in Enum.GetValues<DumpKind>()
        from journey in new[] { ("latin1", Latin1, Latin1), ("latin1", Latin1, Utf8), ("sql_ascii", SqlAscii, SqlAscii) }
        select new object[] { dump, journey.Item1, journey.Item2, journey.Item3 };

    [TestMethod]
    [DynamicData(nameof(Journeys))]
    public async Task A_database_of_another_encoding_comes_back_equal(DumpKind dump, string script, string from, string to)
    {
        await using var source = await TestDatabase.CreateAsync(options: from);
        await SourceScripts.RunAsync(source, $"Encodings/{script}.sql");
        await using var target = await TestDatabase.CreateAsync(options: to);
        using var folder = new TestFolder();

        await RoundTrip.RestoreAsync(await RoundTrip.DumpAsync(source, dump, folder), target);

        await DatabaseComparison.ContentsAreEqualAsync(source, target);
        // A dump names its own encoding.
        if (from == to)
            await DatabaseComparison.SchemasAreEqualAsync(source, target);
    }

    [TestMethod]
    [DataRow("latin1", Latin1)]
    [DataRow("sql_ascii", SqlAscii)]
    public async Task A_new_database_gets_the_encoding_and_the_locale_of_the_dump(string script, string options)
    {
        await using var source = await TestDatabase.CreateAsync(options: options);
        await SourceScripts.RunAsync(source, $"Encodings/{script}.sql");
        await using var target = await TestDatabase.ReserveAsync();
        using var folder = new TestFolder();

        var file = await RoundTrip.DumpAsync(source, DumpKind.Custom, folder);
        await RoundTrip.RestoreAsync(file, target, request => request with { CreateDatabase = true });

        Assert.AreEqual(await PropertiesAsync(source), await PropertiesAsync(target));
        await DatabaseComparison.AreEqualAsync(source, target);
    }

    [TestMethod]
    [DataRow(DumpKind.Custom)]
    [DataRow(DumpKind.Plain)]
    public async Task Bytes_that_nobody_checks_are_warned_of_and_checked_where_the_advice_is_followed(DumpKind dump)
    {
        await using var source = await TestDatabase.CreateAsync(options: SqlAscii);
        await source.ExecuteAsync("CREATE TABLE film (title text); INSERT INTO film VALUES (E'\\351t\\351')");
        await using var target = await TestDatabase.CreateAsync(options: Utf8);
        using var folder = new TestFolder();
        var reporter = new CollectingReporter();

        await RoundTrip.RestoreAsync(await RoundTrip.DumpAsync(source, dump, folder), target, reporter: reporter);

        Assert.AreEqual("PUM2004", reporter.Warnings.Single().Code);
        Assert.AreEqual(@"\xe974e9", await target.QueryAsync<string>("SELECT textsend(title)::text FROM film"));

        await using var right = await TestDatabase.CreateAsync(options: Utf8);
        var (silent, file) = (new CollectingReporter(), await RoundTrip.DumpAsync(source, dump, folder, request => request with { AdditionalOptions = "--encoding=LATIN1" }));
        await RoundTrip.RestoreAsync(file, right, reporter: silent);
        Assert.IsEmpty(silent.Warnings);
        Assert.AreEqual("été", await right.QueryAsync<string>("SELECT title FROM film"));
    }

    private static Task<string?> PropertiesAsync(TestDatabase database) => database.QueryAsync<string>(
        "SELECT format('%s, %s, %s', pg_encoding_to_char(encoding), datcollate, datctype) FROM pg_database WHERE datname = current_database()");
}
