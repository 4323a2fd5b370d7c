using System.Collections.Immutable;

namespace Pum.Dumper.Connections;

/// <summary>Values that libpq and Npgsql spell differently, each pair once, for both directions.</summary>
/// <remarks>
/// Names instead of Npgsql's values: a dump checks its connection by them and needs no Npgsql, which would take its time to load; and not
/// every version of Npgsql has each.
/// </remarks>
internal static class NpgsqlValues
{
    public static ImmutableArray<(string Libpq, string Npgsql)> SslModes { get; } =
    [
        ("disable", "Disable"), ("allow", "Allow"), ("prefer", "Prefer"), ("require", "Require"),
        ("verify-ca", "VerifyCA"), ("verify-full", "VerifyFull"),
    ];

    public static ImmutableArray<(string Libpq, string Npgsql)> SslNegotiations { get; } =
        [("postgres", "Postgres"), ("direct", "Direct")];

    public static ImmutableArray<(string Libpq, string Npgsql)> GssEncryptionModes { get; } =
        [("disable", "Disable"), ("prefer", "Prefer"), ("require", "Require")];

    public static ImmutableArray<(string Libpq, string Npgsql)> ChannelBindings { get; } =
        [("disable", "Disable"), ("prefer", "Prefer"), ("require", "Require")];

    /// <summary>Methods of authentication; a <c>!</c> in front excludes one in both.</summary>
    public static ImmutableArray<(string Libpq, string Npgsql)> AuthenticationMethods { get; } =
    [
        ("none", "None"), ("password", "Password"), ("md5", "MD5"), ("gss", "GSS"), ("sspi", "SSPI"), ("scram-sha-256", "ScramSHA256"),
    ];

    /// <summary>libpq's spellings, which Npgsql shares; Npgsql's <c>prefer-primary</c> has no counterpart.</summary>
    public static ImmutableArray<(string Libpq, string Npgsql)> TargetSessionAttributes { get; } =
    [
        ("any", "any"), ("read-write", "read-write"), ("read-only", "read-only"), ("primary", "primary"), ("standby", "standby"),
        ("prefer-standby", "prefer-standby"),
    ];

    public static ImmutableArray<(string Libpq, string Npgsql)> LoadBalancing { get; } = [("disable", "false"), ("random", "true")];
}
