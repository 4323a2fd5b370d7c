namespace Pum.Dumper.ServerTests.RoundTrip;

[TestClass]
public sealed class EveryMajorTests
{
    [TestMethod]
    [DataRow(15, 17, DumpKind.Custom)]
    [DataRow(15, 17, DumpKind.Plain)]
    [DataRow(15, 18, DumpKind.Custom)]
    [DataRow(15, 18, DumpKind.Directory)]
    [DataRow(15, 18, DumpKind.Plain)]
    [DataRow(15, 18, DumpKind.Tar)]
    [DataRow(17, 18, DumpKind.Custom)]
    [DataRow(17, 18, DumpKind.Plain)]
    public async Task A_database_moves_to_a_newer_major(int from, int to, DumpKind dump)
    {
        var older = await TestServer.GetAsync(from);
        var newer = await TestServer.GetAsync(to);
        await using var source = await SourceDatabase.CreateAsync(DatabaseKind.Objects, older);
        await using var target = await TestDatabase.CreateAsync(newer);
        using var folder = new TestFolder();

        await RoundTrip.RestoreAsync(await RoundTrip.DumpAsync(source, dump, folder), target);

        await DatabaseComparison.ContentsAreEqualAsync(source, target);
        // Each major writes views in words of its own: the yardstick is the same database made there.
        await using var native = await SourceDatabase.CreateAsync(DatabaseKind.Objects, newer);
        await DatabaseComparison.SchemasAreEqualAsync(native, target, namesOfNotNull: false);
    }

    [TestMethod]
    [DataRow(17)]
    [DataRow(18)]
    public async Task A_major_of_its_own_serves_each_server(int major)
    {
        var server = await TestServer.GetAsync(major);
        await using var source = await SourceDatabase.CreateAsync(DatabaseKind.Objects, server);
        await using var target = await TestDatabase.CreateAsync(server);
        using var folder = new TestFolder();

        await RoundTrip.RestoreAsync(await RoundTrip.DumpAsync(source, DumpKind.Custom, folder), target);

        await DatabaseComparison.AreEqualAsync(source, target);
    }

    // An archive by a newer client than its server: pg_restore of 17 and later sets what servers before 17 do not know.
    [TestMethod]
    [DataRow(15, 17)]
    [DataRow(15, 18)]
    public async Task An_archive_by_a_newer_client_goes_back_to_its_own_server(int server, int client)
    {
        var older = await TestServer.GetAsync(server);
        var tools = await TestServer.GetBinDirectoryAsync(client);
        await using var source = await SourceDatabase.CreateAsync(DatabaseKind.Objects, older);
        await using var target = await TestDatabase.CreateAsync(older);
        using var folder = new TestFolder();

        var file = await RoundTrip.DumpAsync(source, DumpKind.Custom, folder, request => request with { ToolPath = tools });
        await RoundTrip.RestoreAsync(file, target, request => request with { ToolPath = tools });

        await DatabaseComparison.AreEqualAsync(source, target);
    }
}
