using System.IO.Compression;
using System.Text;
using Pum.Dumper.Archives;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring;

namespace Pum.Dumper.Tests.Archives;

/// <summary>gzip files as <c>gzip</c>, <c>pigz</c>, <c>bgzip</c> and <c>cat</c> make them.</summary>
[TestClass]
public sealed class GzipMembersTests : IDisposable
{
    private static readonly byte[] First = Encoding.UTF8.GetBytes("CREATE TABLE a (x int);\n" + string.Concat(Enumerable.Range(0, 20_000).Select(number => $"-- {number * 7919 % 10007}\n")));
    private static readonly byte[] Second = "CREATE TABLE b (x int);\n"u8.ToArray();

    private readonly ArchiveFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public async Task Several_members_are_one_script()
    {
        byte[] script = [.. First, .. Second, .. First];
        await AssertReadsAsync(script, [.. Gzip(First), .. Gzip(Second), .. Gzip(First)]);
        await AssertReadsAsync(script, [.. Gzip([]), .. Gzip(First), .. Gzip([]), .. Gzip(Second), .. Gzip(First), .. Gzip([])]);
        // One block of bgzip, whose extra field holds the block's size, a name and a comment; padding as on tapes.
        await AssertReadsAsync(script, [.. WithFields(Gzip(First)), .. WithFields(Gzip(Second)), .. WithFields(Gzip(First)), .. new byte[700]]);
        await AssertReadsAsync([.. script, .. First], [.. Stored(First), .. Gzip(Second), .. Stored(First), .. Stored(First)]);
    }

    [TestMethod]
    public void A_file_of_several_members_is_refused_wherever_it_is_cut()
    {
        var first = Gzip(First);
        byte[] whole = [.. first, .. Gzip(Second)];
        foreach (var length in Enumerable.Range(2, 100).Concat(Enumerable.Range(first.Length - 40, whole.Length - first.Length + 39)).Where(length => length != first.Length))
            Assert.AreEqual("PUM5003", FailureOf(whole[..length])?.Code, $"cut to {length} of {first.Length} + {whole.Length - first.Length}");
    }

    [TestMethod]
    public void A_bit_that_changed_in_any_member_is_found()
    {
        var first = Gzip(First);
        byte[] whole = [.. first, .. Gzip(Second)];
        for (var at = 20; at < whole.Length; at += at < first.Length - 20 ? 1499 : 3)
        {
            // The header says when and where it was made, which changes nothing.
            if (at >= first.Length && at < first.Length + 10)
                continue;
            // The last byte of the data, before the eight of the trailer, may end with bits that mean nothing.
            if (at == first.Length - 9 || at == whole.Length - 9)
                continue;
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x10;
            // What has become binary at its head is named as such.
            Assert.IsTrue(FailureOf(damaged) is { Code: "PUM5003" or "PUM5002" }, $"byte {at} of {whole.Length}");
        }
    }

    [TestMethod]
    public void What_follows_and_is_no_gzip_is_refused() =>
        Assert.AreEqual("PUM5003", FailureOf([.. Gzip(First), .. "more"u8])?.Code);

    [TestMethod]
    public void A_directory_archive_takes_several_members_too()
    {
        var contents = new ArchiveBuilder { FormatByte = 3 }.Contents();
        var folder = _folder.WriteFolder("dir", new Dictionary<string, byte[]> { ["toc.dat.gz"] = [.. Gzip(contents[..40]), .. Gzip(contents[40..])] });
        Assert.IsNotEmpty(Archive.Read(DumpFile.Recognise(folder)).Entries);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void A_link_inside_a_directory_archive_is_refused()
    {
        var folder = _folder.WriteFolder("dir", new Dictionary<string, byte[]>());
        var elsewhere = _folder.Write("elsewhere", new ArchiveBuilder { FormatByte = 3 }.Contents());
        File.CreateSymbolicLink(Path.Combine(folder, "toc.dat"), elsewhere);
        var failure = Assert.ThrowsExactly<PumFailureException>(() => Archive.Read(DumpFile.Recognise(folder))).Failure;
        Assert.AreEqual("PUM1003", failure.Code);
        StringAssert.Contains(failure.Message, "link");
    }

    private async Task AssertReadsAsync(byte[] script, byte[] packed)
    {
        var text = new PlainDump(DumpFile.Recognise(_folder.Write("a.sql.gz", packed)));
        using var read = new MemoryStream();
        await text.ReadAsync((stream, token) => stream.CopyToAsync(read, token), CancellationToken.None);
        Assert.IsTrue(script.AsSpan().SequenceEqual(read.ToArray()), $"{script.Length} and {read.Length} bytes");
        Assert.IsNull(FailureOf(packed));
    }

    private PumFailure? FailureOf(byte[] packed)
    {
        try
        {
            _ = ScriptSource.ReadAsync(DumpFile.Recognise(_folder.Write("b.sql.gz", packed)), [], CancellationToken.None).GetAwaiter().GetResult();
            return null;
        }
        catch (PumFailureException exception)
        {
            return exception.Failure;
        }
    }

    private static byte[] Stored(byte[] content) => Gzip(content, CompressionLevel.NoCompression);

    private static byte[] Gzip(byte[] content, CompressionLevel level = CompressionLevel.Fastest)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level, leaveOpen: true))
            gzip.Write(content);
        // .NET writes nothing at all for nothing.
        return packed.Length > 0 ? packed.ToArray() : [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    }

    private static byte[] WithFields(byte[] member)
    {
        var flagged = member[..10];
        flagged[3] = 2 | 4 | 8 | 16;
        return [.. flagged, 6, 0, (byte)'B', (byte)'C', 2, 0, 27, 0, .. "a.sql\0a comment\0"u8, 1, 2, .. member[10..]];
    }
}
