using System.Globalization;
using System.Text.RegularExpressions;

namespace Pum.Dumper.Databases;

/// <summary>
/// The comment on a database that a test got: it may be dropped when the process that asked for it is gone. It names the database, because
/// a comment travels with dumps.
/// </summary>
/// <param name="DatabaseOid">The OID of the database.</param>
/// <param name="KeptUntil">Until when it is to be looked into, in UTC; <see langword="null"/> where it goes with its process.</param>
internal sealed partial record CloneStamp(uint DatabaseOid, DateTime? KeptUntil = null)
{
    private const string TimeFormat = "yyyy-MM-ddTHH:mm'Z'";

    /// <summary>Reads a comment; <see langword="null"/> if it is no such stamp.</summary>
    public static CloneStamp? Parse(string? comment)
    {
        if (comment is null
            || Pattern().Match(comment) is not { Success: true } match
            || !uint.TryParse(match.Groups["oid"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var oid))
            return null;
        if (!match.Groups["time"].Success)
            return new(oid);
        return DateTime.TryParseExact(
            match.Groups["time"].ValueSpan, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? new(oid, time)
            : null;
    }

    /// <summary>The comment.</summary>
    public string Format() => string.Create(CultureInfo.InvariantCulture, $"[pum: clone, database {DatabaseOid}{(KeptUntil is { } time ? $", kept until {time.ToString(TimeFormat, CultureInfo.InvariantCulture)}" : "")}]");

    [GeneratedRegex(@"^\[pum: clone, database (?<oid>[0-9]{1,10})(, kept until (?<time>[0-9TZ:-]{17}))?\]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
