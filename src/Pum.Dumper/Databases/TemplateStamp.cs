using System.Globalization;

namespace Pum.Dumper.Databases;

/// <summary>
/// The comment on a database from which others are cloned. It comes with the statement that closes the database for good, so that one
/// that carries it is complete. It names the database, because a comment travels with dumps, and only the owner can write it.
/// </summary>
/// <param name="DatabaseOid">The OID of the database.</param>
/// <param name="Key">What it was made of: SHA-256, lower-case hexadecimal.</param>
/// <param name="LastUsed">The day on which it was last cloned, in UTC.</param>
internal sealed record TemplateStamp(uint DatabaseOid, string Key, DateOnly LastUsed)
{
    private const string Title = "[pum: template";
    private const string Database = "database ";
    private const string KeyWord = "key ";

    /// <summary>Digits of SHA-256.</summary>
    private const int KeyLength = 64;

    /// <summary>A stamp of today.</summary>
    public static TemplateStamp New(uint databaseOid, string key) => new(databaseOid, key, DateOnly.FromDateTime(DateTime.UtcNow));

    /// <summary>Reads a comment; <see langword="null"/> if it is no such stamp.</summary>
    /// <remarks>Without a regular expression: the first test of each process waits for this, and for the compiler.</remarks>
    public static TemplateStamp? Parse(string? comment) =>
        comment?.Split(", ") is [Title, var database, var key, var used]
        && database.StartsWith(Database, StringComparison.Ordinal)
        && uint.TryParse(database.AsSpan(Database.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var oid)
        && key.StartsWith(KeyWord, StringComparison.Ordinal)
        && key.Length == KeyWord.Length + KeyLength
        && key.Skip(KeyWord.Length).All(char.IsAsciiHexDigitLower)
        && DateOnly.TryParseExact(used, "'used 'yyyy-MM-dd']'", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new(oid, key[KeyWord.Length..], day)
            : null;

    /// <summary>Whether it is a stamp that another version wrote, which may be using the database.</summary>
    public static bool IsUnknown(string? comment) =>
        comment is not null && comment.StartsWith("[pum: template", StringComparison.Ordinal) && Parse(comment) is null;

    /// <summary>The comment.</summary>
    public string Format() => string.Create(CultureInfo.InvariantCulture, $"{Title}, {Database}{DatabaseOid}, {KeyWord}{Key}, used {LastUsed:yyyy-MM-dd}]");
}
