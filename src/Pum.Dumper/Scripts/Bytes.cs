namespace Pum.Dumper.Scripts;

/// <summary>The character classes of psqlscan.l, by byte. Bytes from 0x80 on are letters, in every encoding.</summary>
internal static class Bytes
{
    private static ReadOnlySpan<byte> Kinds => Table;

    private static readonly byte[] Table = MakeTable();

    public static ByteKind Kind(byte value) => (ByteKind)Kinds[value];

    /// <summary>ident_cont: <c>[A-Za-z\200-\377_0-9\$]</c>.</summary>
    public static bool ContinuesWord(byte value) => Kind(value) is ByteKind.Letter or ByteKind.Digit or ByteKind.Dollar;

    /// <summary>dolq_cont and variable_char: <c>[A-Za-z\200-\377_0-9]</c>.</summary>
    public static bool ContinuesName(byte value) => Kind(value) is ByteKind.Letter or ByteKind.Digit;

    private static byte[] MakeTable()
    {
        var table = new byte[256];
        for (var value = 0; value < 256; value++)
        {
            table[value] = (byte)(value switch
            {
                ' ' or '\t' or '\n' or '\r' or '\f' or '\v' => ByteKind.Space,
                >= 'a' and <= 'z' or >= 'A' and <= 'Z' or '_' or >= 0x80 => ByteKind.Letter,
                >= '0' and <= '9' => ByteKind.Digit,
                '\'' => ByteKind.Quote,
                '"' => ByteKind.DoubleQuote,
                '$' => ByteKind.Dollar,
                '(' => ByteKind.Open,
                ')' => ByteKind.Close,
                ';' => ByteKind.Semicolon,
                '\\' => ByteKind.Backslash,
                ':' => ByteKind.Colon,
                '-' => ByteKind.Minus,
                '/' => ByteKind.Slash,
                _ => ByteKind.Other,
            });
        }
        return table;
    }
}

/// <summary>How a byte between tokens is read.</summary>
internal enum ByteKind : byte
{
    Other,
    Space,
    Letter,
    Digit,
    Quote,
    DoubleQuote,
    Dollar,
    Open,
    Close,
    Semicolon,
    Backslash,
    Colon,
    Minus,
    Slash,
}
