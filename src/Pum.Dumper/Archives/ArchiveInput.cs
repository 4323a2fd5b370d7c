using System.Buffers.Binary;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Archives;

/// <summary>
/// Reads the bytes, integers and strings that archives are made of from a part of a file, through one small buffer. Skipping costs
/// nothing, and no length found in the file is believed before as much is there.
/// </summary>
internal sealed class ArchiveInput(Stream stream, string path, long begin, long end)
{
    /// <summary>Bytes; longer than any SQL statement that a dump holds. PostgreSQL itself ends at 1 GB.</summary>
    public const int LongestText = 256 * 1024 * 1024;

    private const int BufferSize = 16 * 1024;

    /// <summary>Bytes read first after a long seek: often only the length of the next part is wanted, which is passed over too.</summary>
    private const int FirstRead = 256;

    /// <summary>How far a seek may go for the whole buffer to be filled all the same: it holds several parts that are that small.</summary>
    private const int ShortSeek = 2048;

    private readonly byte[] _buffer = new byte[BufferSize];
    private long _bufferPosition = begin;
    private int _next;
    private int _length;
    private int _nextRead = BufferSize;

    /// <summary>The whole of a stream that can seek.</summary>
    public ArchiveInput(Stream stream, string path) : this(stream, path, 0, stream.Length) { }

    /// <summary>Bytes of an integer after its sign, as the header says.</summary>
    public int IntegerSize { get; set; } = 4;

    /// <summary>Bytes of a position, as the header says.</summary>
    public int OffsetSize { get; set; } = 8;

    /// <summary>What is being read, for the failure that says it is cut short.</summary>
    public string Part { get; set; } = "header";

    /// <summary>The entry whose data is being read, for the same.</summary>
    public ArchiveEntry? Entry { get; set; }

    /// <summary>How text turns into strings.</summary>
    public ArchiveText Text { get; } = new();

    /// <summary>The position in the file.</summary>
    public long Position => _bufferPosition + _next;

    /// <summary>How many bytes are left.</summary>
    public long Remaining => end - Position;

    /// <summary>Goes on at another place.</summary>
    public void Seek(long position)
    {
        if (position >= _bufferPosition && position <= _bufferPosition + _length)
            _next = (int)(position - _bufferPosition);
        else
            MoveTo(position);
    }

    /// <summary>Passes over bytes.</summary>
    public void Skip(long count)
    {
        if (count > Remaining)
            throw Truncated();
        Seek(Position + count);
    }

    /// <summary>Reads a byte.</summary>
    public byte ReadByte()
    {
        if (_next == _length)
            Fill();
        return _buffer[_next++];
    }

    /// <summary>Reads exactly as many bytes as the target holds.</summary>
    public void Read(Span<byte> target)
    {
        if (target.Length > Remaining)
            throw Truncated();
        while (!target.IsEmpty)
        {
            if (_next == _length)
                Fill();
            var count = Math.Min(target.Length, _length - _next);
            _buffer.AsSpan(_next, count).CopyTo(target);
            target = target[count..];
            _next += count;
        }
    }

    /// <summary>Reads an integer: its sign, then its magnitude from the lowest byte on.</summary>
    public int ReadInt()
    {
        var sign = ReadByte();
        var magnitude = ReadLittleEndian(IntegerSize);
        if (sign > 1 || magnitude > int.MaxValue + (ulong)sign)
            throw Corrupt("a number in it is out of range");
        return (int)(sign == 0 ? (long)magnitude : -(long)magnitude);
    }

    /// <summary>Reads a position in the file.</summary>
    public long ReadOffset()
    {
        var offset = ReadLittleEndian(OffsetSize);
        return offset <= long.MaxValue ? (long)offset : throw Corrupt("a position in it is out of range");
    }

    /// <summary>Reads an unsigned number, lowest byte first; what is beyond its eighth byte must be zero.</summary>
    public ulong ReadLittleEndian(int size)
    {
        Span<byte> bytes = stackalloc byte[8];
        bytes.Clear();
        Read(bytes[..Math.Min(size, bytes.Length)]);
        for (var i = bytes.Length; i < size; i++)
        {
            if (ReadByte() != 0)
                throw Corrupt("a number in it is out of range");
        }
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    /// <summary>Reads a string, or <see langword="null"/> where none was written.</summary>
    public string? ReadString() => TryReadText(out var bytes) ? Text.Decode(bytes) : null;

    /// <summary>Reads a name that is repeated, or <see langword="null"/> where none was written or it is empty.</summary>
    public string? ReadName() => TryReadText(out var bytes) && !bytes.IsEmpty ? Text.DecodeName(bytes) : null;

    /// <summary>Reads the bytes of a string, valid until the next read; false where none was written.</summary>
    public bool TryReadText(out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        var length = ReadInt();
        if (length < 0)
            return false;
        if (length > Remaining)
            throw Truncated();
        if (length > LongestText)
            throw Corrupt("a text in it is too long");
        if (length > _length - _next && length <= BufferSize)
            Refill();
        if (length <= _length - _next)
        {
            bytes = _buffer.AsSpan(_next, length);
            _next += length;
        }
        else
        {
            var own = new byte[length];
            Read(own);
            bytes = own;
        }

        // pg_restore would take the name to end at a NUL byte where we would not: pg_dump never writes one.
        return bytes.Contains((byte)0) ? throw Corrupt("a text in it holds a NUL byte") : true;
    }

    /// <summary>The failure of an input that ends too early.</summary>
    public PumFailureException Truncated() =>
        Corrupt($"it ends inside its {Part}{(Entry is null ? "" : $" of {Entry.Description} {KnownContent.Quote(Entry.Tag)}")}");

    /// <summary>The failure of an input that is damaged.</summary>
    public PumFailureException Corrupt(string what) => new(ArchiveFailures.Corrupt(path, what));

    private void MoveTo(long position)
    {
        var beyond = position - (_bufferPosition + _length);
        (_bufferPosition, _next, _length, _nextRead) = (position, 0, 0, beyond is >= 0 and < ShortSeek ? BufferSize : FirstRead);
    }

    private void Refill() => (_bufferPosition, _next, _length) = (Position, 0, ReadAt(Position));

    private void Fill()
    {
        Refill();
        if (_length == 0)
            throw Truncated();
    }

    private int ReadAt(long position)
    {
        var count = (int)Math.Clamp(end - position, 0, _nextRead);
        _nextRead = BufferSize;
        if (stream.Position != position)
            stream.Position = position;
        return stream.ReadAtLeast(_buffer.AsSpan(0, count), count, throwOnEndOfStream: false);
    }
}
