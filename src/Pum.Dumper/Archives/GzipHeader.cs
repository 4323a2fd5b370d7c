namespace Pum.Dumper.Archives;

/// <summary>
/// The header of a member of a gzip file: see <see href="https://www.rfc-editor.org/rfc/rfc1952#page-5">RFC 1952, 2.3</see>.
/// </summary>
internal static class GzipHeader
{
    private const int FixedLength = 10;
    private const int BlockSize = 4096;

    /// <summary>Longer than the name of any file; nothing else bounds the texts of a header.</summary>
    private const int LongestText = 64 * 1024;

    private const string CutShort = "its compressed data ends too early";

    [Flags]
    private enum Flag
    {
        HeaderChecksum = 2,
        ExtraField = 4,
        Name = 8,
        Comment = 16,
    }

    /// <summary>Passes over the zeros with which tapes and block devices fill up.</summary>
    public static void SkipPadding(Stream file, CancellationToken cancellationToken)
    {
        Span<byte> block = stackalloc byte[BlockSize];
        for (int count; (count = file.Read(block)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (block[..count].IndexOfAnyExcept((byte)0) is >= 0 and var end)
            {
                file.Position -= count - end;
                return;
            }
        }
    }

    /// <summary>Passes over a header, and says what is wrong with it; <see langword="null"/> where nothing is.</summary>
    /// <param name="file">The file, which is positioned after the header afterwards, or at what is not a header.</param>
    /// <param name="isHeader">Whether there was one.</param>
    public static string? Skip(Stream file, out bool isHeader)
    {
        var begin = file.Position;
        // The file itself has no buffer. Disposing this one would close it.
        var input = new BufferedStream(file, BlockSize);
        Span<byte> header = stackalloc byte[FixedLength];
        var length = input.ReadAtLeast(header, FixedLength, throwOnEndOfStream: false);
        isHeader = length > 1 && header is [0x1F, 0x8B, ..];
        var problem = !isHeader ? (length == 1 && header[0] == 0x1F ? CutShort : null)
            : length < FixedLength ? CutShort : SkipFields(input, (Flag)header[3]);
        file.Position = isHeader ? input.Position : begin;
        return problem;
    }

    private static string? SkipFields(BufferedStream input, Flag flags)
    {
        if (flags.HasFlag(Flag.ExtraField))
        {
            var (low, high) = (input.ReadByte(), input.ReadByte());
            if (high < 0)
                return CutShort;
            input.Position += low | (high << 8);
        }

        foreach (var text in new[] { Flag.Name, Flag.Comment })
        {
            if (flags.HasFlag(text) && SkipText(input) is { } problem)
                return problem;
        }

        if (flags.HasFlag(Flag.HeaderChecksum))
            input.Position += 2;
        return input.Position <= input.Length ? null : CutShort;
    }

    private static string? SkipText(BufferedStream input)
    {
        for (var length = 0; length < LongestText; length++)
        {
            // A text ends with a zero byte.
            if (input.ReadByte() is <= 0 and var end)
                return end == 0 ? null : CutShort;
        }
        return "the header of its compressed data is too long";
    }
}
