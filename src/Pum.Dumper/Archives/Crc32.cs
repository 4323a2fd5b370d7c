namespace Pum.Dumper.Archives;

/// <summary>The checksum of gzip: see <see href="https://www.rfc-editor.org/rfc/rfc1952#page-11">RFC 1952, 8</see>. .NET has it in a package of its own only.</summary>
internal struct Crc32
{
    private const uint Polynomial = 0xEDB88320;

    /// <summary>Of each byte; the further tables are of a byte that 1, 2, … zero bytes follow, so that eight bytes go at once.</summary>
    private static readonly uint[][] Tables = MakeTables();

    private uint _value;

    /// <summary>The checksum of everything so far.</summary>
    public readonly uint Value => _value;

    /// <summary>Goes on with further bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        var crc = ~_value;
        uint[] t0 = Tables[0], t1 = Tables[1], t2 = Tables[2], t3 = Tables[3], t4 = Tables[4], t5 = Tables[5], t6 = Tables[6], t7 = Tables[7];
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            crc ^= (uint)(bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) | (bytes[3] << 24));
            crc = t7[crc & 0xFF] ^ t6[(crc >> 8) & 0xFF] ^ t5[(crc >> 16) & 0xFF] ^ t4[crc >> 24] ^ t3[bytes[4]] ^ t2[bytes[5]] ^ t1[bytes[6]] ^ t0[bytes[7]];
        }
        foreach (var value in bytes)
            crc = t0[(crc ^ value) & 0xFF] ^ (crc >> 8);
        _value = ~crc;
    }

    private static uint[][] MakeTables()
    {
        var tables = new uint[8][];
        tables[0] = [.. Enumerable.Range(0, 256).Select(value =>
        {
            var crc = (uint)value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? Polynomial ^ (crc >> 1) : crc >> 1;
            return crc;
        })];
        for (var table = 1; table < tables.Length; table++)
            tables[table] = [.. tables[table - 1].Select(crc => tables[0][crc & 0xFF] ^ (crc >> 8))];
        return tables;
    }
}
