using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Pum.Dumper.Archives;

/// <summary>
/// Decodes the text of a dump, which is in the dump's own encoding: the entry <c>ENCODING</c>, first in every archive, names it.
/// </summary>
internal sealed class ArchiveText
{
    /// <summary>The kind of entry that names the encoding.</summary>
    public const string Entry = "ENCODING";

    /// <summary>The names of which every archive repeats a few: kinds, schemas, owners. A slot keeps the last that hashed to it.</summary>
    private readonly string?[] _names = new string?[64];

    private Encoding? _encoding;

    /// <summary>Whether some text since this was last set to <see langword="false"/> was not valid in the dump's encoding.</summary>
    public bool Undecodable { get; set; }

    /// <summary>
    /// Goes on in the encoding that the definition of an <c>ENCODING</c> entry names: <c>SET client_encoding = 'LATIN1';</c>.
    /// </summary>
    public void SetEncoding(string definition)
    {
        if (EncodingIn(definition) is { } name)
            _encoding = PostgresEncoding.Find(name);
    }

    /// <summary>PostgreSQL's name in such a definition, or <see langword="null"/>.</summary>
    public static string? EncodingIn(string definition)
    {
        var begin = definition.IndexOf('\'', StringComparison.Ordinal) + 1;
        var end = definition.LastIndexOf('\'');
        return begin > 0 && end >= begin && definition.IndexOf('\'', begin) == end ? definition[begin..end] : null;
    }

    /// <summary>Decodes a name that other entries have too.</summary>
    public string DecodeName(ReadOnlySpan<byte> bytes)
    {
        var hash = new HashCode();
        hash.AddBytes(bytes);
        ref var known = ref _names[(uint)hash.ToHashCode() % _names.Length];
        return known is not null && Ascii.Equals(bytes, known) ? known : known = Decode(bytes);
    }

    /// <summary>Writes text as UTF-8.</summary>
    public void Write(ReadOnlySpan<byte> bytes, IBufferWriter<byte> target)
    {
        if (_encoding is null && Utf8.IsValid(bytes))
            target.Write(bytes);
        else
            Encoding.UTF8.GetBytes(Decode(bytes), target);
    }

    /// <summary>Decodes bytes; where they are invalid, one character per byte.</summary>
    public string Decode(ReadOnlySpan<byte> bytes)
    {
        if (_encoding is not null)
        {
            try
            {
                return _encoding.GetString(bytes);
            }
            catch (DecoderFallbackException)
            {
                Undecodable = true;
                return Encoding.Latin1.GetString(bytes);
            }
        }
        if (Utf8.IsValid(bytes))
            return Encoding.UTF8.GetString(bytes);
        Undecodable = true;
        return Encoding.Latin1.GetString(bytes);
    }
}
