namespace Pum.Dumper.Archives;

/// <summary>Where an archive says when it was made.</summary>
/// <remarks>
/// PostgreSQL's src/bin/pg_dump/pg_backup_archiver.c, <c>WriteHead</c>: the mark, three bytes of the version, the sizes of integers and of
/// positions, the format, the compression, and then seven integers.
/// </remarks>
internal static class ArchiveTime
{
    private const int Integers = 7;
    private const int AfterFormat = 11;

    // pg_restore refuses longer integers: pg_backup_archiver.c, ReadHead.
    private const int LongestInteger = 32;

    /// <summary>The bytes of it in the head of an archive; none in any other file.</summary>
    /// <param name="head">The first bytes of a file.</param>
    /// <param name="format">What the file is if it is an archive: a value of <see cref="ArchiveFormatCode"/>.</param>
    public static Span<byte> Find(Span<byte> head, byte format)
    {
        if (head.Length < AfterFormat || !head.StartsWith("PGDMP"u8) || head[8] > LongestInteger || head[10] != format)
            return [];
        // An integer has a byte for its sign.
        var integer = head[8] + 1;
        var hasMethod = new Version(head[5], head[6]) >= new Version(1, 15);
        var (start, length) = (AfterFormat + (hasMethod ? 1 : integer), Integers * integer);
        return start + length <= head.Length ? head.Slice(start, length) : [];
    }
}
