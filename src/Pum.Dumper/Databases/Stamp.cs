using System.Globalization;
using System.Text.RegularExpressions;

namespace Pum.Dumper.Databases;

/// <summary>
/// Says which objects of a database a restore of ours created. It names the database and the server, so that it does not count in a copy,
/// as a restored comment or on another server.
/// </summary>
/// <param name="DatabaseOid">The OID of the database that was filled.</param>
/// <param name="SystemIdentifier">The server's <c>system_identifier</c>, made by initdb.</param>
/// <param name="Sha256">SHA-256 of the dump, lower-case hexadecimal.</param>
/// <param name="Objects">The objects that the database held when the restore was done. Stamps of earlier versions do not say.</param>
internal sealed partial record Stamp(uint DatabaseOid, long SystemIdentifier, string Sha256, ObjectMark? Objects)
{
    /// <summary>Reads a line; <see langword="null"/> if it is not a stamp.</summary>
    public static Stamp? Parse(string line) =>
        Pattern().Match(line) is { Success: true } match
        && uint.TryParse(match.Groups["oid"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var oid)
        && long.TryParse(match.Groups["system"].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var system)
        && TryParseMark(match, out var objects)
            ? new(oid, system, match.Groups["hash"].Value, objects)
            : null;

    /// <summary>The line, without its end.</summary>
    public string Format() => string.Create(
        CultureInfo.InvariantCulture, $"[pum: restored, database {DatabaseOid}, server {SystemIdentifier}, dump {Sha256}{(Objects is { } mark ? $", {mark.Count} objects up to {mark.Highest}" : "")}]");

    /// <summary>Whether it was made for this very database on this very server.</summary>
    public bool IsOf(uint databaseOid, long systemIdentifier) => (DatabaseOid, SystemIdentifier) == (databaseOid, systemIdentifier);

    private static bool TryParseMark(Match match, out ObjectMark? mark)
    {
        mark = null;
        if (!match.Groups["highest"].Success)
            return true;
        if (!uint.TryParse(match.Groups["highest"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var highest)
            || !long.TryParse(match.Groups["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return false;
        mark = new(highest, count);
        return true;
    }

    [GeneratedRegex(@"^\[pum: restored, database (?<oid>[0-9]{1,10}), server (?<system>-?[0-9]{1,19}), dump (?<hash>[0-9a-f]{64})(, (?<count>[0-9]{1,19}) objects up to (?<highest>[0-9]{1,10}))?\]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
