using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Archives;

/// <summary>
/// Unpacks a gzip file of one member or several, and checks the length and the checksum of each: see
/// <see href="https://www.rfc-editor.org/rfc/rfc1952">RFC 1952</see>. <c>pigz</c>, <c>bgzip</c> and <c>cat a.gz b.gz</c> write several.
/// </summary>
/// <remarks>
/// .NET's <see cref="GZipStream"/> takes a file that is cut short for one that ends there, and does not say where a member ends. Zero bytes
/// after a member are padding, as they are to gzip.
/// </remarks>
internal sealed class GzipReader : Stream
{
    private const string Follows = "unexpected data follows its compressed data";

    private readonly GzipInput _input;
    private readonly string _path;
    private readonly CancellationToken _cancellationToken;
    private readonly bool _oneMember;
    private readonly bool _leaveOpen;
    private DeflateStream? _member;
    private long _data;
    private Crc32 _checksum = new();
    private uint _length;

    /// <summary>Begins at the head of a file.</summary>
    /// <param name="stream">The file; it must be able to seek.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="oneMember">Whether the file must end with its first member.</param>
    /// <param name="leaveOpen">Whether the file stays open at the end.</param>
    public GzipReader(Stream stream, string path, CancellationToken cancellationToken, bool oneMember = false, bool leaveOpen = false)
    {
        (_input, _path, _cancellationToken, _oneMember, _leaveOpen) =
            (new(stream, cancellationToken), path, cancellationToken, oneMember, leaveOpen);
        stream.Position = 0;
        if (!TryBegin())
            throw Corrupt("it is not compressed with gzip");
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <exception cref="PumFailureException">PUM5003: the file is cut short or damaged.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        while (_member is not null)
        {
            var count = Unpack(buffer);
            if (count > 0)
            {
                _checksum.Append(buffer[..count]);
                _length = unchecked(_length + (uint)count);
                return count;
            }
            End();
            if (_oneMember && !_input.IsAtEnd)
                throw Corrupt(Follows);
            GzipHeader.SkipPadding(_input.File, _cancellationToken);
            _ = TryBegin();
        }
        return 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Read(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _member?.Dispose();
            if (!_leaveOpen)
                _input.File.Dispose();
        }
        base.Dispose(disposing);
    }

    private int Unpack(Span<byte> buffer)
    {
        try
        {
            return _member!.Read(buffer);
        }
        catch (InvalidDataException)
        {
            throw Corrupt(_input.IsAtEnd ? "its compressed data ends too early" : "its compressed data cannot be unpacked");
        }
    }

    /// <summary>Goes to the data of the next member; <see langword="false"/> where the file ends.</summary>
    private bool TryBegin()
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (GzipHeader.Skip(_input.File, out var isHeader) is { } problem)
            throw Corrupt(problem);
        _data = _input.File.Position;
        _input.Begin();
        _member = isHeader ? new(_input, CompressionMode.Decompress, leaveOpen: true) : null;
        if (!isHeader && !_input.IsAtEnd)
            throw Corrupt(Follows);
        (_checksum, _length) = (new(), 0);
        return isHeader;
    }

    /// <summary>
    /// Finds the trailer, which follows the last bit of the data. That bit is in the last block that was read; .NET does not tell where,
    /// but the known eight bytes of checksum and length do. If the block contains them twice, because a member is repeated or the data
    /// contains them on purpose, only the end of the data tells which of them are the trailer.
    /// </summary>
    private void End()
    {
        _member!.Dispose();
        _member = null;
        Span<byte> trailer = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _checksum.GetCurrentHashAsUInt32());
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], _length);
        var rest = _input.ReadLastBlockAnd(trailer.Length);
        var at = rest.IndexOf(trailer);
        if (at >= 0 && rest[(at + 1)..].IndexOf(trailer) >= 0)
        {
            at = (int)(FindEndOfData() - _input.LastBlock);
            if (at > rest.Length || !rest[at..].StartsWith(trailer))
                at = -1;
        }

        if (at < 0)
            throw Corrupt(_input.IsAtEnd ? "its compressed data ends too early" : "the checksum of its compressed data is wrong");
        _input.File.Position = _input.LastBlock + at + trailer.Length;
    }

    /// <summary>Unpacks the member once more, its last block byte by byte, so that nothing after its end is consumed.</summary>
    private long FindEndOfData()
    {
        _input.File.Position = _data;
        using var member = new DeflateStream(
            new GzipInput(_input.File, _cancellationToken) { SingleBytesFrom = _input.LastBlock }, CompressionMode.Decompress);
        var buffer = new byte[64 * 1024];
        while (member.Read(buffer) > 0)
        {
            // What it holds was read before.
        }
        return _input.File.Position;
    }

    private PumFailureException Corrupt(string what) => new(ArchiveFailures.Corrupt(_path, what));
}
