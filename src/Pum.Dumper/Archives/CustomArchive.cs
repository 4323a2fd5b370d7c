namespace Pum.Dumper.Archives;

/// <summary>The custom format: header, table of contents and data in one file.</summary>
/// <remarks>See PostgreSQL's src/bin/pg_dump/pg_backup_custom.c.</remarks>
internal static class CustomArchive
{
    private const byte RowsBlock = 1;
    private const byte LargeObjectsBlock = 3;

    /// <summary>Reads the table of contents.</summary>
    public static Archive Read(DumpFile file, CancellationToken cancellationToken)
    {
        using var stream = DumpReading.Open(file.ReadPath);
        return Read(file, stream, cancellationToken);
    }

    /// <summary>Reads the table of contents of an archive in a stream.</summary>
    public static Archive Read(DumpFile file, Stream stream, CancellationToken cancellationToken) =>
        TableOfContents.Read(file, new(stream, file.Path), cancellationToken);

    /// <summary>Walks the data from block to block and matches it with the entries.</summary>
    public static void Verify(Archive archive, CancellationToken cancellationToken)
    {
        using var stream = DumpReading.Open(archive.File.ReadPath);
        Verify(archive, stream, cancellationToken);
    }

    /// <summary>Walks the data of an archive in a stream.</summary>
    public static void Verify(Archive archive, Stream stream, CancellationToken cancellationToken)
    {
        var input = new ArchiveInput(stream, archive.File.Path)
        {
            IntegerSize = archive.Header.IntegerSize,
            OffsetSize = archive.Header.OffsetSize,
        };
        var missing = archive.Entries.Where(entry => entry.HasData).ToDictionary(entry => entry.DumpId);
        input.Part = "data";
        input.Seek(archive.EndOfContents);
        while (input.Remaining > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var position = input.Position;
            input.Entry = null;
            var kind = input.ReadByte();
            if (kind == 0)
            {
                input.Seek(position);
                VerifySecondContents(archive, input, cancellationToken);
                break;
            }
            var id = input.ReadInt();
            if (!missing.Remove(id, out var entry) || (entry.DataOffset ?? position) != position)
                throw input.Corrupt($"its data does not match its table of contents at byte {position}");
            if (kind != (entry.IsLargeObjects ? LargeObjectsBlock : RowsBlock))
                throw input.Corrupt($"its data has an impossible kind at byte {position}");
            input.Entry = entry;
            if (kind == LargeObjectsBlock)
                SkipLargeObjects(input, cancellationToken);
            else
                SkipChunks(input, cancellationToken);
        }
        if (missing.Count > 0)
        {
            var first = missing.Values.MinBy(entry => entry.DumpId)!;
            throw input.Corrupt($"the data of {missing.Count} of its entries is missing, for example of {first.Description} {KnownContent.Quote(first.Tag)}");
        }
    }

    private static void SkipLargeObjects(ArchiveInput input, CancellationToken cancellationToken)
    {
        while (input.ReadInt() != 0) // the OID, negative where it is above 2 147 483 647
            SkipChunks(input, cancellationToken);
    }

    private static void SkipChunks(ArchiveInput input, CancellationToken cancellationToken)
    {
        while (input.ReadInt() is not 0 and var length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (length < 0)
                throw input.Corrupt("a block of its data has a negative length");
            input.Skip(length);
        }
    }

    /// <summary>
    /// pg_dump 17 and 18 write their table of contents a second time after the data if standard output is a file opened for
    /// appending; readers never come to look at it.
    /// </summary>
    private static void VerifySecondContents(Archive archive, ArchiveInput input, CancellationToken cancellationToken)
    {
        var second = TableOfContents.ReadEntries(input, archive.Header, cancellationToken);
        if (!second.Select(entry => entry.DumpId).SequenceEqual(archive.Entries.Select(entry => entry.DumpId)))
            throw input.Corrupt("its two tables of contents are not the same");
        if (input.Remaining > 0)
            throw input.Corrupt("it continues past its end");
    }
}
