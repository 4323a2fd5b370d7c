namespace Pum.Dumper.ServerTests.RoundTrip;

[TestClass]
public sealed class RightsTests
{
    [TestMethod]
    [DataRow(DumpKind.Custom)]
    [DataRow(DumpKind.Directory)]
    [DataRow(DumpKind.Plain)]
    [DataRow(DumpKind.Tar)]
    public async Task A_role_that_may_create_no_databases_restores_into_the_one_it_owns(DumpKind dump)
    {
        await using var source = await SourceDatabase.CreateAsync(DatabaseKind.Objects);
        await using var target = await TestDatabase.CreateAsync(owner: TestServer.Plain);
        using var folder = new TestFolder();

        // The tar archive holds owners and grants, as anybody's pg_dump writes them: the restore leaves them out.
        await RoundTrip.RestoreAsync(await RoundTrip.DumpAsync(source, dump, folder), target);

        await DatabaseComparison.AreEqualAsync(source, target);
    }

    [TestMethod]
    [DataRow(DumpKind.Custom)]
    [DataRow(DumpKind.Directory)]
    [DataRow(DumpKind.Plain)]
    [DataRow(DumpKind.Tar)]
    public async Task Owners_grants_and_default_privileges_come_back_where_they_are_wanted(DumpKind dump)
    {
        await using var source = await SourceDatabase.CreateAsync(DatabaseKind.Objects);
        await using var target = await TestDatabase.CreateAsync();
        using var folder = new TestFolder();

        var file = await RoundTrip.DumpAsync(source, dump, folder, request => request with { NoOwner = false, NoPrivileges = false });
        await RoundTrip.RestoreAsync(
            file, target, request => dump == DumpKind.Plain ? request : request with { NoOwner = false, NoPrivileges = false });

        await DatabaseComparison.AreEqualAsync(source, target, ownersAndPrivileges: true);
    }

    [TestMethod]
    [DataRow(DumpKind.Custom)]
    [DataRow(DumpKind.Directory)]
    [DataRow(DumpKind.Plain)]
    [DataRow(DumpKind.Tar)]
    public async Task What_only_a_superuser_may_create_comes_back_for_a_superuser(DumpKind dump)
    {
        var server = await TestServer.GetAsync();
        await using var source = await TestDatabase.CreateAsync(server, server.Superuser);
        await SourceScripts.LoadAsync(source, "Superuser");
        await using var target = await TestDatabase.CreateAsync(server, server.Superuser);
        using var folder = new TestFolder();

        var file = await RoundTrip.DumpAsync(source, dump, folder, request => request with { NoOwner = false, NoPrivileges = false });
        await RoundTrip.RestoreAsync(
            file, target, request => dump == DumpKind.Plain ? request : request with { NoOwner = false, NoPrivileges = false });

        await DatabaseComparison.AreEqualAsync(source, target, ownersAndPrivileges: true);
    }
}
