using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;

namespace Pum.Dumper.Connections;

/// <summary>Reads a connection string for Npgsql (<c>Host=…;Database=…</c>) into libpq's keywords.</summary>
internal static class NpgsqlStringReader
{
    /// <summary>Translates a connection string.</summary>
    /// <exception cref="ConnectionFormatException">The string breaks ADO.NET's grammar or says what libpq cannot.</exception>
    public static ImmutableArray<KeywordValue> Read(string text)
    {
        var pairs = ImmutableArray.CreateBuilder<KeywordValue>();
        var options = new List<string>();
        foreach (var (key, value) in Split(text))
        {
            if (NpgsqlKeywords.Counterpart(key) is { } keyword)
                pairs.Add(new(keyword, value, 0));
            else if (NpgsqlKeywords.IsKnown(key))
                Translate(NpgsqlKeywords.Normalize(key), value, pairs, options);
            else
                throw new ConnectionFormatException(
                    KeywordGuess.Describe(key, pairs, NpgsqlKeywords.Names.Contains, NpgsqlKeywords.Names, "Npgsql"));
        }
        if (options.Count > 0)
            pairs.Add(new(ConnectionKeywords.Options, string.Join(' ', options), 0));
        SplitHosts(pairs);
        return pairs.ToImmutable();
    }

    /// <summary>What the string says to Npgsql alone, as written.</summary>
    public static ImmutableArray<KeywordValue> ReadTuning(string text) =>
        [.. Split(text).Where(pair => NpgsqlKeywords.IsTuning(pair.Key)).Select(pair => new KeywordValue(pair.Key, pair.Value, 0))];

    private static IEnumerable<(string Key, string Value)> Split(string text)
    {
        var builder = new DbConnectionStringBuilder();
        try
        {
            builder.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            // Its message counts characters from 0 and may repeat the text there.
            throw new ConnectionFormatException("the pairs of keyword and value separated by \";\" are not well formed");
        }
        return builder.Keys.Cast<string>().Select(key => (key, Convert.ToString(builder[key], CultureInfo.InvariantCulture) ?? ""));
    }

    private static void Translate(string key, string value, ImmutableArray<KeywordValue>.Builder pairs, List<string> options)
    {
        void Say(string keyword, string text) => pairs.Add(new(keyword, text, 0));
        switch (key)
        {
            case "sslmode":
                Say(ConnectionKeywords.SslMode, Find(NpgsqlValues.SslModes, key, value));
                break;
            case "sslnegotiation":
                Say(ConnectionKeywords.SslNegotiation, Find(NpgsqlValues.SslNegotiations, key, value));
                break;
            case "gssencryptionmode":
                Say(ConnectionKeywords.GssEncryptionMode, Find(NpgsqlValues.GssEncryptionModes, key, value));
                break;
            case "channelbinding":
                Say(ConnectionKeywords.ChannelBinding, Find(NpgsqlValues.ChannelBindings, key, value));
                break;
            case "targetsessionattributes":
                Say(ConnectionKeywords.TargetSessionAttributes, Find(NpgsqlValues.TargetSessionAttributes, key, value));
                break;
            case "requireauth":
                var methods = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                Say(ConnectionKeywords.RequireAuth, string.Join(',', methods.Select(method =>
                    (method[0] == '!' ? "!" : "") + Find(NpgsqlValues.AuthenticationMethods, key, method.TrimStart('!')))));
                break;
            case "loadbalancehosts":
                Say(ConnectionKeywords.LoadBalanceHosts, Boolean(key, value) ? "random" : "disable");
                break;
            case "tcpkeepalive":
                Say(ConnectionKeywords.Keepalives, Boolean(key, value) ? "1" : "0");
                break;
            case "options":
                options.Insert(0, value);
                break;
            case "searchpath":
                options.Add(SessionOptions.Setting("search_path", value));
                break;
            case "timezone":
                options.Add(SessionOptions.Setting("TimeZone", value));
                break;
            // libpq looks at a list of revoked certificates in a file (sslcrl) and never asks the issuer.
            case "checkcertificaterevocation" when Boolean(key, value):
                throw new ConnectionFormatException("the client tools cannot do what \"Check Certificate Revocation\" asks for");
        }
    }

    /// <summary>Npgsql gives each of several hosts its port after a colon; libpq lists the ports by themselves.</summary>
    private static void SplitHosts(ImmutableArray<KeywordValue>.Builder pairs)
    {
        var hostAt = FindLast(pairs, ConnectionKeywords.Host);
        if (hostAt < 0)
            return;
        var portAt = FindLast(pairs, ConnectionKeywords.Port);
        var common = portAt < 0 ? "" : pairs[portAt].Value;
        var addresses = pairs[hostAt].Value.Split(',', StringSplitOptions.TrimEntries).Select(host => HostAndPort(host, common)).ToArray();
        pairs[hostAt] = pairs[hostAt] with { Value = string.Join(',', addresses.Select(address => address.Host)) };
        if (addresses.All(address => address.Port == common))
            return;
        var ports = new KeywordValue(ConnectionKeywords.Port, string.Join(',', addresses.Select(address => address.Port)), 0);
        if (portAt < 0)
            pairs.Add(ports);
        else
            pairs[portAt] = ports;
    }

    private static (string Host, string Port) HostAndPort(string text, string common)
    {
        // A folder of sockets may hold colons (C:\…), an address in version 6 always does; only brackets set a port apart from it.
        if (ServerAddress.IsSocketFolder(text))
            return (text, common);
        var colon = text.LastIndexOf(':');
        var bracket = text.LastIndexOf(']');
        if (colon > bracket && (bracket >= 0 || text.IndexOf(':', StringComparison.Ordinal) == colon))
            return (text[..colon].Trim('[', ']'), text[(colon + 1)..]);
        return (text.Trim('[', ']'), common);
    }

    private static int FindLast(ImmutableArray<KeywordValue>.Builder pairs, string keyword)
    {
        for (var at = pairs.Count - 1; at >= 0; at--)
        {
            if (pairs[at].Keyword == keyword)
                return at;
        }
        return -1;
    }

    private static string Find(ImmutableArray<(string Libpq, string Npgsql)> values, string key, string value)
    {
        var normal = value.Replace("-", "", StringComparison.Ordinal);
        foreach (var (libpq, npgsql) in values)
        {
            if (normal.Equals(npgsql.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase))
                return libpq;
        }
        throw new ConnectionFormatException(
            $"the value of \"{key}\" has no counterpart in libpq (these have: {string.Join(", ", values.Select(pair => pair.Npgsql))})");
    }

    private static bool Boolean(string key, string value) =>
        value.ToUpperInvariant() switch
        {
            "TRUE" or "YES" or "ON" or "1" => true,
            "FALSE" or "NO" or "OFF" or "0" => false,
            _ => throw new ConnectionFormatException($"the value of \"{key}\" is neither true nor false"),
        };
}
