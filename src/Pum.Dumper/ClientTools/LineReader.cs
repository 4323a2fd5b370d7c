using System.Text;

namespace Pum.Dumper.ClientTools;

/// <summary>
/// Reads lines of bounded length: a tool may quote a statement of many megabytes in an error message, of which a reader wants no more
/// than the beginning. Bytes that are not UTF-8 become U+FFFD.
/// </summary>
internal sealed class LineReader(Stream stream, Encoding encoding) : IDisposable
{
    /// <summary>Characters kept of a line.</summary>
    public const int MaximumLength = 16 * 1024;

    private readonly StreamReader _reader = new(stream, encoding, detectEncodingFromByteOrderMarks: false, bufferSize: 4096);
    private readonly char[] _buffer = new char[4096];
    private int _position;
    private int _count;

    /// <summary>The next line without its end, or <see langword="null"/> at the end of the stream.</summary>
    public string? ReadLine()
    {
        if (_position == _count && !Fill())
            return null;
        // Most lines are in the buffer as a whole.
        var rest = _buffer.AsSpan(_position, _count - _position);
        if (rest.IndexOf('\n') is >= 0 and var length)
        {
            _position += length + 1;
            return new(length > 0 && rest[length - 1] == '\r' ? rest[..(length - 1)] : rest[..length]);
        }

        return ReadLongLine();
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private string ReadLongLine()
    {
        var line = new StringBuilder();
        var cut = false;
        while (_position < _count || Fill())
        {
            var rest = _buffer.AsMemory(_position, _count - _position);
            var end = rest.Span.IndexOf('\n');
            var piece = end < 0 ? rest : rest[..end];
            var room = MaximumLength - line.Length;
            line.Append(piece.Span[..Math.Min(room, piece.Length)]);
            cut |= piece.Length > room;
            _position += end < 0 ? rest.Length : end + 1;
            if (end >= 0)
                return Finish(line, cut);
        }

        return Finish(line, cut);
    }

    private static string Finish(StringBuilder line, bool cut)
    {
        if (cut)
            line.Append('…');
        else if (line.Length > 0 && line[^1] == '\r')
            line.Length--;
        return line.ToString();
    }

    private bool Fill()
    {
        _position = 0;
        _count = _reader.Read(_buffer);
        return _count > 0;
    }
}
