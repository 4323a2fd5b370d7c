namespace Pum.Dumper.Scripts;

/// <summary>The part of a script that is in memory: what the lexer could not decide yet, and what was read after it.</summary>
internal sealed class ScriptWindow
{
    private const int Size = 256 * 1024;

    private readonly byte[] _bytes = new byte[Size];
    private int _length;
    private int _read;

    /// <summary>Bytes of the script that have been read so far.</summary>
    public long Position { get; private set; }

    /// <summary>Whether the script has ended: the last reading found nothing.</summary>
    public bool IsLast { get; private set; }

    /// <summary>All of it, to be changed where something else is to be sent.</summary>
    public Span<byte> Text => _bytes.AsSpan(0, _length);

    /// <summary>The same, for writing it out.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, _length);

    /// <summary>What was kept of the window before.</summary>
    public ReadOnlySpan<byte> Kept => _bytes.AsSpan(0, _length - _read);

    /// <summary>What was read after that.</summary>
    public ReadOnlySpan<byte> Added => _bytes.AsSpan(_length - _read, _read);

    /// <summary>Reads on.</summary>
    public void Read(Stream script) => Take(script.Read(_bytes, _length, Size - _length));

    /// <inheritdoc cref="Read"/>
    public async ValueTask ReadAsync(Stream script, CancellationToken cancellationToken) =>
        Take(await script.ReadAsync(_bytes.AsMemory(_length), cancellationToken));

    /// <summary>Lets go of the first bytes, which are done with, and keeps the rest.</summary>
    public void Release(int done)
    {
        _bytes.AsSpan(done, _length - done).CopyTo(_bytes);
        _length -= done;
        _read = 0;
    }

    private void Take(int read)
    {
        _read = read;
        _length += read;
        Position += read;
        IsLast = read == 0;
    }
}
