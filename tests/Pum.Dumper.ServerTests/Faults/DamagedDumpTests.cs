using Pum.Dumper.Dumping;

namespace Pum.Dumper.ServerTests.Faults;

/// <summary>A dump that was cut short, or in which a bit has changed.</summary>
[TestClass]
internal sealed class DamagedDumpTests
{
    private const string Rows = """
        CREATE TABLE damaged_1 AS SELECT n, md5(n::text) AS a, md5((n * 7)::text) AS b FROM generate_series(1, 200) n;
        CREATE TABLE damaged_2 AS SELECT * FROM damaged_1;
        ALTER TABLE damaged_2 ADD PRIMARY KEY (n);
        """;

    private static readonly Func<DumpRequest, DumpRequest> DamagedTables = request =>
        request with { Filter = new() { Tables = ["damaged_*"] } };

    [TestMethod]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Directory)]
    [DataRow(DumpFormat.Tar)]
    [DataRow(DumpFormat.Plain)]
    public async Task A_dump_that_is_cut_at_any_kilobyte_is_refused(DumpFormat format)
    {
        await using var site = await FaultSite.CreateAsync();
        await MakeAsync(site, format);
        var before = await DatabaseSnapshot.TakeAsync(site.Database);
        foreach (var file in Files(site))
        {
            var whole = await File.ReadAllBytesAsync(file);
            for (var length = 0; length < whole.Length; length += 1024)
            {
                // The two zero blocks at the end of a tar file, and what fills its last kilobytes, are nothing that could be missed.
                if (format == DumpFormat.Tar && whole.AsSpan(length).IndexOfAnyExcept((byte)0) < 0)
                    continue;
                await File.WriteAllBytesAsync(file, whole[..length]);
                var failure = await FaultSite.FailureOf(site.RestoreAsync("snap"));
                Assert.IsTrue(failure?.Code is "PUM5002" or "PUM5003", $"{Path.GetFileName(file)} cut at {length}: {failure}");
            }
            await File.WriteAllBytesAsync(file, whole);
        }
        await site.NothingIsLeftAsync();
        before.Equals(await DatabaseSnapshot.TakeAsync(site.Database), "a cut dump changed the target");
    }

    [TestMethod]
    [DataRow("pg_restore", DumpFormat.Custom)]
    [DataRow("psql", DumpFormat.Plain)]
    public async Task The_tools_by_themselves_restore_half_of_a_dump_that_is_cut(string tool, DumpFormat format)
    {
        await using var site = await FaultSite.CreateAsync();
        await MakeAsync(site, format);
        var before = await DatabaseSnapshot.TakeAsync(site.Database);
        await using (var file = File.OpenWrite(site.Folder["snap"]))
            file.SetLength(file.Length / 2);

        var exitCode = await BareTool.RunAsync(site, tool, tool == "psql" ? $"--file={site.Folder["snap"]}" : site.Folder["snap"]);

        Assert.AreEqual(tool == "psql" ? 0 : 1, exitCode);
        Assert.IsTrue(before.Differs(await DatabaseSnapshot.TakeAsync(site.Database)));
    }

    [TestMethod]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Directory)]
    [DataRow(DumpFormat.Tar)]
    [DataRow(DumpFormat.Plain)]
    public async Task A_dump_in_which_a_bit_has_changed_leaves_the_target_as_it_was_or_restores_whole(DumpFormat format)
    {
        await using var site = await FaultSite.CreateAsync();
        await MakeAsync(site, format);
        var before = await DatabaseSnapshot.TakeAsync(site.Database);
        var random = new Random(5003);
        foreach (var file in Files(site))
        {
            var whole = await File.ReadAllBytesAsync(file);
            for (var round = 0; round < (format == DumpFormat.Directory ? 4 : 10); round++)
            {
                var changed = (byte[])whole.Clone();
                var at = random.Next(changed.Length);
                changed[at] ^= (byte)(1 << random.Next(8));
                await File.WriteAllBytesAsync(file, changed);
                var failure = await FaultSite.FailureOf(site.RestoreAsync("snap"));
                var after = await DatabaseSnapshot.TakeAsync(site.Database);
                var what = $"{Path.GetFileName(file)}, byte {at}: {failure}";
                if (failure is not null)
                    before.Equals(after, what);
                else
                    await AreWholeAsync(site, after.Content.Count - before.Content.Count, what);
            }
            await File.WriteAllBytesAsync(file, whole);
        }
        await site.NothingIsLeftAsync();
    }

    /// <summary>
    /// Every table with every row: no format has a checksum over names and definitions, and a plain dump none at all, so that one bit may
    /// give another name or another value.
    /// </summary>
    private static async Task AreWholeAsync(FaultSite site, int tables, string what)
    {
        Assert.AreEqual(2, tables, what);
        var restored = await site.Database.QueryListAsync<string>("SELECT format('%I.%I', n.nspname, relname) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind = 'r' AND c.oid >= 16384 AND relname NOT IN ('account', 'entry')");
        foreach (var table in restored)
            Assert.AreEqual(200L, await site.Database.QueryAsync<long>($"SELECT count(*) FROM {table}"), what);
        await site.Database.ExecuteAsync($"DROP TABLE {string.Join(", ", restored)}");
    }

    private static async Task MakeAsync(FaultSite site, DumpFormat format)
    {
        await site.Database.ExecuteAsync(Rows);
        if (format == DumpFormat.Tar)
            Assert.AreEqual(
                0, await BareTool.RunAsync(site, "pg_dump", "--format=tar", "--table=damaged_*", $"--file={site.Folder["snap"]}"));
        else
            await site.DumpAsync("snap", format, DamagedTables);
        await site.Database.ExecuteAsync("DROP TABLE damaged_1, damaged_2");
    }

    private static string[] Files(FaultSite site) =>
        Directory.Exists(site.Folder["snap"])
            ? [.. Directory.GetFiles(site.Folder["snap"]).Order(StringComparer.Ordinal)]
            : [site.Folder["snap"]];
}
