using Pum.Dumper.Connections;
using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Filters;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;
using Pum.Dumper.Restoring.Selection;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>A pattern means what the server says it means, in every encoding, to a dump and to a restore.</summary>
[TestClass]
public sealed class PatternTests
{
    private const string Latin1 = "TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'";
    private const string Utf8 = "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'";

    private readonly CollectingReporter _reporter = new();

    [TestMethod]
    [DataRow("größe")]
    [DataRow("\"größe\"")]
    [DataRow("GRößE")]
    [DataRow("gr?ße")]
    [DataRow("[f-h]r[ä-ö]ß*")]
    public async Task Names_of_another_encoding_are_left_out_of_a_dump_and_of_a_restore(string pattern)
    {
        await using var source = await TestDatabase.CreateAsync(options: Latin1);
        await source.ExecuteAsync("CREATE SCHEMA größe; CREATE TABLE größe.t (); CREATE SCHEMA länge");
        using var folder = new TestFolder();
        await using var fromPart = await TestDatabase.CreateAsync(options: Latin1);
        await using var fromWhole = await TestDatabase.CreateAsync(options: Latin1);
        ObjectFilter filter = new() { ExcludeSchemas = [pattern] };

        await RestoreAsync(fromPart, await DumpAsync(source, folder["part"], filter), ObjectFilter.None);
        await RestoreAsync(fromWhole, await DumpAsync(source, folder["whole"], ObjectFilter.None), filter);

        Assert.AreEqual("länge", await SchemasAsync(fromPart));
        Assert.AreEqual("länge", await SchemasAsync(fromWhole));
    }

    [TestMethod]
    [DataRow("größe", "größe", "--encoding=LATIN1")]
    [DataRow("🐘", "🐘", "")]
    [DataRow("🐘A", "\"🐘A\"", "")]
    public async Task What_is_left_out_of_a_dump_does_not_depend_on_its_encoding(string schema, string pattern, string options)
    {
        await using var source = await TestDatabase.CreateAsync(options: Utf8);
        await source.ExecuteAsync($"CREATE SCHEMA {TestDatabase.Quote(schema)}; CREATE SCHEMA länge");
        using var folder = new TestFolder();
        await using var target = await TestDatabase.CreateAsync(options: Utf8);

        await RestoreAsync(target, await DumpAsync(source, folder["snap"], new() { ExcludeSchemas = [pattern] }, request => request with { AdditionalOptions = options }), ObjectFilter.None);

        Assert.AreEqual("länge", await SchemasAsync(target));
    }

    [TestMethod]
    [DataRow("tmp_☃")]
    [DataRow("tmp_?")]
    [DataRow("tmp_*")]
    public async Task A_name_that_the_target_cannot_hold_is_left_out(string pattern)
    {
        using var folder = new TestFolder();
        var dump = await DumpOfSnowAsync(folder);
        await using var target = await TestDatabase.CreateAsync(options: Latin1);

        await RestoreAsync(target, dump, new() { ExcludeSchemas = [pattern] });

        Assert.AreEqual("länge", await SchemasAsync(target));
    }

    [TestMethod]
    public async Task A_pattern_that_the_target_cannot_hold_is_refused()
    {
        using var folder = new TestFolder();
        var dump = await DumpOfSnowAsync(folder);
        await using var target = await TestDatabase.CreateAsync(options: Latin1);

        var failure = await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(
            () => RestoreAsync(target, dump, new() { Schemas = ["l*"], ExcludeSchemas = ["*_☃"] }));

        Assert.AreEqual("PUM1001", string.Join(' ', failure.Failures.Select(one => one.Code)));
        Assert.AreEqual(
            "ExcludeSchemas holds '*_☃', which the server does not accept as a pattern: character with byte sequence 0xe2 0x98 0x83 in encoding \"UTF8\" has no equivalent in encoding \"LATIN1\".",
            failure.Failure.Message);
    }

    [TestMethod]
    public async Task A_name_that_the_database_cannot_hold_matches_nothing_there()
    {
        await using var source = await TestDatabase.CreateAsync(options: Latin1);
        await source.ExecuteAsync("CREATE SCHEMA länge");
        using var folder = new TestFolder();

        var failure = await Assert.ThrowsExactlyAsync<PgDumpFailedException>(
            () => DumpAsync(source, folder["snap"], new() { ExcludeSchemas = ["tmp_☃"] }));
        await DumpAsync(source, folder["snap"], new() { ExcludeSchemas = ["*☃*|tmp"] });

        Assert.AreEqual("PUM4003", failure.Code);
        Assert.HasCount(1, _reporter.Warnings);
    }

    [TestMethod]
    [DataRow("(a", "parentheses () not balanced")]
    [DataRow("[b-a]", "invalid character range")]
    [DataRow("a|+", "quantifier operand invalid")]
    [DataRow("a{256}", "invalid repetition count(s)")]
    [DataRow(@"(a)\3", "invalid backreference number")]
    [DataRow("ö(", "parentheses () not balanced")]
    public async Task What_is_no_pattern_is_refused_in_the_words_of_the_server(string pattern, string words)
    {
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync("CREATE SCHEMA audit; CREATE TABLE audit.log ()");
        using var folder = new TestFolder();
        var dump = await DumpAsync(source, folder["snap"], ObjectFilter.None);
        await using var target = await TestDatabase.ReserveAsync();
        ObjectFilter filter = new() { ExcludeSchemas = ["au*"], ExcludeTableData = [$"audit.{pattern}"] };

        var ofDump = await Assert.ThrowsExactlyAsync<PgDumpFailedException>(() => DumpAsync(source, folder["part"], filter));
        var ofRestore = await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(
            () => RestoreAsync(target, dump, filter, request => request with { CreateDatabase = true }));

        foreach (var failure in (PumFailureException[])[ofDump, ofRestore])
        {
            Assert.AreEqual("PUM1001 2201B", string.Join(", ", failure.Failures.Select(one => $"{one.Code} {one.SqlState}")));
            Assert.AreEqual($"ExcludeTableData holds 'audit.{pattern}', which the server does not accept as a pattern: invalid regular expression: {words}.", failure.Failure.Message);
        }

        Assert.IsFalse(await target.ExistsAsync());
    }

    [TestMethod]
    public async Task Any_number_of_names_is_asked_about()
    {
        await using var database = await TestDatabase.CreateAsync(options: Latin1);
        var connection = ConnectionResolver.Resolve(database.Request, HostEnvironment.Current(Path.GetTempPath()));
        await using var session = await SessionOpening.OpenAsync(
            connection, new("PumRestore", 0, [], connection.Display, Dumping: false, File: ""), CancellationToken.None);
        var patterns = NamedPattern.Of(new() { ExcludeTables = ["a*.*7", @"it's\\?*.t", "\"plain\".t"] });

        var matched = await NameQuery.AskAsync(
            patterns,
            [.. Enumerable.Range(0, 25_000).Select(number => $"t{number}"), @"it's\*☃", "a\0b", "a*"],
            session,
            CancellationToken.None);

        Assert.AreEqual(
            @"^(.*7)$: 2500, ^(a.*)$: 2, ^(it's\\..*)$: 1",
            string.Join(
                ", ", matched.Names.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}: {pair.Value.Count}")));
        Assert.IsTrue(matched.Names["^(.*7)$"].All(name => name.EndsWith('7')));
        Assert.Contains("a\0b", matched.Names["^(a.*)$"]);
    }

    /// <summary>Schemas of which LATIN1 has one.</summary>
    private async Task<string> DumpOfSnowAsync(TestFolder folder)
    {
        await using var source = await TestDatabase.CreateAsync(options: Utf8);
        await source.ExecuteAsync("CREATE SCHEMA tmp_☃; CREATE SCHEMA länge");
        return await DumpAsync(source, folder["snow"], ObjectFilter.None);
    }

    private static Task<string?> SchemasAsync(TestDatabase database) =>
        database.QueryAsync<string>(
            "SELECT string_agg(nspname, ', ' ORDER BY nspname) FROM pg_namespace WHERE nspname !~ '^(pg_|public|information_schema)'");

    private async Task<string> DumpAsync(TestDatabase source, string file, ObjectFilter filter, Func<DumpRequest, DumpRequest>? with = null)
    {
        DumpRequest request = new() { Caller = "PumDump", Connection = source.Request, File = file, BaseDirectory = Path.GetDirectoryName(file)!, ToolPath = source.Server.BinDirectory, Filter = filter };
        return (await DumpOperation.RunAsync(with?.Invoke(request) ?? request, _reporter)).File;
    }

    private async Task RestoreAsync(
        TestDatabase target, string dump, ObjectFilter filter, Func<RestoreRequest, RestoreRequest>? with = null)
    {
        RestoreRequest request = new() { Caller = "PumRestore", Connection = target.Request, File = dump, BaseDirectory = Path.GetDirectoryName(dump)!, ToolPath = target.Server.BinDirectory, Filter = filter };
        await RestoreOperation.RunAsync(with?.Invoke(request) ?? request, _reporter);
    }
}
