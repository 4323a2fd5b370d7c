using System.Text;

namespace Pum.Dumper.Archives;

/// <summary>
/// The statements of an entry, kept together in UTF-8, which takes half the memory of strings: an archive of ten thousand tables has fifty
/// thousand entries, and few of their statements are ever looked at. Each is made a string when it is asked for.
/// </summary>
internal readonly struct EntryStatements : IEquatable<EntryStatements>
{
    private readonly byte[] _bytes;
    private readonly int _definitionEnd;
    private readonly int _dropEnd;

    /// <summary>Of UTF-8 in which they follow each other.</summary>
    /// <param name="bytes">The SQL that makes the entry, that which drops it, and the COPY that loads its data.</param>
    /// <param name="definitionEnd">Where the first ends.</param>
    /// <param name="dropEnd">Where the second ends.</param>
    public EntryStatements(ReadOnlySpan<byte> bytes, int definitionEnd, int dropEnd) =>
        (_bytes, _definitionEnd, _dropEnd) = (bytes.ToArray(), definitionEnd, dropEnd);

    /// <summary>The SQL that makes the entry; empty where there is none.</summary>
    public string Definition => Encoding.UTF8.GetString(Bytes[.._definitionEnd]);

    /// <summary>The SQL that drops it; empty where there is none.</summary>
    public string Drop => Encoding.UTF8.GetString(Bytes[_definitionEnd.._dropEnd]);

    /// <summary>The COPY that loads its data; empty where there is none.</summary>
    public string Copy => Encoding.UTF8.GetString(Bytes[_dropEnd..]);

    /// <summary>Whether there is one that drops it.</summary>
    public bool HasDrop => _definitionEnd < _dropEnd;

    /// <summary>Whether there is a COPY.</summary>
    public bool HasCopy => _dropEnd < Bytes.Length;

    private ReadOnlySpan<byte> Bytes => _bytes;

    /// <inheritdoc/>
    public bool Equals(EntryStatements other) =>
        (_definitionEnd, _dropEnd) == (other._definitionEnd, other._dropEnd) && Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EntryStatements other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_definitionEnd, _dropEnd, Bytes.Length);
}
