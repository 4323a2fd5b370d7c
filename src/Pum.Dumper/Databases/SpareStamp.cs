using System.Globalization;

namespace Pum.Dumper.Databases;

/// <summary>
/// The comment on a database that was made ahead of the test that gets it. The name alone proves nothing, since a database can be given to
/// a role by others.
/// </summary>
/// <param name="DatabaseOid">The OID of the database.</param>
/// <param name="Key">What its template was made of: SHA-256, lower-case hexadecimal.</param>
internal sealed record SpareStamp(uint DatabaseOid, string Key)
{
    /// <summary>The comment.</summary>
    public string Format() => string.Create(CultureInfo.InvariantCulture, $"[pum: spare, database {DatabaseOid}, key {Key}]");

    /// <summary>Whether a comment is that of a spare.</summary>
    /// <param name="comment">The comment.</param>
    /// <param name="oid">The OID of the database.</param>
    /// <param name="key">How the key begins.</param>
    public static bool IsOne(string? comment, uint oid, string key) =>
        comment?.StartsWith(new SpareStamp(oid, key).Format()[..^1], StringComparison.Ordinal) == true;

    /// <summary>The comment of each spare of a key, as an expression of SQL.</summary>
    /// <param name="oid">The expression that is the OID of the database.</param>
    /// <param name="key">The key.</param>
    public static string Expression(string oid, string key) =>
        $"'[pum: spare, database ' || {oid}::pg_catalog.text || {Connections.Sql.Literal($", key {key}]")}";
}
