using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;

namespace Pum.Dumper.Archives;

/// <summary>Reads the entries of a table of contents, one after the other.</summary>
/// <remarks>The format is that of PostgreSQL's src/bin/pg_dump/pg_backup_archiver.c (<c>ReadToc</c>).</remarks>
internal sealed class EntryReader(ArchiveInput input, ArchiveHeader header)
{
    /// <summary>Bytes of the buffer for statements that stay for the next entry.</summary>
    private const int LargestKept = 1024 * 1024;

    private const int UsualStatements = 16 * 1024;

    private static readonly Version WithTableAccessMethod = new(1, 14);
    private static readonly Version WithRelationKind = new(1, 16);

    private readonly List<int> _dependencies = [];
    private ArrayBufferWriter<byte> _statements = new(UsualStatements);

    /// <summary>Reads the next.</summary>
    /// <exception cref="Failures.PumFailureException">PUM5003: it is damaged.</exception>
    public ArchiveEntry Read()
    {
        input.Text.Undecodable = false;
        var entry = new ArchiveEntry
        {
            DumpId = input.ReadInt(),
            HadDumper = input.ReadInt() != 0,
            CatalogId = new(ReadOid(), ReadOid()),
            Tag = input.ReadString() ?? throw input.Corrupt("an entry of its table of contents has no name"),
            Description = input.ReadName() ?? throw input.Corrupt("an entry of its table of contents has no kind"),
            Section = ReadSection(),
            Statements = ReadStatements(),
            Namespace = input.ReadName(),
            Tablespace = input.ReadName(),
            Owner = ReadOwner(),
            Dependencies = ReadDependencies(),
            DataState = ArchiveDataState.NoData,
        };
        entry = header.Format == DumpFormat.Custom ? WithDataOffset(entry) : WithFileName(entry);
        return input.Text.Undecodable ? entry with { Undecodable = true } : entry;
    }

    private ArchiveEntry WithDataOffset(ArchiveEntry entry)
    {
        var state = (ArchiveDataState)input.ReadByte();
        if (!Enum.IsDefined(state))
            throw input.Corrupt("an entry of its table of contents has an impossible position");
        var offset = input.ReadOffset();
        return state == entry.DataState
            ? entry
            : entry with { DataState = state, DataOffset = state == ArchiveDataState.Set ? offset : null };
    }

    private ArchiveEntry WithFileName(ArchiveEntry entry)
    {
        var name = input.ReadString();
        return string.IsNullOrEmpty(name) ? entry : entry with { FileName = name, DataState = ArchiveDataState.NotSet };
    }

    private ArchiveSection ReadSection()
    {
        var section = (ArchiveSection)input.ReadInt();
        return Enum.IsDefined(section) ? section : throw input.Corrupt("an entry of its table of contents is in no known section");
    }

    /// <summary>Reads the three statements, each empty where none was written.</summary>
    private EntryStatements ReadStatements()
    {
        // What a huge one needed is not kept.
        if (_statements.Capacity > LargestKept)
            _statements = new(UsualStatements);
        _statements.ResetWrittenCount();
        var room = ArchiveInput.LongestText;
        var definitionEnd = ReadStatement(ref room);
        var dropEnd = ReadStatement(ref room);
        ReadStatement(ref room);
        return new(_statements.WrittenSpan, definitionEnd, dropEnd);
    }

    /// <summary>Reads a statement behind those that were read.</summary>
    /// <param name="room">How many bytes all of them may still have.</param>
    /// <returns>Where it ends.</returns>
    private int ReadStatement(ref int room)
    {
        if (input.TryReadText(out var bytes))
        {
            room -= bytes.Length;
            if (room < 0)
                throw input.Corrupt("its statements are too long");
            input.Text.Write(bytes, _statements);
        }

        return _statements.WrittenCount;
    }

    /// <summary>
    /// The owner. What stands around him is passed over: the table access method and the kind of relation before, whether a table has OIDs
    /// after.
    /// </summary>
    private string ReadOwner()
    {
        if (header.Version >= WithTableAccessMethod)
            _ = input.ReadName();
        if (header.Version >= WithRelationKind && input.ReadInt() is < 0 or >= 128)
            throw input.Corrupt("an entry of its table of contents has an impossible kind of relation");
        var owner = input.ReadName() ?? "";
        _ = input.ReadName();
        return owner;
    }

    private uint ReadOid() =>
        input.TryReadText(out var text) && uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var oid)
            ? oid
            : throw input.Corrupt("an entry of its table of contents has an impossible OID");

    private ImmutableArray<int> ReadDependencies()
    {
        _dependencies.Clear();
        while (input.TryReadText(out var text))
        {
            _dependencies.Add(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? id
                : throw input.Corrupt("an entry of its table of contents has an impossible dependency"));
        }
        return [.. _dependencies];
    }
}
