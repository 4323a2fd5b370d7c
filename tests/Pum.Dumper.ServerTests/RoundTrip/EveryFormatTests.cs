namespace Pum.Dumper.ServerTests.RoundTrip;

[TestClass]
public sealed class EveryFormatTests
{
    private static IEnumerable<object[]> KindsAndFormats =>
        from database in Enum.GetValues<DatabaseKind>()
        from dump in Enum.GetValues<DumpKind>()
        select new object[] { database, dump };

    [TestMethod]
    [DynamicData(nameof(KindsAndFormats))]
    public async Task A_database_comes_back_equal_in_an_empty_one(DatabaseKind database, DumpKind dump)
    {
        await using var source = await SourceDatabase.CreateAsync(database);
        await using var target = await TestDatabase.CreateAsync();
        using var folder = new TestFolder(awkward: true);

        var file = await RoundTrip.DumpAsync(source, dump, folder);
        var result = await RoundTrip.RestoreAsync(file, target);

        Assert.AreEqual(RoundTrip.Format(dump), result.Format);
        await DatabaseComparison.AreEqualAsync(source, target);
    }

    [TestMethod]
    [DataRow(DumpKind.Custom)]
    [DataRow(DumpKind.Directory)]
    [DataRow(DumpKind.Plain)]
    [DataRow(DumpKind.Tar)]
    [DataRow(DumpKind.GzippedPlain)]
    public async Task A_database_comes_back_equal_in_a_new_one(DumpKind dump)
    {
        await using var source = await SourceDatabase.CreateAsync(DatabaseKind.Objects);
        await using var target = await TestDatabase.ReserveAsync(prefix: "New \"database\" é");
        using var folder = new TestFolder();

        var file = await RoundTrip.DumpAsync(source, dump, folder);
        var result = await RoundTrip.RestoreAsync(file, target, request => request with { CreateDatabase = true });

        Assert.AreEqual(target.Name, result.Database);
        await DatabaseComparison.AreEqualAsync(source, target);
    }

    // In the one format whose values go through code of ours.
    [TestMethod]
    public async Task Values_of_16_MB_come_back_equal()
    {
        await using var source = await TestDatabase.CreateAsync();
        await SourceScripts.LoadAsync(source, "Big");
        await using var target = await TestDatabase.CreateAsync();
        using var folder = new TestFolder();

        await RoundTrip.RestoreAsync(await RoundTrip.DumpAsync(source, DumpKind.Plain, folder), target);

        await DatabaseComparison.AreEqualAsync(source, target);
    }
}
