using System.IO.Compression;
using System.Text;
using Pum.Dumper.Archives;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Tests.Archives;

[TestClass]
public sealed class RecognitionTests
{
    private const string Script = "--\n-- PostgreSQL database dump\n--\n\nSET statement_timeout = 0;\n";

    [TestMethod]
    public void Formats_are_told_by_content_and_not_by_name()
    {
        using var folder = new ArchiveFolder();
        Assert.AreEqual(DumpFormat.Custom, DumpFile.Recognise(folder.Write("a.sql", new ArchiveBuilder().Custom())).Format);
        Assert.AreEqual(DumpFormat.Tar, DumpFile.Recognise(folder.Write("b.dump", new ArchiveBuilder { FormatByte = 3 }.Tar())).Format);
        Assert.AreEqual(DumpFormat.Plain, DumpFile.Recognise(folder.Write("c.tar", Encoding.UTF8.GetBytes(Script))).Format);
        Assert.AreEqual(
            DumpFormat.Directory, DumpFile.Recognise(folder.WriteFolder("d.sql", new ArchiveBuilder { FormatByte = 3 }.Files())).Format);
    }

    [TestMethod]
    public void A_script_is_plain_with_a_byte_order_mark_and_in_any_single_byte_encoding()
    {
        using var folder = new ArchiveFolder();
        Assert.AreEqual(
            DumpFormat.Plain, DumpFile.Recognise(folder.Write("a", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Script)])).Format);
        Assert.AreEqual(
            DumpFormat.Plain, DumpFile.Recognise(folder.Write("b", Encoding.Latin1.GetBytes(Script + "SELECT 'größe';"))).Format);
        Assert.AreEqual(DumpFormat.Plain, DumpFile.Recognise(folder.Write("c", "INSERT INTO a VALUES (1);"u8.ToArray())).Format);
    }

    [TestMethod]
    public void A_gzipped_script_is_plain_and_said_to_be_compressed()
    {
        using var folder = new ArchiveFolder();
        var dump = DumpFile.Recognise(folder.Write("a.sql", Gzip(Encoding.UTF8.GetBytes(Script))));
        Assert.AreEqual(DumpFormat.Plain, dump.Format);
        Assert.IsTrue(dump.GzipCompressed);
    }

    [TestMethod]
    public void A_gzipped_archive_is_named_with_the_command_that_unpacks_it()
    {
        AssertNoDump(Gzip(new ArchiveBuilder().Custom()), "gzip around an archive of pg_dump", "gunzip");
        AssertNoDump(Gzip(new ArchiveBuilder { FormatByte = 3 }.Tar()), "gzip around a tar archive", "gunzip");
        AssertNoDump(Gzip(Gzip(Encoding.UTF8.GetBytes(Script))), "gzip around gzip", "gunzip");
    }

    [TestMethod]
    public void A_table_of_contents_on_its_own_is_sent_to_its_folder() =>
        AssertNoDump(new ArchiveBuilder { FormatByte = 3 }.Contents(), "table of contents of a directory archive", "folder");

    [TestMethod]
    public void A_tar_archive_of_something_else_is_named_by_its_first_member() =>
        AssertNoDump(TestTar.Write(new Dictionary<string, byte[]> { ["dump/toc.dat"] = [1, 2] }), "'dump/toc.dat'", "unpack");

    [TestMethod]
    [DataRow("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "Git LFS pointer", "git lfs pull")]
    [DataRow("\r\n<!DOCTYPE HTML><html>", "HTML page", "download")]
    [DataRow("<html><body>404</body>", "HTML page", "download")]
    [DataRow("<Project Sdk=\"Microsoft.NET.Sdk\">", "XML document", "download")]
    [DataRow("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code>", "XML document", "download")]
    [DataRow("{\"message\":\"Not Found\"}", "JSON document", "download")]
    [DataRow("-- MySQL dump 10.13  Distrib 8.0", "dump of MySQL", "PostgreSQL")]
    [DataRow("PK\x03\x04\x14\0\0", "zip archive", "Unpack")]
    [DataRow("\xFD" + "7zXZ\0", "xz", "unxz")]
    [DataRow("\x28\xB5\x2F\xFD\x24", "zstd", "unzstd")]
    [DataRow("BZh91AY", "bzip2", "bunzip2")]
    [DataRow("SQLite format 3\0\x10\0", "SQLite database", "PostgreSQL")]
    [DataRow("\x7F" + "ELF\x02\x01\0\0", "binary file", "pg_dump")]
    [DataRow("", "empty", "again")]
    public void What_is_passed_by_mistake_is_named(string content, string what, string advice) =>
        AssertNoDump(Encoding.Latin1.GetBytes(content), what, advice);

    [TestMethod]
    public void Utf16_is_named_with_and_without_a_byte_order_mark()
    {
        foreach (var encoding in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode])
        {
            AssertNoDump([.. encoding.GetPreamble(), .. encoding.GetBytes(Script)], "UTF-16", "--file");
            AssertNoDump(encoding.GetBytes(Script), "UTF-16", "--file");
        }
    }

    [TestMethod]
    public void An_archive_with_a_byte_order_mark_is_named() =>
        AssertNoDump([0xEF, 0xBB, 0xBF, .. new ArchiveBuilder().Custom()], "an archive of pg_dump that another program converted to text", "--file");

    [TestMethod]
    public void A_single_nul_byte_makes_a_script_binary() =>
        AssertNoDump(Encoding.UTF8.GetBytes(Script + "SELECT\0 1;"), "binary file", "pg_dump");

    [TestMethod]
    public void A_folder_is_a_dump_only_with_its_table_of_contents()
    {
        using var folder = new ArchiveFolder();
        var empty = Directory.CreateDirectory(Path.Join(folder.Path, "empty")).FullName;
        Assert.AreEqual("PUM5002", Failure(empty).Code);
        var unfinished = folder.WriteFolder("unfinished", new Dictionary<string, byte[]> { ["3382.dat.gz"] = [1] });
        Assert.AreEqual("PUM5003", Failure(unfinished).Code);
        var pointer = folder.WriteFolder(
            "pointer", new Dictionary<string, byte[]> { ["toc.dat"] = "version https://git-lfs.github.com/spec/v1\n"u8.ToArray() });
        StringAssert.Contains(Failure(pointer).Advice, "git lfs pull", StringComparison.Ordinal);
        var packed = folder.WriteFolder(
            "packed", new Dictionary<string, byte[]> { ["toc.dat.gz"] = Gzip(new ArchiveBuilder { FormatByte = 3 }.Contents()) });
        Assert.AreEqual(DumpFormat.Directory, DumpFile.Recognise(packed).Format);
    }

    [TestMethod]
    public void A_missing_file_is_told_from_one_that_may_not_be_read()
    {
        using var folder = new ArchiveFolder();
        var missing = Failure(Path.Join(folder.Path, "nowhere", "a.dump"));
        Assert.AreEqual("PUM1003", missing.Code);
        StringAssert.Contains(missing.Message, "does not exist", StringComparison.Ordinal);
        Assert.AreEqual(Path.Join(folder.Path, "nowhere", "a.dump"), missing.Location!.File);

        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
            return; // root may read everything
        var denied = folder.Write("b.dump", new ArchiveBuilder().Custom());
        File.SetUnixFileMode(denied, UnixFileMode.None);
        StringAssert.Contains(Failure(denied).Message, "access denied", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_dump_cut_inside_its_first_bytes_is_corrupt()
    {
        using var folder = new ArchiveFolder();
        Assert.AreEqual("PUM5003", Failure(folder.Write("a", "PGDMP\x01"u8.ToArray())).Code);
        Assert.AreEqual("PUM5003", Failure(folder.Write("c", "PGD"u8.ToArray())).Code);
        Assert.AreEqual("PUM5003", Failure(folder.Write("b", Gzip(Encoding.UTF8.GetBytes(Script))[..20])).Code);
    }

    [TestMethod]
    public void Failures_stand_on_one_line_whatever_a_file_is_called()
    {
        using var folder = new ArchiveFolder();
        var failure = Failure(Path.Join(folder.Path, "two\nlines.dump"));
        Assert.IsFalse(failure.Text.Contains('\n', StringComparison.Ordinal), failure.Text);
    }

    private static void AssertNoDump(byte[] content, string what, string advice)
    {
        using var folder = new ArchiveFolder();
        var failure = Failure(folder.Write("snap.dump", content));
        Assert.AreEqual("PUM5002", failure.Code, failure.Text);
        StringAssert.Contains(failure.Message, what, StringComparison.OrdinalIgnoreCase);
        StringAssert.Contains(failure.Advice, advice, StringComparison.OrdinalIgnoreCase);
    }

    private static PumFailure Failure(string path) => Assert.ThrowsExactly<PumFailureException>(() => DumpFile.Recognise(path)).Failure;

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(content);
        return packed.ToArray();
    }
}
