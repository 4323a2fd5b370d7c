using System.Text;
using Pum.Dumper.Archives;

namespace Pum.Dumper.Tests.Archives;

[TestClass]
public sealed class TableOfContentsTests
{
    [TestMethod]
    [DataRow(12)]
    [DataRow(13)]
    [DataRow(14)]
    [DataRow(15)]
    [DataRow(16)]
    public void Every_version_is_read_in_every_format(int minor)
    {
        using var folder = new ArchiveFolder();
        var custom = Read(folder.Write("custom", new ArchiveBuilder { Minor = minor, OffsetsSet = true }.Custom()));
        var tar = Read(folder.Write("tar", new ArchiveBuilder { Minor = minor, FormatByte = 3, Compression = 0 }.Tar()));
        var directory = Read(
            folder.WriteFolder("directory", new ArchiveBuilder { Minor = minor, FormatByte = 3, Compression = 0 }.Files()));

        foreach (var archive in (Archive[])[custom, tar, directory])
        {
            Assert.AreEqual(new Version(1, minor), archive.Header.Version);
            AssertEntries(archive, minor);
            archive.Verify(unpack: true);
        }
        Assert.AreEqual(ArchiveCompression.Gzip, custom.Header.Compression);
        Assert.AreEqual(ArchiveCompression.None, tar.Header.Compression);
    }

    [TestMethod]
    public void The_header_says_who_wrote_it_when_from_what()
    {
        var header = ReadCustom(new ArchiveBuilder { Minor = 16, Compression = 3 }).Header;
        Assert.AreEqual(DumpFormat.Custom, header.Format);
        Assert.AreEqual(ArchiveCompression.Zstd, header.Compression);
        Assert.AreEqual(new DateTime(2026, 11, 22, 13, 22, 59), header.Created);
        Assert.AreEqual("odd", header.DatabaseName);
        Assert.AreEqual("15.18 (Debian 15.18-0+deb12u1)", header.ServerVersion);
        Assert.AreEqual(new PostgresVersion(15, 18), header.Server);
        Assert.AreEqual(new PostgresVersion(15, 18), header.Client);
    }

    [TestMethod]
    [DataRow(4, 4)]
    [DataRow(8, 8)]
    [DataRow(4, 16)]
    public void Other_sizes_of_integers_and_positions_are_read(int integers, int offsets)
    {
        var archive = ReadCustom(new ArchiveBuilder { IntegerSize = integers, OffsetSize = offsets, OffsetsSet = true });
        AssertEntries(archive, 14);
    }

    [TestMethod]
    public void Positions_are_known_where_pg_dump_could_write_them()
    {
        var known = ReadCustom(new ArchiveBuilder { OffsetsSet = true }).Entries.Single(entry => entry.DumpId == 8);
        Assert.AreEqual(ArchiveDataState.Set, known.DataState);
        Assert.IsGreaterThan(0L, known.DataOffset!.Value);
        var unknown = ReadCustom(new ArchiveBuilder()).Entries.Single(entry => entry.DumpId == 8);
        Assert.AreEqual(ArchiveDataState.NotSet, unknown.DataState);
        Assert.IsNull(unknown.DataOffset);
        Assert.IsTrue(unknown.HasData);
    }

    [TestMethod]
    public void Names_are_read_in_the_encoding_of_the_dump()
    {
        var builder = new ArchiveBuilder { Encoding = CodePagesEncodingProvider.Instance.GetEncoding(1251)! };
        builder.Entries[0] = builder.Entries[0] with { Definition = "SET client_encoding = 'WIN1251';\n" };
        builder.Entries[1] = builder.Entries[1] with { Tag = "Россия" };
        var entry = ReadCustom(builder).Entries[1];
        Assert.AreEqual("Россия", entry.Tag);
        Assert.IsFalse(entry.Undecodable);
    }

    [TestMethod]
    public void Names_that_are_no_valid_text_keep_their_bytes_and_say_so()
    {
        var archive = ReadCustom(new ArchiveBuilder { Encoding = Encoding.Latin1 });
        var entry = archive.Entries.Single(entry => entry.DumpId == 8);
        Assert.IsTrue(entry.Undecodable);
        Assert.AreEqual("größe", entry.Tag);
        Assert.IsFalse(archive.Entries[0].Undecodable);
    }

    [TestMethod]
    [DataRow("UTF8", false)]
    [DataRow("SQL_ASCII", false)]
    [DataRow("LATIN1", true)]
    [DataRow("LATIN9", true)]
    [DataRow("KOI8U", true)]
    [DataRow("EUC_JP", true)]
    [DataRow("EUC_CN", true)]
    [DataRow("EUC_KR", true)]
    [DataRow("SJIS", true)]
    [DataRow("BIG5", true)]
    [DataRow("GB18030", true)]
    public void Encodings_of_databases_are_known(string name, bool known) =>
        Assert.AreEqual(known, PostgresEncoding.Find(name) is not null);

    private static void AssertEntries(Archive archive, int minor)
    {
        CollectionAssert.AreEqual((int[])[9, 6, 7, 8, 10, 11], archive.Entries.Select(entry => entry.DumpId).ToArray());
        var table = archive.Entries[2];
        Assert.AreEqual("a \"quoted\" table\nwith newline", table.Tag);
        Assert.AreEqual("TABLE", table.Description);
        Assert.AreEqual("odd schema", table.Namespace);
        Assert.AreEqual(ArchiveSection.PreData, table.Section);
        Assert.AreEqual("owner of it", table.Owner);
        Assert.AreEqual(new CatalogId(1259, 16007), table.CatalogId);
        CollectionAssert.AreEqual((int[])[6, 4711], table.Dependencies.ToArray());
        Assert.IsFalse(table.HasData);
        Assert.IsNull(archive.Entries[1].Namespace);
        Assert.AreEqual("DROP SCHEMA \"odd schema\";\n", archive.Entries[1].Statements.Drop);
        var data = archive.Entries[3];
        Assert.AreEqual("größe", data.Tag);
        Assert.AreEqual("COPY public.\"größe\" (a) FROM stdin;\n", data.Statements.Copy);
        Assert.IsTrue(data.HasData);
        Assert.AreEqual(archive.Header.Format == DumpFormat.Custom ? null : "8.dat", data.FileName);
        Assert.IsTrue(archive.Entries[4].IsLargeObjects);
        Assert.AreEqual(ArchiveSection.PostData, archive.Entries[5].Section);
    }

    private static Archive Read(string path) => Archive.Read(DumpFile.Recognise(path));

    private static Archive ReadCustom(ArchiveBuilder builder)
    {
        using var folder = new ArchiveFolder();
        return Read(folder.Write("custom", builder.Custom()));
    }
}
