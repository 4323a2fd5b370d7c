namespace Pum.Dumper.Archives;

/// <summary>The header of a member of a gzip file: see <see href="https://www.rfc-editor.org/rfc/rfc1952#page-5">RFC 1952, 2.3</see>.</summary>
internal static class GzipHeader
{
    private const int FixedLength = 10;

    [Flags]
    private enum Flag
    {
        HeaderChecksum = 2,
        ExtraField = 4,
        Name = 8,
        Comment = 16,
    }

    /// <summary>Passes over padding and a header; <see langword="false"/> where the file ends inside the header.</summary>
    /// <param name="file">The file, which stands behind the header afterwards, or at what is none.</param>
    /// <param name="isHeader">Whether there was one.</param>
    public static bool TrySkip(Stream file, out bool isHeader)
    {
        int first;
        while ((first = file.ReadByte()) == 0)
        {
            // Padding: tapes and block devices fill up with zeros.
        }

        var header = new byte[FixedLength];
        header[0] = (byte)Math.Max(first, 0);
        var length = first < 0 ? 0 : 1 + file.ReadAtLeast(header.AsSpan(1), FixedLength - 1, throwOnEndOfStream: false);
        isHeader = length > 1 && header is [0x1F, 0x8B, ..];
        if (!isHeader)
        {
            file.Position -= length;
            return length != 1 || first != 0x1F;
        }
        return length == FixedLength && TrySkipFields(file, (Flag)header[3]);
    }

    private static bool TrySkipFields(Stream file, Flag flags)
    {
        if (flags.HasFlag(Flag.ExtraField))
        {
            var (low, high) = (file.ReadByte(), file.ReadByte());
            if (high < 0)
                return false;
            file.Position += low | (high << 8);
        }

        foreach (var text in new[] { Flag.Name, Flag.Comment })
        {
            if (flags.HasFlag(text) && !TrySkipText(file))
                return false;
        }

        if (flags.HasFlag(Flag.HeaderChecksum))
            file.Position += 2;
        return file.Position <= file.Length;
    }

    private static bool TrySkipText(Stream file)
    {
        int next;
        while ((next = file.ReadByte()) > 0)
        {
            // A text ends with a zero byte.
        }
        return next == 0;
    }
}
