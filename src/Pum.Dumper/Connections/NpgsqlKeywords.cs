using System.Collections.Immutable;

namespace Pum.Dumper.Connections;

/// <summary>
/// The keywords of Npgsql's connection strings and libpq's counterparts: see
/// <see href="https://www.npgsql.org/doc/connection-string-parameters.html">Connection String Parameters</see>. Names count
/// without spaces and capitals: Npgsql takes <c>Application Name</c> and <c>ApplicationName</c> alike.
/// </summary>
internal static class NpgsqlKeywords
{
    /// <summary>Keywords whose value is the same in libpq.</summary>
    private static readonly ImmutableDictionary<string, string> Same = new Dictionary<string, string>
    {
        ["host"] = ConnectionKeywords.Host,
        ["server"] = ConnectionKeywords.Host,
        ["port"] = ConnectionKeywords.Port,
        ["database"] = ConnectionKeywords.Database,
        ["db"] = ConnectionKeywords.Database,
        ["username"] = ConnectionKeywords.User,
        ["userid"] = ConnectionKeywords.User,
        ["uid"] = ConnectionKeywords.User,
        ["password"] = ConnectionKeywords.Password,
        ["psw"] = ConnectionKeywords.Password,
        ["pwd"] = ConnectionKeywords.Password,
        ["passfile"] = ConnectionKeywords.PassFile,
        ["applicationname"] = ConnectionKeywords.ApplicationName,
        ["clientencoding"] = ConnectionKeywords.ClientEncoding,
        ["sslcertificate"] = ConnectionKeywords.SslCertificate,
        ["sslkey"] = ConnectionKeywords.SslKey,
        ["sslpassword"] = ConnectionKeywords.SslPassword,
        ["rootcertificate"] = ConnectionKeywords.SslRootCertificate,
        ["kerberosservicename"] = ConnectionKeywords.KerberosServiceName,
        ["krbsrvname"] = ConnectionKeywords.KerberosServiceName,
        ["timeout"] = ConnectionKeywords.ConnectTimeout,
        ["tcpkeepalivetime"] = ConnectionKeywords.KeepalivesIdle,
        ["tcpkeepaliveinterval"] = ConnectionKeywords.KeepalivesInterval,
    }.ToImmutableDictionary();

    /// <summary>Keywords whose value libpq spells otherwise, or that become a part of <c>options</c>.</summary>
    private static readonly ImmutableHashSet<string> Translated =
    [
        "sslmode", "sslnegotiation", "gssencryptionmode", "channelbinding", "requireauth", "targetsessionattributes", "loadbalancehosts",
        "tcpkeepalive", "options", "searchpath", "timezone", "checkcertificaterevocation",
    ];

    /// <summary>Keywords that tune Npgsql alone and change neither the server, the session nor its safety.</summary>
    private static readonly ImmutableHashSet<string> Tuning =
    [
        "enlist", "encoding", "includerealm", "persistsecurityinfo", "logparameters", "includeerrordetail", "includefailedbatchedcommand",
        "pooling", "minimumpoolsize", "minpoolsize", "maximumpoolsize", "maxpoolsize", "connectionidlelifetime", "connectionpruninginterval",
        "connectionlifetime", "loadbalancetimeout", "commandtimeout", "internalcommandtimeout", "cancellationtimeout", "hostrecheckseconds",
        "keepalive", "readbuffersize", "writebuffersize", "socketreceivebuffersize", "socketsendbuffersize", "maxautoprepare",
        "autoprepareminusages", "noresetonclose", "arraynullabilitymode", "multiplexing", "writecoalescingbufferthresholdbytes",
        "loadtablecomposites", "servercompatibilitymode", "trustservercertificate",
    ];

    /// <summary>The name without what Npgsql passes over.</summary>
    public static string Normalize(string name) => name.Trim().Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>Whether Npgsql knows the keyword.</summary>
    public static bool IsKnown(string name) =>
        Normalize(name) is var normal && (Same.ContainsKey(normal) || Translated.Contains(normal) || Tuning.Contains(normal));

    /// <summary>Whether the keyword tunes Npgsql alone.</summary>
    public static bool IsTuning(string name) => Tuning.Contains(Normalize(name));

    /// <summary>libpq's keyword for the same value, or <see langword="null"/>.</summary>
    public static string? Counterpart(string name) => Same.GetValueOrDefault(Normalize(name));

    /// <summary>Every name, for the search of one that was meant.</summary>
    public static IEnumerable<string> Names => [.. Same.Keys, .. Translated, .. Tuning];
}
