using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>Filters together with the other parameters of a restore.</summary>
[TestClass]
public sealed class FilterTests
{
    private const string Fill = """
        CREATE SCHEMA audit; CREATE TABLE audit.log (id serial); INSERT INTO audit.log SELECT FROM generate_series(1, 5);
        CREATE TABLE film (id int PRIMARY KEY); INSERT INTO film VALUES (1); CREATE SEQUENCE free; SELECT nextval('free');
        """;

    private readonly CollectingReporter _reporter = new();

    [TestMethod]
    public async Task Each_filter_on_a_plain_dump_is_refused()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, DumpFormat.Plain);
        await using var target = await TestDatabase.CreateAsync();
        foreach (var (name, request) in new (string, Func<RestoreRequest, RestoreRequest>)[]
        {
            ("Schemas", request => request with { Filter = new() { Schemas = ["a"] } }),
            ("ExcludeSchemas", request => request with { Filter = new() { ExcludeSchemas = ["a"] } }),
            ("Tables", request => request with { Filter = new() { Tables = ["a"] } }),
            ("ExcludeTables", request => request with { Filter = new() { ExcludeTables = ["a"] } }),
            ("ExcludeTableData", request => request with { Filter = new() { ExcludeTableData = ["a"] } }),
            ("ExcludeExtensions", request => request with { Filter = new() { ExcludeExtensions = ["a"] } }),
            ("StrictNames", request => request with { Filter = new() { StrictNames = false } }),
            ("ExcludeDependents", request => request with { ExcludeDependents = true }),
        })
        {
            var failure = await FailureAsync(target, dump, request);
            Assert.AreEqual("PUM1001", failure.Code);
            Assert.StartsWith(name + " is for archives", failure.Failure.Message);
        }
    }

    [TestMethod]
    public async Task A_name_that_matches_nothing_ends_the_restore_before_it_begins()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, DumpFormat.Custom);
        await using var target = await TestDatabase.ReserveAsync();

        var failure = await FailureAsync(
            target,
            dump,
            request => request with { CreateDatabase = true, Filter = new() { ExcludeSchemas = ["audti"], Tables = ["flim"] } });

        Assert.AreEqual("PUM5013 PUM5013", string.Join(' ', failure.Failures.Select(one => one.Code)));
        Assert.IsFalse(await target.ExistsAsync());
    }

    [TestMethod]
    public async Task Clean_drops_only_what_the_filter_takes()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, DumpFormat.Custom);
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync("CREATE SCHEMA audit; CREATE TABLE audit.log AS SELECT 'kept' AS what; CREATE TABLE film (old int)");

        await RestoreAsync(
            target,
            dump,
            request => request with { Filter = new() { ExcludeSchemas = ["audit"] }, Clean = true, ConfirmReplace = target.Name });

        Assert.AreEqual("kept", await target.QueryAsync<string>("SELECT what FROM audit.log"));
        Assert.AreEqual(1, await target.QueryAsync<int>("SELECT id FROM film"));
    }

    [TestMethod]
    public async Task Only_sequences_that_are_taken_stand_in_the_way_of_rows_alone()
    {
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, DumpFormat.Custom);
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync("CREATE TABLE film (id int); CREATE SEQUENCE free");

        Assert.AreEqual("PUM5016", (await FailureAsync(target, dump, request => request with { DataOnly = true, Filter = new() { Tables = ["film", "free"] } })).Code);
        await RestoreAsync(target, dump, request => request with { DataOnly = true, Filter = new() { Tables = ["film"] } });

        Assert.AreEqual(1, await target.QueryAsync<int>("SELECT id FROM film"));
    }

    [TestMethod]
    public async Task What_is_left_out_is_not_checked()
    {
        using var folder = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync("CREATE TABLE film (); CREATE SCHEMA audit; CREATE FUNCTION audit.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; COMMENT ON FUNCTION audit.f() IS 'plain'");
        var dump = await DumpAsync(source, folder["snap"], DumpFormat.Custom);
        await using var target = await TestDatabase.CreateAsync();
        await target.ExecuteAsync("CREATE SCHEMA audit; CREATE TABLE audit.other ()");

        Assert.AreEqual("PUM5004", (await FailureAsync(target, dump, request => request)).Code);
        await RestoreAsync(target, dump, request => request with { Filter = new() { ExcludeSchemas = ["audit"] } });
    }

    [TestMethod]
    public async Task A_selection_restores_in_parallel_and_through_the_script_of_a_newer_client()
    {
        var tools = await TestServer.GetBinDirectoryAsync(18);
        using var folder = new TestFolder();
        var dump = await MakeDumpAsync(folder, DumpFormat.Custom, tools);
        await using var made = await TestDatabase.ReserveAsync();
        await using var existing = await TestDatabase.CreateAsync();

        await RestoreAsync(
            made,
            dump,
            request => request with { Filter = new() { Schemas = ["audit"] }, CreateDatabase = true, Jobs = 3, ToolPath = tools });
        await RestoreAsync(existing, dump, request => request with { Filter = new() { Schemas = ["audit"] }, ToolPath = tools });

        foreach (var target in new[] { made, existing })
            Assert.AreEqual("5 f", await target.QueryAsync<string>(
                "SELECT format('%s %s', (SELECT count(*) FROM audit.log), to_regclass('film') IS NOT NULL)"));
    }

    private async Task<string> MakeDumpAsync(TestFolder folder, DumpFormat format, string? toolPath = null)
    {
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync(Fill);
        return await DumpAsync(source, folder["snap"], format, toolPath);
    }

    private async Task<string> DumpAsync(TestDatabase source, string file, DumpFormat format, string? toolPath = null) =>
        (await DumpOperation.RunAsync(
            new() { Caller = "PumDump", Connection = source.Request, File = file, Format = format, BaseDirectory = Path.GetDirectoryName(file)!, ToolPath = toolPath ?? source.Server.BinDirectory }, _reporter)).File;

    private Task<RestoreResult> RestoreAsync(TestDatabase target, string dump, Func<RestoreRequest, RestoreRequest> with) =>
        RestoreOperation.RunAsync(
        with(new() { Caller = "PumRestore", Connection = target.Request, File = dump, BaseDirectory = Path.GetDirectoryName(dump)!, ToolPath = target.Server.BinDirectory }), _reporter);

    private Task<PgRestoreFailedException> FailureAsync(TestDatabase target, string dump, Func<RestoreRequest, RestoreRequest> with) =>
        Assert.ThrowsExactlyAsync<PgRestoreFailedException>(() => RestoreAsync(target, dump, with));
}
