using System.Collections.Immutable;

namespace Pum.Dumper.Archives;

/// <summary>The tar format: a directory archive, uncompressed, as the members of one file.</summary>
/// <remarks>See PostgreSQL's src/bin/pg_dump/pg_backup_tar.c.</remarks>
internal static class TarArchive
{
    /// <summary>Reads the table of contents, which is the first member.</summary>
    public static Archive Read(DumpFile file, CancellationToken cancellationToken)
    {
        using var stream = DumpReading.Open(file.ReadPath);
        return Read(file, stream, cancellationToken);
    }

    /// <summary>Reads the table of contents of an archive in a stream.</summary>
    public static Archive Read(DumpFile file, Stream stream, CancellationToken cancellationToken)
    {
        var input = new ArchiveInput(stream, file.Path);
        if (ReadMember(input) is not { Name: "toc.dat" } contents)
            throw input.Corrupt("its first member is not toc.dat");
        if (contents.Size > input.Remaining)
            throw input.Truncated();
        return TableOfContents.Read(file, new(stream, file.Path, input.Position, input.Position + contents.Size), cancellationToken);
    }

    /// <summary>Walks the members to the end and looks for those that the table of contents names.</summary>
    public static void Verify(Archive archive, CancellationToken cancellationToken)
    {
        using var stream = DumpReading.Open(archive.File.ReadPath);
        Verify(archive, stream, cancellationToken);
    }

    /// <summary>Walks the members of an archive in a stream.</summary>
    public static void Verify(Archive archive, Stream stream, CancellationToken cancellationToken)
    {
        var input = new ArchiveInput(stream, archive.File.Path);
        var members = new HashSet<string>(StringComparer.Ordinal);
        var largeObjects = ImmutableArray<string>.Empty;
        while (ReadMember(input) is { } member)
        {
            cancellationToken.ThrowIfCancellationRequested();
            input.Part = $"member {KnownContent.Quote(member.Name)}";
            if (!members.Add(member.Name))
                throw input.Corrupt($"it holds {KnownContent.Quote(member.Name)} twice");
            var next = input.Position + member.PaddedSize;
            if (member.PaddedSize > input.Remaining)
                throw input.Truncated();
            if (LargeObjectList.IsName(member.Name))
            {
                var list = new ArchiveInput(stream, archive.File.Path, input.Position, input.Position + member.Size);
                largeObjects = largeObjects.AddRange(LargeObjectList.Read(list, cancellationToken));
            }
            input.Seek(next);
        }
        var needed = archive.Entries.Where(entry => entry is { HasData: true, IsLargeObjects: false }).Select(entry => entry.FileName!);
        if (needed.Concat(largeObjects).FirstOrDefault(name => !members.Contains(name)) is { } missing)
            throw input.Corrupt($"it lacks the member {KnownContent.Quote(missing)}");
        if (archive.Entries.Any(entry => entry is { HasData: true, IsLargeObjects: true }) && !members.Any(LargeObjectList.IsName))
            throw input.Corrupt("it lacks the list of its large objects");
    }

    /// <summary>Reads a member's header; <see langword="null"/> at the two blocks of zeros that end a tar archive.</summary>
    private static TarHeader? ReadMember(ArchiveInput input)
    {
        input.Part = "list of members";
        Span<byte> block = stackalloc byte[TarHeader.Length];
        input.Read(block);
        if (block.ContainsAnyExcept((byte)0))
            return TarHeader.TryParse(block) ?? throw input.Corrupt($"it has no valid member at byte {input.Position - TarHeader.Length}");
        input.Read(block);
        return block.ContainsAnyExcept((byte)0) ? throw input.Corrupt("it continues past its end") : null;
    }
}
