using System.Buffers;
using System.Globalization;
using System.Text;

namespace Pum.Dumper.Tests.Archives;

/// <summary>Writes small archives of every version and format, byte by byte as PostgreSQL's pg_backup_archiver.c does.</summary>
internal sealed class ArchiveBuilder
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public int Minor { get; init; } = 14;

    public byte FormatByte { get; init; } = 1;

    public int IntegerSize { get; init; } = 4;

    public int OffsetSize { get; init; } = 8;

    public byte Compression { get; init; } = 1;

    public bool OffsetsSet { get; init; }

    public bool SecondContents { get; init; }

    public string ServerVersion { get; init; } = "15.18 (Debian 15.18-0+deb12u1)";

    public Encoding Encoding { get; init; } = Encoding.UTF8;

    public List<TestEntry> Entries { get; } =
    [
        new(9, "ENCODING", "ENCODING") { Definition = "SET client_encoding = 'UTF8';\n" },
        new(6, "odd schema", "SCHEMA") { Definition = "CREATE SCHEMA \"odd schema\";\n", Drop = "DROP SCHEMA \"odd schema\";\n" },
        new(7, "a \"quoted\" table\nwith newline", "TABLE") { Namespace = "odd schema", RelationKind = 'r', Dependencies = [6, 4711], TableAccessMethod = "heap" },
        new(8, "größe", "TABLE DATA") { Namespace = "public", Copy = "COPY public.\"größe\" (a) FROM stdin;\n", Dependencies = [7], Chunks = ["1\n2\n", "\\.\n\n\n"] },
        new(10, "BLOBS", "BLOBS") { LargeObjects = { [16432] = ["abc", "def"], [4000000000] = [] } },
        new(11, "pk", "CONSTRAINT") { Section = 4, Definition = "ALTER TABLE ONLY x ADD CONSTRAINT pk PRIMARY KEY (a);\n" },
    ];

    /// <summary>A custom archive.</summary>
    public byte[] Custom()
    {
        WriteCustom();
        if (!OffsetsSet)
            return ToArray();
        _bytes.ResetWrittenCount(); // now that the positions are known, which change no lengths
        WriteCustom();
        return ToArray();
    }

    /// <summary>The toc.dat of a directory or tar archive, whose <see cref="FormatByte"/> must be 3.</summary>
    public byte[] Contents()
    {
        WriteHeader();
        WriteContents();
        return ToArray();
    }

    /// <summary>The files of a directory archive without compression.</summary>
    public Dictionary<string, byte[]> Files()
    {
        var files = new Dictionary<string, byte[]> { ["toc.dat"] = Contents() };
        foreach (var entry in Entries.Where(entry => entry.Chunks.Length > 0))
            files[entry.FileName!] = Encoding.GetBytes(string.Concat(entry.Chunks));
        foreach (var entry in Entries.Where(entry => entry.LargeObjects.Count > 0))
        {
            files[entry.FileName!] = Encoding.GetBytes(string.Concat(entry.LargeObjects.Keys.Select(oid => $"{oid} blob_{oid}.dat\n")));
            foreach (var (oid, chunks) in entry.LargeObjects)
                files[$"blob_{oid}.dat"] = Encoding.GetBytes(string.Concat(chunks));
        }
        return files;
    }

    /// <summary>A tar archive.</summary>
    public byte[] Tar() => TestTar.Write(Files());

    public void WriteHeader()
    {
        _bytes.Write("PGDMP"u8);
        _bytes.Write((ReadOnlySpan<byte>)[1, (byte)Minor, 0, (byte)IntegerSize, (byte)OffsetSize, FormatByte]);
        if (Minor >= 15)
            WriteByte(Compression);
        else
            WriteInt(Compression == 0 ? 0 : -1);
        foreach (var field in (int[])[59, 22, 13, 22, 10, 126, 0])
            WriteInt(field);
        WriteString("odd");
        WriteString(ServerVersion);
        WriteString("15.18 (Debian 15.18-0+deb12u1)");
    }

    public void WriteContents()
    {
        WriteInt(Entries.Count);
        foreach (var entry in Entries)
            WriteEntry(entry);
    }

    public void WriteInt(long value)
    {
        WriteByte(value < 0 ? (byte)1 : (byte)0);
        WriteNumber(Math.Abs(value), IntegerSize);
    }

    public void WriteString(string? text)
    {
        if (text is null)
        {
            WriteInt(-1);
            return;
        }
        var bytes = Encoding.GetBytes(text);
        WriteInt(bytes.Length);
        _bytes.Write(bytes);
    }

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    private void WriteCustom()
    {
        WriteHeader();
        WriteContents();
        foreach (var entry in Entries.Where(entry => entry.HasData))
        {
            entry.Offset = _bytes.WrittenCount;
            WriteData(entry);
        }
        if (SecondContents)
            WriteContents();
    }

    private void WriteEntry(TestEntry entry)
    {
        WriteInt(entry.DumpId);
        WriteInt(entry.HasData ? 1 : 0);
        WriteString("1259");
        WriteString((16000 + entry.DumpId).ToString(CultureInfo.InvariantCulture));
        WriteString(entry.Tag);
        WriteString(entry.Description);
        WriteInt(entry.Section);
        WriteString(entry.Definition);
        WriteString(entry.Drop);
        WriteString(entry.Copy);
        WriteString(entry.Namespace);
        WriteString("");
        if (Minor >= 14)
            WriteString(entry.TableAccessMethod);
        if (Minor >= 16)
            WriteInt(entry.RelationKind);
        WriteString("owner of it");
        WriteString("false");
        foreach (var dependency in entry.Dependencies)
            WriteString(dependency.ToString(CultureInfo.InvariantCulture));
        WriteString(null);
        if (FormatByte != 1)
        {
            WriteString(entry.FileName ?? "");
            return;
        }
        WriteByte((byte)(!entry.HasData ? 3 : OffsetsSet ? 2 : 1));
        WriteNumber(OffsetsSet ? entry.Offset : 0, OffsetSize);
    }

    private void WriteData(TestEntry entry)
    {
        WriteByte(entry.LargeObjects.Count > 0 ? (byte)3 : (byte)1);
        WriteInt(entry.DumpId);
        if (entry.LargeObjects.Count == 0)
        {
            WriteChunks(entry.Chunks);
            return;
        }
        foreach (var (oid, chunks) in entry.LargeObjects)
        {
            WriteInt(unchecked((int)oid)); // pg_dump writes the OID as a signed integer
            WriteChunks(chunks);
        }
        WriteInt(0);
    }

    private void WriteChunks(string[] chunks)
    {
        foreach (var chunk in chunks)
            WriteString(chunk);
        WriteInt(0);
    }

    private void WriteByte(byte value) => _bytes.Write((ReadOnlySpan<byte>)[value]);

    private void WriteNumber(long value, int size)
    {
        for (var i = 0; i < size; i++)
            WriteByte(i < 8 ? (byte)(value >> (8 * i)) : (byte)0);
    }
}
