using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring;
using Pum.Dumper.ServerTests.RoundTrip;

namespace Pum.Dumper.ServerTests.Restoring;

/// <summary>A dump made with a filter, and a whole dump restored with it, give the same database.</summary>
[TestClass]
public sealed class FilterComparisonTests
{
    private readonly CollectingReporter _reporter = new();

    // 0: the system's own.
    private static IEnumerable<object[]> CasesAndMajors =>
        from @case in FilterCase.All
        from major in (int[])[0, 17, 18]
        select new object[] { @case.Name, major };

    private static IEnumerable<object[]> CasesAndFormats =>
        from name in (string[])["schemas left out by wildcards", "a schema", "tables of a schema", "several filters at once"]
        from format in (DumpKind[])[DumpKind.Directory, DumpKind.Tar]
        select new object[] { name, format };

    [TestMethod]
    [DynamicData(nameof(CasesAndMajors))]
    public async Task Filtering_the_restore_gives_what_filtering_the_dump_gives(string name, int major) =>
        await CompareAsync(name, major, DumpKind.Custom);

    [TestMethod]
    [DynamicData(nameof(CasesAndFormats))]
    public async Task Archives_of_every_format_are_filtered(string name, DumpKind format) => await CompareAsync(name, 0, format);

    private async Task CompareAsync(string name, int major, DumpKind format)
    {
        var server = await (major == 0 ? TestServer.GetAsync() : TestServer.GetAsync(major));
        var @case = FilterCase.All.Single(@case => @case.Name == name);
        if (server.Major < @case.KnownSince)
            Assert.Inconclusive($"pg_dump knows that filter since {@case.KnownSince}.");
        var source = await FilterSource.GetAsync(server, format);
        var filter = @case.Filter with
        {
            ExcludeTables = [.. @case.Filter.ExcludeTables.Select(
            pattern => pattern.Replace("{database}", source.Database.Name, StringComparison.Ordinal))]
        };
        await using var filtered = await TestDatabase.CreateAsync(server, prefix: "restored");
        await RestoreAsync(@case, filtered, source.Dump, filter);

        await using var expected = await TestDatabase.CreateAsync(server, prefix: "dumped");
        using var folder = new TestFolder();
        var dump = (await DumpOperation.RunAsync(
            new()
            {
                Caller = "PumDump",
                Connection = source.Database.Request,
                File = folder["filtered"],
                BaseDirectory = folder.FullName,
                ToolPath = server.BinDirectory,
                Filter = filter,
                SchemaOnly = @case.SchemaOnly,
                NoPrivileges = false,
            },
            _reporter)).File;
        if (server.Major >= @case.UnrestorableSince)
        {
            await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(() => RestoreAsync(@case, expected, dump, ObjectFilter.None));
            return;
        }
        await RestoreAsync(@case, expected, dump, ObjectFilter.None);
        await DatabaseComparison.AreEqualAsync(expected, filtered, ownersAndPrivileges: true);
    }

    private async Task RestoreAsync(FilterCase @case, TestDatabase target, string dump, ObjectFilter filter)
    {
        if (@case.Prepare.Length > 0)
            await target.ExecuteAsync(@case.Prepare);
        await RestoreOperation.RunAsync(
            new()
            {
                Caller = "PumRestore",
                Connection = target.Request,
                File = dump,
                BaseDirectory = Path.GetDirectoryName(dump)!,
                ToolPath = target.Server.BinDirectory,
                Filter = filter,
                SchemaOnly = @case.SchemaOnly,
                NoOwner = false,
                NoPrivileges = false,
            },
            _reporter);
    }
}
