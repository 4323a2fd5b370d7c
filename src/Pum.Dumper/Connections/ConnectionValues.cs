using System.Collections.Immutable;
using System.Globalization;

namespace Pum.Dumper.Connections;

/// <summary>
/// Which values libpq takes where it takes few, so that a wrong one fails before anything is run, and the same everywhere.
/// </summary>
internal static class ConnectionValues
{
    private static readonly ImmutableArray<string> TlsVersions = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];

    /// <summary>What the keyword wants, or <see langword="null"/> where the value will do.</summary>
    public static string? Expected(string keyword, string value) => keyword switch
    {
        _ when value.Length == 0 => null,
        ConnectionKeywords.SslMode => OneOf(value, NpgsqlValues.SslModes.Select(pair => pair.Libpq)),
        ConnectionKeywords.SslCertificateMode => OneOf(value, ["disable", "allow", "require"]),
        ConnectionKeywords.SslMinProtocol or ConnectionKeywords.SslMaxProtocol =>
            TlsVersions.Contains(value, StringComparer.OrdinalIgnoreCase) ? null : OneOf(value, TlsVersions),
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

    /// <summary>
    /// What libpq does not take together (<c>connectOptions2</c> in fe-connect.c), or <see langword="null"/>. Without a mode,
    /// <c>sslrootcert=system</c> means verify-full.
    /// </summary>
    public static string? Conflict(IReadOnlyDictionary<string, string> values)
    {
        var mode = values.GetValueOrDefault(ConnectionKeywords.SslMode);
        var trustsSystem = values.GetValueOrDefault(ConnectionKeywords.SslRootCertificate) == "system";
        if (trustsSystem && mode is not (null or "verify-full"))
            return $"has sslrootcert=system, which requires sslmode=verify-full, and sslmode={mode}";
        return values.GetValueOrDefault(ConnectionKeywords.SslNegotiation) == "direct" && !trustsSystem
            && mode is null or "disable" or "allow" or "prefer"
            ? $"has sslnegotiation=direct, which requires sslmode=require, verify-ca or verify-full, and {(mode is null ? "no sslmode" : $"sslmode={mode}")}"
            : null;
    }

    /// <summary>A whole number as libpq reads one, spaces around it allowed (<c>pqParseIntParam</c>).</summary>
    public static int? Integer(string? value) =>
        int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? OneOf(string value, IEnumerable<string> values)
    {
        ImmutableArray<string> list = [.. values];
        return list.Contains(value) ? null : "one of " + string.Join(", ", list);
    }
}
