namespace Pum.Dumper.ServerTests.RoundTrip;

[TestClass]
public sealed class OlderStateTests
{
    // A later day's work: rows gone and changed, a table lost, another function, a column more.
    private const string Changes = """
        DELETE FROM views.journal;
        UPDATE types.every_type SET u = 'changed';
        DROP TABLE tables.orphan, public.extended;
        DROP VIEW views.with_default;
        ALTER TABLE search.document ADD COLUMN later int;
        CREATE OR REPLACE FUNCTION functions.overloaded(int) RETURNS int LANGUAGE sql AS 'SELECT 9';
        SELECT setval('tables.free', 3), lo_unlink(400002), lo_put(400001, 0, 'changed');
        REFRESH MATERIALIZED VIEW views.on_populated;
        """;

    [TestMethod]
    [DataRow(DumpKind.Custom)]
    [DataRow(DumpKind.Directory)]
    [DataRow(DumpKind.Tar)]
    public async Task A_clean_restore_brings_back_the_state_of_the_dump(DumpKind dump)
    {
        // pg_restore --clean cannot drop the keys of partitions: "cannot drop inherited constraint".
        await using var source = await TestDatabase.CreateAsync();
        await SourceScripts.LoadAsync(source, "Objects", except: "10-partitions");
        await using var target = await TestDatabase.CreateAsync();
        using var folder = new TestFolder();
        var file = await RoundTrip.DumpAsync(source, dump, folder);
        await RoundTrip.RestoreAsync(file, target);
        await target.ExecuteAsync(Changes);

        await RoundTrip.RestoreAsync(file, target, request => request with { Clean = true, ConfirmReplace = target.Name });

        await DatabaseComparison.AreEqualAsync(source, target);
    }

    [TestMethod]
    [DataRow(DumpKind.Custom)]
    [DataRow(DumpKind.Directory)]
    [DataRow(DumpKind.Tar)]
    public async Task The_definitions_and_then_the_rows_make_the_whole(DumpKind dump)
    {
        await using var source = await TestDatabase.CreateAsync();
        await SourceScripts.LoadAsync(source, "Ledger");
        await using var target = await TestDatabase.CreateAsync();
        using var folder = new TestFolder();
        var file = await RoundTrip.DumpAsync(source, dump, folder);

        await RoundTrip.RestoreAsync(file, target, request => request with { SchemaOnly = true });

        await DatabaseComparison.SchemasAreEqualAsync(source, target);
        Assert.AreEqual(0L, await target.QueryAsync<long>("SELECT (SELECT count(*) FROM account) + (SELECT count(*) FROM entry)"));

        await RoundTrip.RestoreAsync(file, target, request => request with { DataOnly = true });

        await DatabaseComparison.AreEqualAsync(source, target);
    }

    [TestMethod]
    [DataRow(DumpKind.Custom)]
    [DataRow(DumpKind.Plain)]
    public async Task A_dump_of_definitions_and_a_dump_of_rows_make_the_whole(DumpKind dump)
    {
        await using var source = await TestDatabase.CreateAsync();
        await SourceScripts.LoadAsync(source, "Ledger");
        await using var target = await TestDatabase.CreateAsync();
        using var definitions = new TestFolder();
        using var rows = new TestFolder();

        await RoundTrip.RestoreAsync(
            await RoundTrip.DumpAsync(source, dump, definitions, request => request with { SchemaOnly = true }), target);
        await RoundTrip.RestoreAsync(await RoundTrip.DumpAsync(source, dump, rows, request => request with { DataOnly = true }), target);

        await DatabaseComparison.AreEqualAsync(source, target);
    }
}
