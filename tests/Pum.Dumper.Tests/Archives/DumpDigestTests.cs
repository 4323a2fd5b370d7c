using Pum.Dumper.Archives;
using Pum.TestSupport;

namespace Pum.Dumper.Tests.Archives;

/// <summary>What tells one dump from another, with the moment that it was made and without.</summary>
[TestClass]
public sealed class DumpDigestTests
{
    private static readonly byte[] Filling = [.. Enumerable.Repeat((byte)'x', 3000)];

    private static byte[] Head(byte integerSize, byte format) => [.. "PGDMP"u8, 1, 14, 0, integerSize, 8, format];

    // The first byte of the seconds, after that of their sign.
    private static int SecondsIn(ArchiveBuilder archive) => 11 + (archive.Minor >= 15 ? 1 : 1 + archive.IntegerSize) + 1;

    [TestMethod]
    [DataRow(12, 4)]
    [DataRow(14, 4)]
    [DataRow(15, 4)]
    [DataRow(16, 8)]
    public async Task Two_archives_that_differ_in_their_time_alone_have_one_content(int minor, int integerSize)
    {
        var archive = new ArchiveBuilder { Minor = minor, IntegerSize = integerSize };
        var first = archive.Custom();
        var later = Changed(first, SecondsIn(archive));
        var other = Changed(first, first.Length - 1);

        Assert.AreNotEqual(await DigestAsync(first), await DigestAsync(later));
        Assert.AreEqual(await ContentAsync(first), await ContentAsync(later));
        Assert.AreNotEqual(await ContentAsync(first), await ContentAsync(other));
        // What stands next to the time counts.
        var end = SecondsIn(archive) - 1 + (7 * (1 + integerSize));
        foreach (var beside in (int[])[SecondsIn(archive) - 2, end])
            Assert.AreNotEqual(await ContentAsync(first), await ContentAsync(Changed(first, beside)), $"{beside}");
        foreach (var within in (int[])[SecondsIn(archive) - 1, end - 1])
            Assert.AreEqual(await ContentAsync(first), await ContentAsync(Changed(first, within)), $"{within}");
    }

    [TestMethod]
    public async Task A_folder_has_one_content_too()
    {
        using var folder = new TestFolder();
        var archive = new ArchiveBuilder { FormatByte = 3 };
        foreach (var (name, bytes) in archive.Files())
            await File.WriteAllBytesAsync(folder[name], bytes);
        var (digest, content) = (await OfAsync(), await OfContentAsync());

        await File.WriteAllBytesAsync(folder["toc.dat"], Changed(await File.ReadAllBytesAsync(folder["toc.dat"]), SecondsIn(archive)));
        Assert.AreNotEqual(digest, await OfAsync());
        Assert.AreEqual(content, await OfContentAsync());

        await File.WriteAllTextAsync(folder[archive.Entries.First(entry => entry.Chunks.Length > 0).FileName!], "3\n");
        Assert.AreNotEqual(content, await OfContentAsync());

        Task<DumpDigest> OfAsync() => DumpDigest.OfAsync(folder.FullName, CancellationToken.None);
        async Task<DumpDigest> OfContentAsync() => (await DumpDigest.WithContentAsync(folder.FullName, CancellationToken.None)).Content;
    }

    [TestMethod]
    public async Task Rows_that_look_like_the_head_of_an_archive_count()
    {
        using var folder = new TestFolder();
        var archive = new ArchiveBuilder { FormatByte = 3 };
        foreach (var (name, bytes) in archive.Files())
            await File.WriteAllBytesAsync(folder[name], bytes);
        var rows = folder[archive.Entries.First(entry => entry.Chunks.Length > 0).FileName!];

        foreach (var head in (byte[][])[Head(4, 3), Head(4, 1), "PGDMP1111111"u8.ToArray()])
        {
            byte[] row = [.. head, .. Filling];
            await File.WriteAllBytesAsync(rows, row);
            var first = await DumpDigest.WithContentAsync(folder.FullName, CancellationToken.None);
            await File.WriteAllBytesAsync(rows, Changed(row, 20));
            var second = await DumpDigest.WithContentAsync(folder.FullName, CancellationToken.None);

            Assert.AreNotEqual(first.Content, second.Content);
            Assert.AreNotEqual(first.Content, first.Whole);
        }
    }

    [TestMethod]
    [DataRow(33, 1)]
    [DataRow(255, 1)]
    [DataRow(4, 3)]
    [DataRow(4, 0)]
    public async Task The_content_of_a_file_that_pg_restore_refuses_is_all_of_it(int integerSize, int format)
    {
        byte[] bytes = [.. Head((byte)integerSize, (byte)format), .. Filling];

        Assert.AreEqual(await DigestAsync(bytes), await ContentAsync(bytes));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("PGDMP")]
    [DataRow("PGDMP\u0001\u000e\u0000\u0004\u0008\u0001 too short")]
    [DataRow("-- PostgreSQL database dump\n-- that is no archive, whatever stands where one has its time\n")]
    public async Task The_content_of_what_is_no_archive_is_all_of_it(string text)
    {
        var bytes = System.Text.Encoding.Latin1.GetBytes(text);

        Assert.AreEqual(await DigestAsync(bytes), await ContentAsync(bytes));
    }

    private static Task<DumpDigest> DigestAsync(byte[] bytes) =>
        WithFileAsync(bytes, path => DumpDigest.OfAsync(path, CancellationToken.None));

    private static Task<DumpDigest> ContentAsync(byte[] bytes) =>
        WithFileAsync(bytes, async path => (await DumpDigest.WithContentAsync(path, CancellationToken.None)).Content);

    private static async Task<DumpDigest> WithFileAsync(byte[] bytes, Func<string, Task<DumpDigest>> read)
    {
        using var folder = new TestFolder();
        await File.WriteAllBytesAsync(folder["dump"], bytes);
        return await read(folder["dump"]);
    }

    private static byte[] Changed(byte[] bytes, int index)
    {
        var changed = bytes.ToArray();
        changed[index]++;
        return changed;
    }
}
