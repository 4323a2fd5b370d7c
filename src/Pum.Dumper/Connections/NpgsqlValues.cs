using System.Collections.Immutable;
using Npgsql;

namespace Pum.Dumper.Connections;

/// <summary>Values that libpq and Npgsql spell differently, each pair once, for both directions.</summary>
internal static class NpgsqlValues
{
    public static ImmutableArray<(string Libpq, SslMode Npgsql)> SslModes { get; } =
    [
        ("disable", SslMode.Disable), ("allow", SslMode.Allow), ("prefer", SslMode.Prefer), ("require", SslMode.Require),
        ("verify-ca", SslMode.VerifyCA), ("verify-full", SslMode.VerifyFull),
    ];

    public static ImmutableArray<(string Libpq, SslNegotiation Npgsql)> SslNegotiations { get; } =
        [("postgres", SslNegotiation.Postgres), ("direct", SslNegotiation.Direct)];

    public static ImmutableArray<(string Libpq, GssEncryptionMode Npgsql)> GssEncryptionModes { get; } =
        [("disable", GssEncryptionMode.Disable), ("prefer", GssEncryptionMode.Prefer), ("require", GssEncryptionMode.Require)];

    public static ImmutableArray<(string Libpq, ChannelBinding Npgsql)> ChannelBindings { get; } =
        [("disable", ChannelBinding.Disable), ("prefer", ChannelBinding.Prefer), ("require", ChannelBinding.Require)];

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

    public static ImmutableArray<(string Libpq, bool Npgsql)> LoadBalancing { get; } = [("disable", false), ("random", true)];
}
