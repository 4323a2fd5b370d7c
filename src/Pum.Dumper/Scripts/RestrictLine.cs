namespace Pum.Dumper.Scripts;

/// <summary>
/// The lines <c>\restrict KEY</c> and <c>\unrestrict KEY</c> that pg_dump writes around a script since August 2025 (CVE-2025-8714): see
/// <see href="https://www.postgresql.org/docs/current/app-psql.html">psql</see>.
/// </summary>
internal static class RestrictLine
{
    /// <summary>The key of a line <c>\restrict KEY</c> and nothing else, or nothing.</summary>
    public static ReadOnlySpan<byte> Begin(ReadOnlySpan<byte> line) => Key(line, "\\restrict "u8);

    /// <summary>The key of a line <c>\unrestrict KEY</c> and nothing else, or nothing.</summary>
    public static ReadOnlySpan<byte> End(ReadOnlySpan<byte> line) => Key(line, "\\unrestrict "u8);

    // pg_dump allows letters and digits alone; anything else could be a backquote, which old psql expands (CVE-2026-18408).
    private static ReadOnlySpan<byte> Key(ReadOnlySpan<byte> line, ReadOnlySpan<byte> command)
    {
        if (!line.StartsWith(command))
            return default;
        var key = line[command.Length..];
        foreach (var value in key)
        {
            if (value >= 0x80 || !char.IsAsciiLetterOrDigit((char)value))
                return default;
        }
        return key;
    }
}
