using System.Text;

namespace Pum.Dumper.ClientTools;

/// <summary>
/// Reads lines of bounded length: a tool may quote a statement of many megabytes in an error message, of which a reader wants no more
/// than the beginning. Bytes that are not UTF-8 become U+FFFD.
/// </summary>
/// <param name="stream">What is read.</param>
/// <param name="encoding">How it is encoded.</param>
/// <param name="taker">
/// Takes lines that then do not come, or <see langword="null"/>; not asked of a very long one, nor of a last one without an end.
/// </param>
internal sealed class LineReader(Stream stream, Encoding encoding, LineTaker? taker = null) : IDisposable
{
    /// <summary>Characters kept of a line.</summary>
    public const int MaximumLength = 16 * 1024;

    private readonly StreamReader _reader = new(stream, encoding, detectEncodingFromByteOrderMarks: false, bufferSize: 4096);
    private readonly char[] _buffer = new char[4096];
    // What is read and not taken yet.
    private int _position;
    private int _count;

    /// <summary>The next line without its end, or <see langword="null"/> at the end of the stream.</summary>
    public string? ReadLine()
    {
        while (TryFindLine(out var line))
        {
            if (taker?.Invoke(line) != true)
                return new(line);
        }

        return _count > 0 ? ReadLongLine() : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    /// <summary>Finds a line that is whole in the buffer; a tool may write one piece by piece.</summary>
    private bool TryFindLine(out ReadOnlySpan<char> line)
    {
        var searched = 0;
        do
        {
            line = _buffer.AsSpan(_position, _count);
            if (line[searched..].IndexOf('\n') is >= 0 and var found)
            {
                line = line[..(searched + found)];
                Skip(line.Length + 1);
                line = line is [.., '\r'] ? line[..^1] : line;
                return true;
            }

            searched = _count;
        }
        while (Fill());
        return false;
    }

    /// <summary>Reads a line that the buffer has no room for, or that is the last and has no end.</summary>
    private string ReadLongLine()
    {
        var line = new StringBuilder();
        var cut = false;
        do
        {
            var rest = _buffer.AsSpan(_position, _count);
            var end = rest.IndexOf('\n');
            var piece = end < 0 ? rest : rest[..end];
            var room = MaximumLength - line.Length;
            line.Append(piece[..Math.Min(room, piece.Length)]);
            cut |= piece.Length > room;
            Skip(end < 0 ? rest.Length : end + 1);
            if (end >= 0)
                break;
        }
        while (Fill());

        if (cut)
            line.Append('…');
        else if (line.Length > 0 && line[^1] == '\r')
            line.Length--;
        return line.ToString();
    }

    private void Skip(int count) => (_position, _count) = (_position + count, _count - count);

    /// <summary>Reads on behind what is in the buffer; <see langword="false"/> at the end of the stream, or where there is no room.</summary>
    private bool Fill()
    {
        if (_position > 0)
            _buffer.AsSpan(_position, _count).CopyTo(_buffer);
        _position = 0;
        if (_count == _buffer.Length)
            return false;
        var read = _reader.Read(_buffer.AsSpan(_count));
        _count += read;
        return read > 0;
    }
}
