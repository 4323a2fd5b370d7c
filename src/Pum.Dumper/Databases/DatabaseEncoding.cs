using System.Collections.Immutable;
using System.Text;
using Pum.Dumper.Archives;

namespace Pum.Dumper.Databases;

/// <summary>The encoding of a database, as far as names and patterns depend on it.</summary>
internal sealed class DatabaseEncoding
{
    /// <summary>An expression for a query: PostgreSQL's name of the encoding of the database in which it is asked.</summary>
    public const string Query = "pg_catalog.getdatabaseencoding()::pg_catalog.text";

    /// <summary>
    /// The control character SUB stands for a character that an encoding lacks. It keeps the name's length, so that wildcards match.
    /// </summary>
    private const string Substitute = "\u001a";

    /// <summary>The code of no character in any encoding of a database but UTF8.</summary>
    private const int NoCharacter = 0x10FFFF;

    private readonly string _name;
    private readonly Encoding? _encoding;

    /// <summary>The encoding of a name like <c>LATIN1</c>.</summary>
    public DatabaseEncoding(string name)
    {
        _name = name;
        _encoding = (Encoding?)PostgresEncoding.Find(name)?.Clone();
        if (_encoding is not null)
            _encoding.EncoderFallback = new EncoderReplacementFallback("");
    }

    /// <summary>A name as the database can hold it: a substitute takes the place of each character that the encoding lacks.</summary>
    public string Storable(string name) => _encoding is null
        ? name.Replace("\0", Substitute, StringComparison.Ordinal)
        : string.Concat(name.EnumerateRunes().Select(character =>
            character.Value == 0 || Bytes(character).Length == 0 ? Substitute : character.ToString()));

    /// <summary>
    /// What a character is to the server's regular expressions: its code in the encoding, see <c>\u</c> in
    /// <see href="https://www.postgresql.org/docs/current/functions-matching.html#POSIX-CHARACTER-ENTRY-ESCAPES-TABLE">Regular Expression
    /// Character-Entry Escapes</see>.
    /// </summary>
    public ImmutableArray<int> CodesOf(Rune character) => _name switch
    {
        "UTF8" => [character.Value],
        // Each byte is a character.
        "SQL_ASCII" => [.. Encoding.UTF8.GetBytes(character.ToString()).Select(code => (int)code)],
        _ => Bytes(character) is { Length: > 0 } bytes ? [bytes.Aggregate(0, (code, next) => (code << 8) | next)] : [NoCharacter],
    };

    private byte[] Bytes(Rune character) => _encoding?.GetBytes(character.ToString()) ?? [];
}
