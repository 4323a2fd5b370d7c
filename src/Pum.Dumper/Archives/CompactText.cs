using System.Text;

namespace Pum.Dumper.Archives;

/// <summary>
/// Text that is kept in UTF-8, which takes half the memory of a string: an archive of ten thousand tables holds fifty thousand
/// statements, and few of them are ever looked at.
/// </summary>
internal readonly record struct CompactText
{
    private readonly byte[]? _bytes;

    private CompactText(byte[]? bytes) => _bytes = bytes;

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _bytes is null;

    /// <summary>Of a string.</summary>
    public static implicit operator CompactText(string text) => new(text.Length == 0 ? null : Encoding.UTF8.GetBytes(text));

    /// <summary>As a string, which is made anew each time.</summary>
    public static implicit operator string(CompactText text) => text.ToString();

    /// <summary>Of bytes that are valid UTF-8.</summary>
    public static CompactText OfUtf8(ReadOnlySpan<byte> bytes) => new(bytes.IsEmpty ? null : bytes.ToArray());

    /// <inheritdoc/>
    public bool Equals(CompactText other) => _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    /// <summary>The text.</summary>
    public override string ToString() => _bytes is null ? "" : Encoding.UTF8.GetString(_bytes);
}
