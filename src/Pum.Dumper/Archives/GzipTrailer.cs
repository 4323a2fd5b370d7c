using System.Buffers.Binary;

namespace Pum.Dumper.Archives;

/// <summary>
/// The end of a gzip file, which says how much it unpacks to: see <see href="https://www.rfc-editor.org/rfc/rfc1952">RFC 1952</see>.
/// </summary>
/// <remarks>.NET takes a gzip file that is cut short for one that ends there, without an exception.</remarks>
internal static class GzipTrailer
{
    private const int Length = 4;

    /// <summary>How many bytes the file's last member unpacks to, modulo 2³².</summary>
    public static uint ReadUnpackedLength(Stream stream)
    {
        if (stream.Length < Length)
            return 0;
        var position = stream.Position;
        Span<byte> trailer = stackalloc byte[Length];
        stream.Position = stream.Length - Length;
        stream.ReadExactly(trailer);
        stream.Position = position;
        return BinaryPrimitives.ReadUInt32LittleEndian(trailer);
    }
}
