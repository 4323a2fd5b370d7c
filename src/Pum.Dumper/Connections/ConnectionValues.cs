using System.Collections.Immutable;
using System.Globalization;

namespace Pum.Dumper.Connections;

/// <summary>
/// Which values libpq takes where it takes few, so that a wrong one fails before anything is run, and the same everywhere.
/// </summary>
internal static class ConnectionValues
{
    /// <summary>What the keyword wants, or <see langword="null"/> where the value will do.</summary>
    public static string? Expected(string keyword, string value) => keyword switch
    {
        _ when value.Length == 0 => null,
        ConnectionKeywords.SslMode => OneOf(value, NpgsqlValues.SslModes.Select(pair => pair.Libpq)),
        ConnectionKeywords.SslNegotiation => OneOf(value, NpgsqlValues.SslNegotiations.Select(pair => pair.Libpq)),
        ConnectionKeywords.ChannelBinding => OneOf(value, NpgsqlValues.ChannelBindings.Select(pair => pair.Libpq)),
        ConnectionKeywords.GssEncryptionMode => OneOf(value, NpgsqlValues.GssEncryptionModes.Select(pair => pair.Libpq)),
        ConnectionKeywords.TargetSessionAttributes => OneOf(value, NpgsqlValues.TargetSessionAttributes.Select(pair => pair.Libpq)),
        ConnectionKeywords.LoadBalanceHosts => OneOf(value, NpgsqlValues.LoadBalancing.Select(pair => pair.Libpq)),
        // OAuth needs a person at a browser.
        ConnectionKeywords.RequireAuth => value.Split(',', StringSplitOptions.TrimEntries)
            .Select(method => OneOf(method.TrimStart('!'), NpgsqlValues.AuthenticationMethods.Select(pair => pair.Libpq)))
                .FirstOrDefault(expected => expected is not null),
        ConnectionKeywords.ConnectTimeout or ConnectionKeywords.Keepalives or ConnectionKeywords.KeepalivesIdle
            or ConnectionKeywords.KeepalivesInterval =>
            Integer(value) is null ? "a whole number" : null,
        _ => null,
    };

    /// <summary>A whole number as libpq reads one, spaces around it allowed (<c>pqParseIntParam</c>).</summary>
    public static int? Integer(string? value) =>
        int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? OneOf(string value, IEnumerable<string> values)
    {
        ImmutableArray<string> list = [.. values];
        return list.Contains(value) ? null : "one of " + string.Join(", ", list);
    }
}
