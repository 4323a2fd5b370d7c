using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using Pum.Dumper.Archives;
using Pum.Dumper.Failures;
using Pum.TestSupport;

namespace Pum.Dumper.Tests.Archives;

[TestClass]
public sealed class HostileArchiveTests
{
    [TestMethod]
    [DataRow(int.MaxValue)]
    [DataRow(1_000_000_000)]
    [DataRow(-1)]
    public void A_number_of_entries_is_not_believed(int count)
    {
        var builder = new ArchiveBuilder();
        builder.WriteHeader();
        builder.WriteInt(count);
        AssertCorruptAndSmall([.. builder.ToArray(), .. new byte[1000]]);
    }

    [TestMethod]
    public void The_length_of_a_text_is_not_believed()
    {
        var bytes = new ArchiveBuilder().Custom();
        var length = bytes.AsSpan().IndexOf("SET client_encoding"u8) - sizeof(int);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(length), int.MaxValue);
        AssertCorruptAndSmall(bytes);
    }

    [TestMethod]
    public void The_length_of_a_block_is_not_believed()
    {
        var bytes = new ArchiveBuilder().Custom();
        var length = bytes.AsSpan().IndexOf("1\n2\n"u8) - sizeof(int);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(length), int.MaxValue);
        AssertCorruptAndSmall(bytes);
        bytes[length - 1] = 1; // its sign
        AssertCorruptAndSmall(bytes);
    }

    [TestMethod]
    public void The_size_of_a_member_is_not_believed()
    {
        var bytes = new ArchiveBuilder { FormatByte = 3 }.Tar();
        var header = bytes.AsSpan(bytes.AsSpan().IndexOf("8.dat\0"u8), TarHeader.Length);
        "77777777777"u8.CopyTo(header[124..]);
        WriteChecksum(header);
        AssertCorruptAndSmall(bytes, DumpFormat.Tar);
        header[124] = 0x80;
        header[125] = 0xFF;
        WriteChecksum(header);
        AssertCorruptAndSmall(bytes, DumpFormat.Tar);
    }

    [TestMethod]
    public void A_compressed_table_of_contents_that_unpacks_without_end_is_refused()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            gzip.Write(new ArchiveBuilder { FormatByte = 3 }.Contents());
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 300; i++)
                gzip.Write(zeros);
        }
        using var folder = new ArchiveFolder();
        AssertCorrupt(folder.WriteFolder("a", new Dictionary<string, byte[]> { ["toc.dat.gz"] = packed.ToArray() }), DumpFormat.Directory);
    }

    [TestMethod]
    public void An_encoding_of_nothing_but_quotes_takes_little_memory()
    {
        var builder = new ArchiveBuilder();
        builder.Entries[0] = builder.Entries[0] with { Definition = new('\'', 1_000_000) };
        using var folder = new ArchiveFolder();
        var dump = new DumpFile { Path = folder.Write("a", builder.Custom()), Format = DumpFormat.Custom };

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.IsNull(Archive.Read(dump).Encoding);

        Assert.IsLessThan(16_000_000, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void Two_entries_of_one_id_are_refused()
    {
        var builder = new ArchiveBuilder();
        builder.Entries.Add(builder.Entries[1]);
        AssertCorruptAndSmall(builder.Custom());
    }

    [TestMethod]
    public void A_NUL_byte_in_a_name_is_refused_since_pg_restore_would_read_another_name()
    {
        var builder = new ArchiveBuilder();
        builder.Entries[1] = builder.Entries[1] with { Tag = "public\0secret" };
        AssertCorruptAndSmall(builder.Custom());
    }

    [TestMethod]
    [DataRow(11)]
    [DataRow(17)]
    public void A_version_that_is_not_known_is_named(int minor)
    {
        using var folder = new ArchiveFolder();
        var dump = new DumpFile { Path = folder.Write("a", new ArchiveBuilder { Minor = minor }.Custom()), Format = DumpFormat.Custom };
        var failure = Assert.ThrowsExactly<PumFailureException>(() => Archive.Read(dump)).Failure;
        Assert.AreEqual("PUM5002", failure.Code);
        StringAssert.Contains(failure.Message, $"version 1.{minor}", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("../secret.txt")]
    [DataRow("/etc/passwd")]
    [DataRow("..\\secret.txt")]
    [DataRow("C:secret.txt")]
    [DataRow("sub/8.dat")]
    [DataRow("..")]
    [DataRow("8.dat:stream")]
    public void A_directory_archive_names_no_file_outside_its_folder(string name)
    {
        using var folder = new ArchiveFolder();
        var builder = new ArchiveBuilder { FormatByte = 3 };
        var files = builder.Files();
        builder = new ArchiveBuilder { FormatByte = 3 };
        builder.Entries[3] = builder.Entries[3] with { FileName = name };
        files["toc.dat"] = builder.Contents();
        AssertCorrupt(folder.WriteFolder("a", files), DumpFormat.Directory, verify: false);
    }

    [TestMethod]
    [DataRow("16432 ../secret.txt\n")]
    [DataRow("16432 /etc/passwd\n")]
    [DataRow("16432 blob_16432.dat\n16433\t../secret.txt\n")]
    [DataRow("16432 blob_16432.dat ../secret.txt\n")]
    [DataRow("x blob_16432.dat\n")]
    [DataRow("16432 blob_16432.dat")]
    [DataRow("\n")]
    public void A_list_of_large_objects_names_no_file_outside_its_folder(string list)
    {
        using var folder = new ArchiveFolder();
        var files = new ArchiveBuilder { FormatByte = 3 }.Files();
        foreach (var name in (string[])["blobs.toc", "blobs.toc.gz"])
        {
            var changed = new Dictionary<string, byte[]>(files) { [name] = Packed(name, System.Text.Encoding.UTF8.GetBytes(list)) };
            AssertCorrupt(folder.WriteFolder("a", changed), DumpFormat.Directory, verify: false);
        }
    }

    [TestMethod]
    public void A_list_line_that_pg_restore_would_read_as_two_is_refused()
    {
        using var folder = new ArchiveFolder();
        var files = new ArchiveBuilder { FormatByte = 3 }.Files();
        files["blobs.toc"] = System.Text.Encoding.UTF8.GetBytes("16432 blob_16432.dat" + new string(' ', 1003) + "1 ../secret.txt\n");
        AssertCorrupt(folder.WriteFolder("a", files), DumpFormat.Directory, verify: false);
    }

    [TestMethod]
    public void Twenty_thousand_mutants_end_in_a_failure_or_are_read()
    {
        (DumpFormat Format, byte[] Bytes)[] seeds =
        [
            (DumpFormat.Custom, new ArchiveBuilder { OffsetsSet = true }.Custom()),
            (DumpFormat.Custom, new ArchiveBuilder { Minor = 16, SecondContents = true }.Custom()),
            (DumpFormat.Tar, new ArchiveBuilder { Minor = 15, FormatByte = 3 }.Tar()),
        ];
        var random = new Random(20261122);
        var refused = 0;
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 20_000; i++)
        {
            var (format, bytes) = seeds[i % seeds.Length];
            using var mutant = new MemoryStream(Mutant.Of(bytes, random));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Mutant.ReadAll(format, mutant);
            }
            catch (PumFailureException exception) when (exception.Code is "PUM5002" or "PUM5003")
            {
                refused++;
            }
            Assert.IsLessThan(1_000_000, GC.GetAllocatedBytesForCurrentThread() - before, $"mutant {i}");
        }
        Assert.IsGreaterThan(10_000, refused);
        Assert.IsLessThan(TimeSpan.FromMinutes(5), watch.Elapsed);
    }

    private static byte[] Packed(string name, byte[] content)
    {
        if (!name.EndsWith(".gz", StringComparison.Ordinal))
            return content;
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(content);
        return packed.ToArray();
    }

    private static void WriteChecksum(Span<byte> header)
    {
        header.Slice(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var one in header)
            sum += one;
        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
    }

    private static void AssertCorruptAndSmall(byte[] bytes, DumpFormat format = DumpFormat.Custom)
    {
        using var folder = new ArchiveFolder();
        var path = folder.Write("a", bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertCorrupt(path, format);
        Assert.IsLessThan(1_000_000, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void AssertCorrupt(string path, DumpFormat format, bool verify = true)
    {
        var failure = Assert.ThrowsExactly<PumFailureException>(() =>
        {
            var archive = Archive.Read(new() { Path = path, Format = format });
            if (verify)
                archive.Verify();
        }).Failure;
        Assert.AreEqual("PUM5003", failure.Code, failure.Text);
    }
}
