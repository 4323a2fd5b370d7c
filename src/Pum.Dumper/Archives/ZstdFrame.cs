namespace Pum.Dumper.Archives;

/// <summary>
/// The frames of a zstd file, walked from block to block without unpacking: see
/// <see href="https://www.rfc-editor.org/rfc/rfc8878#section-3.1">RFC 8878</see>.
/// </summary>
internal static class ZstdFrame
{
    private const uint Magic = 0xFD2FB528;
    private const int RunLengthBlock = 1;
    private const int ReservedBlock = 3;

    /// <summary>Walks all frames; there is one at the least.</summary>
    public static void Walk(ArchiveInput input, CancellationToken cancellationToken)
    {
        do
        {
            if (input.ReadLittleEndian(4) != Magic)
                throw input.Corrupt("its name says zstd, but it is not compressed with zstd");
            var hasChecksum = SkipHeader(input);
            while (!SkipBlock(input))
                cancellationToken.ThrowIfCancellationRequested();
            if (hasChecksum)
                input.Skip(4);
        }
        while (input.Remaining > 0);
    }

    private static bool SkipHeader(ArchiveInput input)
    {
        var descriptor = input.ReadByte();
        var isSingleSegment = (descriptor & 0x20) != 0;
        var windowLength = isSingleSegment ? 0 : 1;
        var dictionaryLength = (descriptor & 3) switch { 0 => 0, 1 => 1, 2 => 2, _ => 4 };
        var contentSizeLength = (descriptor >> 6) switch { 0 => isSingleSegment ? 1 : 0, 1 => 2, 2 => 4, _ => 8 };
        input.Skip(windowLength + dictionaryLength + contentSizeLength);
        return (descriptor & 4) != 0;
    }

    /// <summary>Skips a block and tells whether it was the frame's last.</summary>
    private static bool SkipBlock(ArchiveInput input)
    {
        var block = (int)input.ReadLittleEndian(3);
        var kind = (block >> 1) & 3;
        if (kind == ReservedBlock)
            throw input.Corrupt("a block of its data is of no known kind");
        input.Skip(kind == RunLengthBlock ? 1 : block >> 3);
        return (block & 1) != 0;
    }
}
