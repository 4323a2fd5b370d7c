using System.IO.Compression;
using System.Text;
using Pum.Dumper.Archives;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Tests.Archives;

[TestClass]
public sealed class VerificationTests
{
    [TestMethod]
    public void A_second_table_of_contents_behind_the_data_is_legal()
    {
        using var folder = new ArchiveFolder();
        Verify(folder.Write("a", new ArchiveBuilder { Minor = 16, SecondContents = true }.Custom()));
    }

    [TestMethod]
    public void Anything_else_behind_the_data_is_not()
    {
        using var folder = new ArchiveFolder();
        AssertCorrupt(folder.Write("a", [.. new ArchiveBuilder().Custom(), 7]));
        AssertCorrupt(folder.Write("b", [.. new ArchiveBuilder { Minor = 16, SecondContents = true }.Custom(), 7]));
    }

    [TestMethod]
    public void Data_that_is_missing_is_named()
    {
        using var folder = new ArchiveFolder();
        var whole = new ArchiveBuilder();
        var bytes = whole.Custom();
        var cut = bytes[..(int)whole.Entries.Single(entry => entry.DumpId == 10).Offset]; // exactly between two blocks
        StringAssert.Contains(AssertCorrupt(folder.Write("a", cut)).Message, "BLOBS 'BLOBS'", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_position_that_is_not_where_the_data_is_is_corrupt()
    {
        using var folder = new ArchiveFolder();
        var builder = new ArchiveBuilder { OffsetsSet = true };
        _ = builder.Custom();
        builder.Entries.Single(entry => entry.DumpId == 8).Offset += 1;
        var bytes = new ArchiveBuilder { OffsetsSet = true }.Custom();
        var shifted = bytes.AsSpan().IndexOf(BitConverter.GetBytes(builder.Entries.Single(entry => entry.DumpId == 8).Offset - 1));
        bytes[shifted]++;
        StringAssert.Contains(
            AssertCorrupt(folder.Write("a", bytes)).Message, "does not match its table of contents", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_custom_or_tar_archive_cut_at_any_byte_is_refused()
    {
        using var folder = new ArchiveFolder();
        (DumpFormat, byte[])[] archives =
        [
            (DumpFormat.Custom, new ArchiveBuilder().Custom()),
            (DumpFormat.Custom, new ArchiveBuilder { Minor = 16, OffsetsSet = true }.Custom()),
            (DumpFormat.Tar, new ArchiveBuilder { FormatByte = 3 }.Tar()),
        ];
        foreach (var (format, bytes) in archives)
        {
            for (var length = 0; length < bytes.Length; length++)
            {
                var dump = new DumpFile { Path = folder.Write("cut", bytes[..length]), Format = format };
                var failure = Assert.ThrowsExactly<PumFailureException>(() => Archive.Read(dump).Verify(), $"cut at {length}").Failure;
                Assert.AreEqual("PUM5003", failure.Code, $"cut at {length}: {failure}");
            }
        }
    }

    [TestMethod]
    public void A_directory_that_lacks_any_of_its_files_is_refused()
    {
        using var folder = new ArchiveFolder();
        var files = new ArchiveBuilder { FormatByte = 3 }.Files();
        foreach (var missing in files.Keys)
        {
            var path = folder.WriteFolder($"without {missing}", files.Where(file => file.Key != missing));
            AssertCorrupt(path);
        }
    }

    [TestMethod]
    public void A_tar_archive_that_lacks_any_of_its_members_is_refused()
    {
        using var folder = new ArchiveFolder();
        var files = new ArchiveBuilder { FormatByte = 3 }.Files();
        foreach (var missing in files.Keys.Where(name => name != "toc.dat"))
            AssertCorrupt(folder.Write($"without {missing}", TestTar.Write(files.Where(file => file.Key != missing))));
    }

    [TestMethod]
    public void A_tar_archive_with_a_damaged_header_is_refused()
    {
        using var folder = new ArchiveFolder();
        var bytes = new ArchiveBuilder { FormatByte = 3 }.Tar();
        var second = bytes.AsSpan().IndexOf("8.dat\0"u8);
        bytes[second]++;
        AssertCorrupt(folder.Write("a", bytes));
    }

    [TestMethod]
    public void Rows_in_a_directory_are_whole_to_their_last_line()
    {
        using var folder = new ArchiveFolder();
        var files = new ArchiveBuilder { FormatByte = 3 }.Files();
        files["8.dat"] = files["8.dat"][..^1];
        AssertCorrupt(folder.WriteFolder("cut", files));
    }

    [TestMethod]
    public void Gzip_in_a_directory_is_cut_visibly_only_where_it_is_unpacked()
    {
        using var folder = new ArchiveFolder();
        var files = new ArchiveBuilder { FormatByte = 3 }.Files();
        var packed = Gzip(Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 10_000)) + "\n\\.\n\n\n"));
        files.Remove("8.dat");
        var whole = folder.WriteFolder("whole", files.Append(new("8.dat.gz", packed)));
        Verify(whole);
        var cut = folder.WriteFolder("cut", files.Append(new("8.dat.gz", packed[..^100])));
        Archive.Read(DumpFile.Recognise(cut)).Verify(unpack: false);
        AssertCorrupt(cut);
        AssertCorrupt(folder.WriteFolder("other", files.Append(new("8.dat.gz", "1\n2\n3\n4\n5\n6\n7\n8\n\\.\n\n\n"u8.ToArray()))));
    }

    [TestMethod]
    public void Zstd_and_lz4_in_a_directory_are_walked_to_their_ends()
    {
        // "1\n2\n\\.\n\n\n" as zstd, lz4 and pg_dump 18 write it, the first two with a checksum behind it.
        AssertWalked(".zst", "28B52FFD2409490000310A320A5C2E0A0A0A60DF8316");
        AssertWalked(".zst", "28B52FFD00582900005C2E0A0A0A");
        AssertWalked(".lz4", "04224D186440A709000080310A320A5C2E0A0A0A000000005F78D468");
        AssertWalked(".lz4", "04224D184040C0050000805C2E0A0A0A00000000");
    }

    [TestMethod]
    public void A_Git_LFS_pointer_in_place_of_rows_is_named()
    {
        using var folder = new ArchiveFolder();
        var files = new ArchiveBuilder { FormatByte = 3 }.Files();
        files["8.dat"] = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n"u8.ToArray();
        var failure = Assert.ThrowsExactly<PumFailureException>(() => Verify(folder.WriteFolder("a", files))).Failure;
        Assert.AreEqual("PUM5002", failure.Code);
        StringAssert.Contains(failure.Advice, "git lfs pull", StringComparison.Ordinal);
    }

    private static void AssertWalked(string suffix, string hexadecimal)
    {
        var packed = Convert.FromHexString(hexadecimal);
        using var folder = new ArchiveFolder();
        var files = new ArchiveBuilder { FormatByte = 3 }.Files();
        files.Remove("8.dat");
        Verify(folder.WriteFolder("whole", files.Append(new("8.dat" + suffix, packed))));
        for (var length = 0; length < packed.Length; length++)
            AssertCorrupt(folder.WriteFolder("cut", files.Append(new("8.dat" + suffix, packed[..length]))));
    }

    private static void Verify(string path) => Archive.Read(DumpFile.Recognise(path)).Verify(unpack: true);

    private static PumFailure AssertCorrupt(string path)
    {
        var failure = Assert.ThrowsExactly<PumFailureException>(() => Verify(path), path).Failure;
        Assert.AreEqual("PUM5003", failure.Code, failure.Text);
        return failure;
    }

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(content);
        return packed.ToArray();
    }
}
