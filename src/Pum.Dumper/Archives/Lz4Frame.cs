namespace Pum.Dumper.Archives;

/// <summary>
/// The frames of an lz4 file, walked from block to block without unpacking: see
/// <see href="https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md">LZ4 Frame Format</see>.
/// </summary>
internal static class Lz4Frame
{
    private const uint Magic = 0x184D2204;

    /// <summary>Walks all frames; there is one at the least.</summary>
    public static void Walk(ArchiveInput input, CancellationToken cancellationToken)
    {
        do
        {
            if (input.ReadLittleEndian(4) != Magic)
                throw input.Corrupt("its name says lz4, but it is not compressed with lz4");
            var flags = input.ReadByte();
            bool Has(int bit) => (flags & (1 << bit)) != 0;
            var blockChecksumLength = Has(4) ? 4 : 0;
            // The descriptor goes on with a byte of block sizes, the content's size and dictionary where flagged, and its checksum.
            input.Skip(1 + (Has(3) ? 8 : 0) + (Has(0) ? 4 : 0) + 1);
            while (input.ReadLittleEndian(4) is not 0 and var block)
            {
                cancellationToken.ThrowIfCancellationRequested();
                input.Skip((long)(block & 0x7FFFFFFF) + blockChecksumLength);
            }
            if (Has(2))
                input.Skip(4);
        }
        while (input.Remaining > 0);
    }
}
