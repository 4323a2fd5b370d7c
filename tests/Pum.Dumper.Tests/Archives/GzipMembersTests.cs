using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using Pum.Dumper.Archives;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.Tests.Archives;

/// <summary>gzip files as <c>gzip</c>, <c>pigz</c>, <c>bgzip</c> and <c>cat</c> make them.</summary>
[TestClass]
public sealed class GzipMembersTests : IDisposable
{
    private static readonly byte[] First = Encoding.UTF8.GetBytes(
        "CREATE TABLE a (x int);\n" + string.Concat(Enumerable.Range(0, 20_000).Select(number => $"-- {number * 7919 % 10007}\n")));
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
        await AssertReadsAsync(
            script, [.. WithFields(Gzip(First)), .. WithFields(Gzip(Second)), .. WithFields(Gzip(First)), .. new byte[700]]);
        await AssertReadsAsync([.. script, .. First], [.. Stored(First), .. Gzip(Second), .. Stored(First), .. Stored(First)]);
    }

    [TestMethod]
    public void A_file_of_several_members_is_refused_wherever_it_is_cut()
    {
        var first = Gzip(First);
        byte[] whole = [.. first, .. Gzip(Second)];
        foreach (var length in Enumerable.Range(2, 100).Concat(Enumerable.Range(first.Length - 40, whole.Length - first.Length + 39)).Where(
            length => length != first.Length))
            Assert.AreEqual(
                "PUM5003", FailureOf(whole[..length])?.Code, $"cut to {length} of {first.Length} + {whole.Length - first.Length}");
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
    public async Task Members_of_the_same_content_beside_each_other_are_all_read()
    {
        byte[] twice = [.. Second, .. Second];
        await AssertReadsAsync(twice, [.. Gzip(Second), .. Gzip(Second)]);
        await AssertReadsAsync(
            twice, [.. Gzip(Second), .. Gzip([]), .. Gzip([]), .. Gzip([]), .. Gzip(Second), .. Gzip([]), .. Gzip([]), .. new byte[40]]);
        await AssertReadsAsync([.. twice, .. twice], [.. Stored(Second), .. Stored(Second), .. Stored(Second), .. Stored(Second)]);
    }

    /// <summary>
    /// The checksum of a text that ends with its own is always the same, so that a text can hold what will be its trailer.
    /// </summary>
    [TestMethod]
    public async Task A_trailer_that_the_data_itself_holds_does_not_end_a_member()
    {
        foreach (var before in new[] { Second, First })
        {
            byte[] hidden = [.. Gzip("CREATE TABLE hidden (x int);\n"u8.ToArray()), .. "\n"u8];
            var length = before.Length + 8 + hidden.Length + 4;
            byte[] content = [.. before, 0x1C, 0xDF, 0x44, 0x21, .. BitConverter.GetBytes(length), .. hidden];
            content = [.. content, .. Crc32.Hash(content)];
            var member = Stored(content);
            Assert.IsTrue(member.AsSpan()[^8..].SequenceEqual(content.AsSpan(before.Length, 8)));

            using var unpacking = new GzipReader(new MemoryStream((byte[])[.. member, .. Gzip(Second)]), "a.gz", CancellationToken.None);
            using var read = new MemoryStream();
            await unpacking.CopyToAsync(read);

            Assert.IsTrue(
                read.ToArray().AsSpan().SequenceEqual((byte[])[.. content, .. Second]), $"{content.Length} and {read.Length} bytes");
        }
    }

    [TestMethod]
    public void A_member_of_a_header_alone_is_cut_short() =>
        // Eight zeros in the member before are no trailer of it.
        StringAssert.Contains(
            FailureOf([.. Stored([.. Second, .. new byte[8], (byte)'\n']), .. Gzip([])[..10]])?.Message, "ends too early");

    [TestMethod]
    public void A_table_of_contents_is_one_member()
    {
        var contents = new ArchiveBuilder { FormatByte = 3 }.Contents();
        Assert.IsNull(FailureOfContents(Gzip(contents)));
        Assert.IsNull(FailureOfContents(WithFields(Gzip(contents))));
        Assert.AreEqual("PUM5003", FailureOfContents([.. Gzip(contents[..40]), .. Gzip(contents[40..])]));
        Assert.AreEqual("PUM5003", FailureOfContents([.. Gzip(contents), .. Gzip([])]));
        Assert.AreEqual("PUM5003", FailureOfContents([.. Gzip(contents), 0]));
        Assert.AreEqual("PUM5003", FailureOfContents([0, .. Gzip(contents)]));
    }

    [TestMethod]
    public void A_name_without_an_end_is_refused()
    {
        var member = Gzip(Second);
        member[3] = 8;
        byte[] Named(int length) => [.. member[..10], .. Enumerable.Repeat((byte)'a', length), 0, .. member[10..]];
        Assert.IsNull(FailureOf(Named(4_000)));
        StringAssert.Contains(FailureOf(Named(100_000))?.Message, "too long");
    }

    [TestMethod]
    public void What_unpacks_to_nothing_ends_with_its_time()
    {
        foreach (var nothing in new[] { new byte[100_000], [.. Gzip([]), .. Gzip([])], WithFields(Gzip([])) })
        {
            using var ended = new CancellationTokenSource();
            using var unpacking = new GzipReader(new MemoryStream((byte[])[.. Gzip(Second), .. nothing]), "a.gz", ended.Token);
            Assert.AreEqual(Second.Length, unpacking.Read(new byte[100_000]));
            ended.Cancel();
            Assert.ThrowsExactly<OperationCanceledException>(() => unpacking.Read(new byte[1]));
        }

        var folder = _folder.WriteFolder("list", new ArchiveBuilder { FormatByte = 3 }.Files());
        File.WriteAllText(Path.Combine(folder, "blobs.toc"), "1 blob_1.dat\n");
        Assert.ThrowsExactly<OperationCanceledException>(() => Archive.Read(DumpFile.Recognise(folder), new(canceled: true)));
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
            _ = ScriptSource.ReadAsync(DumpFile.Recognise(_folder.Write("b.sql.gz", packed)), [], CancellationToken.None).GetAwaiter()
                .GetResult();
            return null;
        }
        catch (PumFailureException exception)
        {
            return exception.Failure;
        }
    }

    private string? FailureOfContents(byte[] packed)
    {
        var folder = _folder.WriteFolder("dir", new Dictionary<string, byte[]> { ["toc.dat.gz"] = packed });
        try
        {
            _ = Archive.Read(DumpFile.Recognise(folder));
            return null;
        }
        catch (PumFailureException exception)
        {
            return exception.Code;
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
