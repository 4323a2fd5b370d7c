using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Pum.Dumper.Archives;

/// <summary>
/// The list of large objects in a directory or tar archive: <c>blobs.toc</c>, from pg_dump 17 on several <c>blobs_N.toc</c>, each
/// line an OID and the name of a file.
/// </summary>
internal static class LargeObjectList
{
    /// <summary>Longer than any line that pg_dump writes; pg_restore reads a line above 1,024 bytes as two.</summary>
    private const int LongestLine = 100;

    /// <summary>Whether a file is such a list.</summary>
    public static bool IsName(string name) =>
        name.StartsWith("blobs", StringComparison.Ordinal) && name.EndsWith(".toc", StringComparison.Ordinal);

    /// <summary>Reads the names of the files; anything but bare names is refused, since pg_restore would read those too.</summary>
    public static ImmutableArray<string> Read(ArchiveInput input, CancellationToken cancellationToken)
    {
        input.Part = "list of large objects";
        var names = ImmutableArray.CreateBuilder<string>();
        Span<byte> line = stackalloc byte[LongestLine];
        while (input.Remaining > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var length = 0;
            for (byte next; (next = input.ReadByte()) != '\n'; length++)
            {
                if (length == LongestLine)
                    throw input.Corrupt("a line of its list of large objects is too long");
                line[length] = next;
            }
            names.Add(Name(line[..length].TrimEnd("\r"u8))
                ?? throw input.Corrupt("a line of its list of large objects does not name a file of the archive"));
        }
        return names.ToImmutable();
    }

    private static string? Name(ReadOnlySpan<byte> line)
    {
        var text = Encoding.Latin1.GetString(line).Split(' ');
        return text.Length == 2
            && uint.TryParse(text[0], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && BareName.IsBare(text[1])
            ? text[1]
            : null;
    }
}
