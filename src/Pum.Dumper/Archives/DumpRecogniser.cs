using Pum.Dumper.Failures;

namespace Pum.Dumper.Archives;

/// <summary>Tells the formats of a dump apart, and from what people pass by mistake.</summary>
internal static class DumpRecogniser
{
    /// <summary>How much of a file is looked at; a binary file without a NUL byte in it is unheard of.</summary>
    public const int HeadLength = 64 * 1024;

    private const int FormatByte = 10;

    private static ReadOnlySpan<byte> Magic => "PGDMP"u8;

    private static ReadOnlySpan<byte> Gzip => [0x1F, 0x8B];

    /// <summary>Recognises a file.</summary>
    public static DumpFile File(string path, string readPath, CancellationToken cancellationToken)
    {
        using var stream = DumpReading.Open(readPath);
        return Content(path, stream, cancellationToken) with { ReadPath = readPath, Length = stream.Length };
    }

    /// <summary>Recognises what a stream holds; the path is for messages.</summary>
    public static DumpFile Content(string path, Stream stream, CancellationToken cancellationToken)
    {
        var head = Head(stream);
        if (!head.AsSpan().StartsWith(Gzip))
            return new() { Path = path, Format = Format(path, head) };

        using var unpacked = new GzipReader(stream, path, cancellationToken, leaveOpen: true);
        var inner = Head(unpacked);
        if (Wrapped(inner) is { } wrapped)
            throw NoDump(path, $"gzip around {wrapped}", $"Unpack it first: gunzip \"{System.IO.Path.GetFileName(path)}\".");
        return new() { Path = path, Format = Format(path, inner), GzipCompressed = true };
    }

    /// <summary>Recognises a folder: a directory archive is one with a table of contents in it.</summary>
    public static DumpFile Folder(string path, string readPath, CancellationToken cancellationToken)
    {
        if (DirectoryArchive.FindTableOfContents(readPath) is not { } contents)
            throw DirectoryArchive.LooksUnfinished(readPath)
                ? new PumFailureException(ArchiveFailures.Corrupt(path, "it holds data but no toc.dat, which pg_dump writes last"))
                : NoDump(path, "a folder without toc.dat", "Pass the folder that pg_dump --format=directory wrote, or a file.");

        byte[] head;
        using (var stream = DirectoryArchive.OpenTableOfContents(contents, cancellationToken))
            head = Head(stream);
        if (!head.AsSpan().StartsWith(Magic))
        {
            if (KnownContent.Find(head) is { } known)
                throw NoDump(contents, known.What, known.Advice);
            throw new PumFailureException(ArchiveFailures.Corrupt(contents, "it does not begin as a table of contents does"));
        }
        return new() { Path = path, ReadPath = readPath, Format = DumpFormat.Directory };
    }

    private static DumpFormat Format(string path, byte[] head)
    {
        if (head.AsSpan().StartsWith(Magic) || (head.Length > 0 && Magic.StartsWith(head)))
        {
            if (head.Length <= FormatByte)
                throw new PumFailureException(ArchiveFailures.Corrupt(path, "it ends inside its header"));
            return head[FormatByte] switch
            {
                ArchiveFormatCode.Custom => DumpFormat.Custom,
                ArchiveFormatCode.TarAndDirectory => throw NoDump(
                    path, "the table of contents of a directory archive", "Pass the folder that holds it."),
                _ => throw new PumFailureException(ArchiveFailures.Corrupt(path, "its header names no known format")),
            };
        }
        if (TarHeader.TryParse(head) is { } tar)
            return tar.Name == "toc.dat" ? DumpFormat.Tar : throw ForeignTar(path, tar.Name);
        if (KnownContent.Find(head) is { } known)
            throw NoDump(path, known.What, known.Advice);
        return DumpFormat.Plain;
    }

    private static string? Wrapped(byte[] head) =>
        head.AsSpan().StartsWith(Magic) ? "an archive of pg_dump"
        : head.AsSpan().StartsWith(Gzip) ? "gzip"
        : TarHeader.TryParse(head) is not null ? "a tar archive"
        : null;

    private static PumFailureException ForeignTar(string path, string first) =>
        NoDump(path, $"a tar archive that pg_dump did not write (its first member is {KnownContent.Quote(first)})",
            "If it holds the folder of a directory archive, unpack it and pass that folder.");

    private static PumFailureException NoDump(string path, string what, string advice) => new(ArchiveFailures.NoDump(path, what, advice));

    private static byte[] Head(Stream stream)
    {
        var head = new byte[HeadLength];
        var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return head[..length];
    }
}
