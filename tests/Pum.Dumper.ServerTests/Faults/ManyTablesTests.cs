using System.Collections.Immutable;
using Pum.Dumper.Servers;

namespace Pum.Dumper.ServerTests.Faults;

/// <summary>
/// More tables than one transaction can lock. <c>pg_restore --single-transaction</c> leaves nothing either, but says no more than "out of
/// shared memory"; without the option it commits each table by itself.
/// </summary>
[TestClass]
[DoNotParallelize]
internal sealed class ManyTablesTests
{
    [TestMethod]
    public async Task A_script_of_3000_tables_does_not_fit_one_transaction()
    {
        await using var server = await StartAsync();
        await using var site = await FaultSite.CreateAsync(server);
        site.Folder.Write("snap", string.Concat(
            Enumerable.Range(1, 3000).Select(number => $"CREATE TABLE many_{number} (id serial PRIMARY KEY, t text);\n")));
        Assert.AreEqual("PUM5016", (await site.RefusesAsync("snap")).Code);
    }

    [TestMethod]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Directory)]
    public async Task An_archive_of_many_tables_does_not_fit_one_transaction(DumpFormat format)
    {
        await using var server = await StartAsync();
        await using var site = await FaultSite.CreateAsync(server);
        // The other server locks more at a time.
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync("""
            DO $$ BEGIN FOR number IN 1..500 LOOP
                EXECUTE format('CREATE TABLE many_%s (id int PRIMARY KEY, t text)', number);
            END LOOP; END $$
            """);
        await site.DumpAsync(
            "snap", format, request => request with { Connection = source.Request, Filter = new() { Tables = ["many_*"] } });
        Assert.AreEqual("PUM5016", (await site.RefusesAsync("snap")).Code);
    }

    /// <summary>A server whose lock table is full sooner, so that the test is.</summary>
    private static async Task<TemporaryServer> StartAsync()
    {
        var server = await TemporaryServer.StartAsync(new()
        {
            Tcp = true,
            Settings = ImmutableDictionary<string, string>.Empty.Add("max_locks_per_transaction", "10").Add("max_connections", "20")
                .Add("max_wal_senders", "0"),
        });
        await TestServer.MakeRolesAsync(server);
        return server;
    }
}
