using System.Diagnostics;
using System.Globalization;
using Pum.Dumper.Archives;
using Pum.Dumper.Failures;

namespace Pum.Dumper.ServerTests.Archives;

/// <summary>What pg_dump really writes. Major 0 is the system's own.</summary>
[TestClass]
public sealed class RealArchiveTests
{
    [TestMethod]
    [DataRow(0, "custom", "")]
    [DataRow(0, "custom", "--compress=0")]
    [DataRow(0, "custom", "--schema-only")]
    [DataRow(0, "custom", "--inserts")]
    [DataRow(0, "directory", "")]
    [DataRow(0, "directory", "--compress=0")]
    [DataRow(0, "directory", "--inserts")]
    [DataRow(0, "tar", "")]
    [DataRow(17, "custom", "--compress=zstd:1")]
    [DataRow(17, "custom", "--compress=lz4")]
    [DataRow(17, "directory", "--compress=zstd:1")]
    [DataRow(17, "directory", "--compress=lz4")]
    [DataRow(17, "directory", "--inserts")]
    [DataRow(17, "tar", "")]
    [DataRow(18, "custom", "")]
    [DataRow(18, "custom", "--statistics")]
    [DataRow(18, "directory", "--compress=zstd:1")]
    [DataRow(18, "directory", "--jobs=2")]
    [DataRow(18, "tar", "")]
    public async Task An_archive_is_read_as_pg_restore_reads_it(int major, string format, string option)
    {
        await using var real = await RealArchive.CreateAsync(major);
        var path = await real.DumpAsync(format, option.Length == 0 ? [] : [option]);

        var dump = DumpFile.Recognise(path);
        Assert.AreEqual(format, dump.Format.ToString().ToLowerInvariant());
        var archive = Archive.Read(dump);
        archive.Verify(unpack: true);

        var listing = await real.RunAsync("pg_restore", "--list", "--verbose", path);
        var expected = listing.Split('\n')
            .Where(line => line.Length > 0 && (char.IsAsciiDigit(line[0]) || line.Contains("depends on:", StringComparison.Ordinal)));
        Assert.AreEqual(string.Join('\n', expected), string.Join('\n', archive.Entries.SelectMany(Listed)));

        var script = await real.RunAsync("pg_restore", "--create", "--file=-", path);
        // pg_restore words the session's settings anew, and turns a list of large objects into a statement for each.
        foreach (var entry in archive.Entries.Where(
            entry => entry.Description is not ("ENCODING" or "STDSTRINGS" or "SEARCHPATH" or "BLOB METADATA")))
        {
            Assert.IsTrue(script.Contains(entry.Statements.Definition, StringComparison.Ordinal), entry.Statements.Definition);
            Assert.IsTrue(script.Contains(entry.Statements.Copy, StringComparison.Ordinal), entry.Statements.Copy);
        }
    }

    [TestMethod]
    [DataRow(0, "custom")]
    [DataRow(0, "tar")]
    [DataRow(17, "custom")]
    [DataRow(18, "custom")]
    public async Task An_archive_cut_anywhere_is_truncated(int major, string format)
    {
        await using var real = await RealArchive.CreateAsync(major);
        var path = await real.DumpAsync(format);
        var dump = DumpFile.Recognise(path);
        var whole = await File.ReadAllBytesAsync(path);

        for (var length = whole.Length - 1; length > 0; length -= Math.Min(length, 1024))
        {
            await File.WriteAllBytesAsync(path, whole[..length]);
            var failure = Assert.ThrowsExactly<PumFailureException>(() => Archive.Read(dump).Verify(), $"cut at {length}").Failure;
            Assert.AreEqual("PUM5003", failure.Code, $"cut at {length}: {failure}");
        }
    }

    [TestMethod]
    [DataRow(0, "custom", 50_000)]
    [DataRow(0, "tar", 20_000)]
    [DataRow(18, "custom", 30_000)]
    public async Task Mutants_of_an_archive_end_in_a_failure_or_are_read(int major, string format, int count)
    {
        await using var real = await RealArchive.CreateAsync(major);
        var path = await real.DumpAsync(format);
        var known = DumpFile.Recognise(path).Format;
        var whole = await File.ReadAllBytesAsync(path);

        var random = new Random(count);
        var refused = 0;
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            using var mutant = new MemoryStream(Mutant.Of(whole, random));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Mutant.ReadAll(known, mutant);
            }
            catch (PumFailureException exception) when (exception.Code is "PUM5002" or "PUM5003")
            {
                refused++;
            }
            // Text takes two bytes a character, and 64 KB each are looked at and buffered.
            Assert.IsLessThan(1_000_000 + (8 * whole.Length), GC.GetAllocatedBytesForCurrentThread() - before, $"mutant {i}");
        }
        Assert.IsGreaterThan(count / 4, refused);
        Assert.IsLessThan(TimeSpan.FromMinutes(10), watch.Elapsed);
    }

    [TestMethod]
    public async Task A_database_in_another_encoding_keeps_its_names()
    {
        var database = await TestDatabase.CreateAsync(options: "ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        await using var real = RealArchive.Of(database);
        await database.ExecuteAsync("""CREATE TABLE "größe" (a int)""");

        var archive = Archive.Read(DumpFile.Recognise(await real.DumpAsync("custom")));

        Assert.AreEqual("größe", archive.Entries.Single(entry => entry.Description == "TABLE").Tag);
        Assert.IsFalse(archive.Entries.Any(entry => entry.Undecodable));
    }

    /// <summary>The lines of <c>pg_restore --list --verbose</c> for an entry.</summary>
    private static IEnumerable<string> Listed(ArchiveEntry entry)
    {
        static string Name(string? name) => string.IsNullOrEmpty(name) ? "-" : name.Replace('\n', ' ').Replace('\r', ' ');
        yield return string.Create(CultureInfo.InvariantCulture,
            $"{entry.DumpId}; {entry.CatalogId.TableOid} {entry.CatalogId.Oid} {entry.Description} {Name(entry.Namespace)} {Name(entry.Tag)} {entry.Owner}");
        if (entry.Dependencies.Length > 0)
            yield return $";\tdepends on: {string.Join(' ', entry.Dependencies)}";
    }
}
