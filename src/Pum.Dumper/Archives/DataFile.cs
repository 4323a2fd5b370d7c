using Pum.Dumper.Failures;

namespace Pum.Dumper.Archives;

/// <summary>A file of a directory archive that holds rows or a large object.</summary>
internal static class DataFile
{
    /// <summary>A gzip file of nothing.</summary>
    private const int ShortestGzip = 18;

    /// <summary>What pg_dump writes after the last row of a COPY.</summary>
    private static ReadOnlySpan<byte> CopyEnd => "\\.\n\n\n"u8;

    /// <summary>Checks that a file ends as it should, as far as that can be told without unpacking it.</summary>
    /// <param name="path">The file, whose suffix says how it is compressed.</param>
    /// <param name="isCopy">Whether it holds rows for COPY.</param>
    /// <param name="unpack">Also unpack gzip, whose end cannot be told otherwise.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static void Verify(string path, bool isCopy, bool unpack, CancellationToken cancellationToken) =>
        DumpReading.Read<object?>(path, () =>
    {
        using var stream = DumpReading.Open(path);
        var input = new ArchiveInput(stream, path) { Part = "data" };
        RefusePointer(path, input);
        // pg_dump writes nothing at all for an empty large object, not even a frame, with lz4 and zstd.
        if (input.Remaining == 0 && !isCopy)
            return null;
        switch (Path.GetExtension(path))
        {
            case ".gz": VerifyGzip(path, stream, input, unpack, cancellationToken); break;
            case ".lz4": Lz4Frame.Walk(input, cancellationToken); break;
            case ".zst": ZstdFrame.Walk(input, cancellationToken); break;
            default: VerifyPlain(input, isCopy); break;
        }
        return null;
    });

    /// <summary>Git LFS replaces single files of a directory archive too.</summary>
    private static void RefusePointer(string path, ArchiveInput input)
    {
        var head = new byte[Math.Min(input.Remaining, 40)];
        input.Read(head);
        input.Seek(0);
        if (head.AsSpan().StartsWith("version https://git-lfs"u8) && KnownContent.Find(head) is { } pointer)
            throw new PumFailureException(ArchiveFailures.NoDump(path, pointer.What, pointer.Advice));
    }

    private static void VerifyPlain(ArchiveInput input, bool isCopy)
    {
        if (!isCopy)
            return;
        if (input.Remaining < CopyEnd.Length)
            throw input.Truncated();
        input.Seek(input.Remaining - CopyEnd.Length);
        Span<byte> end = stackalloc byte[CopyEnd.Length];
        input.Read(end);
        if (!end.SequenceEqual(CopyEnd))
            throw input.Truncated();
    }

    private static void VerifyGzip(string path, FileStream stream, ArchiveInput input, bool unpack, CancellationToken cancellationToken)
    {
        if (input.Remaining < ShortestGzip)
            throw input.Truncated();
        if (input.ReadByte() != 0x1F || input.ReadByte() != 0x8B)
            throw input.Corrupt("its name says gzip, but it is not compressed with gzip");
        if (!unpack)
            return;
        using var unpacking = new GzipReader(stream, path, cancellationToken, leaveOpen: true);
        var buffer = new byte[64 * 1024];
        while (unpacking.Read(buffer) > 0)
        {
            // The reader checks what it unpacks.
        }
    }
}
