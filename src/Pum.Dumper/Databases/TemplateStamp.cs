using System.Globalization;
using System.Text.RegularExpressions;

namespace Pum.Dumper.Databases;

/// <summary>
/// The comment on a database from which others are cloned. It comes with the statement that closes the database for good, so that one
/// that carries it is complete. It names the database, because a comment travels with dumps, and only the owner can write it.
/// </summary>
/// <param name="DatabaseOid">The OID of the database.</param>
/// <param name="Key">What it was made of: SHA-256, lower-case hexadecimal.</param>
/// <param name="LastUsed">The day on which it was last cloned, in UTC.</param>
internal sealed partial record TemplateStamp(uint DatabaseOid, string Key, DateOnly LastUsed)
{
    /// <summary>A stamp of today.</summary>
    public static TemplateStamp New(uint databaseOid, string key) => new(databaseOid, key, DateOnly.FromDateTime(DateTime.UtcNow));

    /// <summary>Reads a comment; <see langword="null"/> if it is no such stamp.</summary>
    public static TemplateStamp? Parse(string? comment) =>
        comment is not null
        && Pattern().Match(comment) is { Success: true } match
        && uint.TryParse(match.Groups["oid"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var oid)
        && DateOnly.TryParseExact(match.Groups["day"].ValueSpan, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new(oid, match.Groups["key"].Value, day)
            : null;

    /// <summary>Whether it is a stamp that another version wrote, which may be using the database.</summary>
    public static bool IsUnknown(string? comment) =>
        comment is not null && comment.StartsWith("[pum: template", StringComparison.Ordinal) && Parse(comment) is null;

    /// <summary>The comment.</summary>
    public string Format() => string.Create(CultureInfo.InvariantCulture, $"[pum: template, database {DatabaseOid}, key {Key}, used {LastUsed:yyyy-MM-dd}]");

    [GeneratedRegex(@"^\[pum: template, database (?<oid>[0-9]{1,10}), key (?<key>[0-9a-f]{64}), used (?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})\]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
