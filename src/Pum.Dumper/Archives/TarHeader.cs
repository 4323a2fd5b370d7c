using System.Text;

namespace Pum.Dumper.Archives;

/// <summary>
/// The header of one member of a tar archive: see
/// <see href="https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06">ustar Interchange Format</see>.
/// </summary>
/// <param name="Name">The member's name.</param>
/// <param name="Size">The member's bytes; the next header follows at the next multiple of <see cref="Length"/>.</param>
internal readonly record struct TarHeader(string Name, long Size)
{
    /// <summary>The length of a header, and of the blocks that a tar archive is made of.</summary>
    public const int Length = 512;

    private const int ChecksumOffset = 148;
    private const int ChecksumLength = 8;
    private const int MagicOffset = 257;

    /// <summary>Bytes of the member with the filling of its last block.</summary>
    public long PaddedSize => (Size + Length - 1) / Length * Length;

    /// <summary>Reads a header whose magic and checksum are right; <see langword="null"/> for anything else.</summary>
    public static TarHeader? TryParse(ReadOnlySpan<byte> block)
    {
        if (block.Length < Length || !block[MagicOffset..].StartsWith("ustar"u8))
            return null;
        block = block[..Length];
        if (Octal(block.Slice(ChecksumOffset, ChecksumLength)) != Checksum(block) || ParseSize(block.Slice(124, 12)) is not { } size)
            return null;
        var name = block[..100];
        var end = name.IndexOf((byte)0);
        return new(Encoding.Latin1.GetString(end < 0 ? name : name[..end]), size);
    }

    /// <summary>The sum of all bytes, the checksum's own counted as spaces.</summary>
    private static long Checksum(ReadOnlySpan<byte> block)
    {
        long sum = ChecksumLength * ' ';
        for (var i = 0; i < block.Length; i++)
        {
            if (i is < ChecksumOffset or >= ChecksumOffset + ChecksumLength)
                sum += block[i];
        }
        return sum;
    }

    /// <summary>Octal digits, or above 8 GB a big-endian number after a byte of 0x80 (PostgreSQL's src/port/tar.c writes both).</summary>
    private static long? ParseSize(ReadOnlySpan<byte> field)
    {
        if (field[0] != 0x80)
            return Octal(field);
        long size = 0;
        foreach (var digit in field[1..])
        {
            if (size > long.MaxValue >> 16)
                return null;
            size = (size << 8) | digit;
        }
        return size;
    }

    private static long? Octal(ReadOnlySpan<byte> field)
    {
        field = field.Trim(" \0"u8);
        long number = 0;
        foreach (var digit in field)
        {
            if (digit is < (byte)'0' or > (byte)'7')
                return null;
            number = (number << 3) | (uint)(digit - '0');
        }
        return field.IsEmpty ? null : number;
    }
}
