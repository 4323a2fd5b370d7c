using System.Collections.Immutable;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Archives;

/// <summary>Reads an archive's header and entries, which are the same in every format but for where the data is.</summary>
/// <remarks>The format is that of PostgreSQL's src/bin/pg_dump/pg_backup_archiver.c (<c>ReadHead</c>, <c>ReadToc</c>).</remarks>
internal static class TableOfContents
{
    /// <summary>For how many entries there is room before they are read.</summary>
    private const int MostAtOnce = 1 << 16;

    /// <summary>No entry has fewer bytes, whatever texts it lacks.</summary>
    private const int SmallestEntry = 64;

    private static readonly Version Oldest = new(1, 12);
    private static readonly Version Newest = new(1, 16);
    private static readonly Version WithCompressionAlgorithm = new(1, 15);

    /// <summary>Reads a whole table of contents; the input is then positioned after it.</summary>
    public static Archive Read(DumpFile file, ArchiveInput input, CancellationToken cancellationToken)
    {
        var header = ReadHeader(file, input);
        var entries = ReadEntries(input, header, cancellationToken);
        return new() { File = file, Header = header, Entries = entries, EndOfContents = input.Position };
    }

    /// <summary>Reads the entries, from their number on.</summary>
    public static ImmutableArray<ArchiveEntry> ReadEntries(ArchiveInput input, ArchiveHeader header, CancellationToken cancellationToken)
    {
        input.Part = "table of contents";
        var count = input.ReadInt();
        if (count < 0)
            throw input.Corrupt("its table of contents has a negative number of entries");
        // No more room than the file may fill.
        var room = (int)Math.Min(Math.Min(count, MostAtOnce), input.Remaining / SmallestEntry);
        var entries = ImmutableArray.CreateBuilder<ArchiveEntry>(room);
        var ids = new HashSet<int>(room);
        var reader = new EntryReader(input, header);
        for (var i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var entry = reader.Read();
            if (entry.DumpId <= 0 || !ids.Add(entry.DumpId))
                throw input.Corrupt($"its table of contents holds the impossible entry {entry.DumpId}");
            entries.Add(entry);
            if (entry.Description == ArchiveText.Entry)
                input.Text.SetEncoding(entry.Statements.Definition);
        }
        return entries.DrainToImmutable();
    }

    private static ArchiveHeader ReadHeader(DumpFile file, ArchiveInput input)
    {
        Span<byte> magic = stackalloc byte[5];
        input.Read(magic);
        if (!magic.SequenceEqual("PGDMP"u8))
            throw input.Corrupt("it does not begin as an archive does");
        var version = new Version(input.ReadByte(), input.ReadByte());
        _ = input.ReadByte(); // the revision, 0 in all of them
        if (version < Oldest || version > Newest)
            throw new PumFailureException(ArchiveFailures.UnknownVersion(file.Path, version));
        input.IntegerSize = input.ReadByte();
        input.OffsetSize = input.ReadByte();
        // pg_restore takes integers of up to 32 bytes and no machine has ever written such.
        if (input.IntegerSize is < 4 or > 8 || input.OffsetSize is < 4 or > 16)
            throw input.Corrupt("its header names impossible sizes");
        if (input.ReadByte() != (file.Format == DumpFormat.Custom ? ArchiveFormatCode.Custom : ArchiveFormatCode.TarAndDirectory))
            throw input.Corrupt("its header names another format");
        return new()
        {
            Version = version,
            Format = file.Format,
            IntegerSize = input.IntegerSize,
            OffsetSize = input.OffsetSize,
            Compression = ReadCompression(input, version),
            Created = ReadTime(input),
            DatabaseName = input.ReadString() ?? "",
            ServerVersion = input.ReadString() ?? "",
            ClientVersion = input.ReadString() ?? "",
        };
    }

    private static ArchiveCompression ReadCompression(ArchiveInput input, Version version)
    {
        if (version < WithCompressionAlgorithm)
            return input.ReadInt() == 0 ? ArchiveCompression.None : ArchiveCompression.Gzip;
        var algorithm = (ArchiveCompression)input.ReadByte();
        return Enum.IsDefined(algorithm) ? algorithm : throw input.Corrupt("its header names an unknown compression");
    }

    /// <summary>The time as C's <c>struct tm</c> counts: months from 0, years from 1900.</summary>
    private static DateTime? ReadTime(ArchiveInput input)
    {
        Span<int> time = stackalloc int[7];
        foreach (ref var field in time)
            field = input.ReadInt();
        return time is [>= 0 and < 60, >= 0 and < 60, >= 0 and < 24, > 0, >= 0 and < 12, >= 0 and < 8000, _]
            && time[3] <= DateTime.DaysInMonth(time[5] + 1900, time[4] + 1)
            ? new DateTime(time[5] + 1900, time[4] + 1, time[3], time[2], time[1], time[0], DateTimeKind.Unspecified)
            : null;
    }
}
