namespace Pum.Dumper.Archives;

/// <summary>A gzip file as .NET's inflater reads it, in blocks: it takes more than it needs and keeps that to itself.</summary>
internal sealed class GzipInput(Stream file, CancellationToken cancellationToken) : Stream
{
    private int _blockLength;

    /// <summary>The position from which bytes are returned one at a time: then no more is taken than is needed.</summary>
    public long SingleBytesFrom { get; init; } = long.MaxValue;

    /// <summary>The file itself.</summary>
    public Stream File => file;

    /// <summary>Where in the file the block begins that was read last.</summary>
    public long LastBlock { get; private set; }

    /// <summary>Whether everything was read.</summary>
    public bool IsAtEnd => file.Position >= file.Length;

    public override bool CanRead => true;

    // .NET would go back to the end of the compressed data where it can, and in some versions does.
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var position = file.Position;
        var limit = position < SingleBytesFrom ? SingleBytesFrom - position : 1;
        var count = file.Read(buffer.Length <= limit ? buffer : buffer[..(int)limit]);
        // An attempt at the end of the file leaves the last block the last.
        if (count > 0)
            (LastBlock, _blockLength) = (position, count);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Forgets what was read so far: the data of a member begins here.</summary>
    public void Begin() => (LastBlock, _blockLength) = (file.Position, 0);

    /// <summary>The block that was read last, with the bytes after it, up to a number.</summary>
    public Span<byte> ReadLastBlockAnd(int more)
    {
        var bytes = new byte[_blockLength + more];
        file.Position = LastBlock;
        return bytes.AsSpan(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
    }

    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
