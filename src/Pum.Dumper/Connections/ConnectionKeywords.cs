using System.Collections.Immutable;

namespace Pum.Dumper.Connections;

/// <summary>
/// The keywords of libpq 18 in its own order, each with its environment variable: the array <c>PQconninfoOptions</c> in
/// src/interfaces/libpq/fe-connect.c, and
/// <see href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS">Parameter Key Words</see>.
/// </summary>
internal static class ConnectionKeywords
{
    public const string Service = "service";
    public const string User = "user";
    public const string Password = "password";
    public const string PassFile = "passfile";
    public const string ChannelBinding = "channel_binding";
    public const string ConnectTimeout = "connect_timeout";
    public const string Database = "dbname";
    public const string Host = "host";
    public const string HostAddress = "hostaddr";
    public const string Port = "port";
    public const string ClientEncoding = "client_encoding";
    public const string Options = "options";
    public const string ApplicationName = "application_name";
    public const string FallbackApplicationName = "fallback_application_name";
    public const string Keepalives = "keepalives";
    public const string KeepalivesIdle = "keepalives_idle";
    public const string KeepalivesInterval = "keepalives_interval";
    public const string SslMode = "sslmode";
    public const string SslNegotiation = "sslnegotiation";
    public const string SslCertificate = "sslcert";
    public const string SslKey = "sslkey";
    public const string SslPassword = "sslpassword";
    public const string SslRootCertificate = "sslrootcert";
    public const string SslCertificateMode = "sslcertmode";
    public const string SslMinProtocol = "ssl_min_protocol_version";
    public const string SslMaxProtocol = "ssl_max_protocol_version";
    public const string RequireAuth = "require_auth";
    public const string GssEncryptionMode = "gssencmode";
    public const string KerberosServiceName = "krbsrvname";
    public const string TargetSessionAttributes = "target_session_attrs";
    public const string LoadBalanceHosts = "load_balance_hosts";

    /// <summary>All of them, in libpq's order.</summary>
    public static ImmutableArray<ConnectionKeyword> All { get; } =
    [
        new(Service, "PGSERVICE"),
        new(User, "PGUSER"),
        new(Password, "PGPASSWORD") { IsSecret = true },
        new(PassFile, "PGPASSFILE") { IsPath = true },
        new(ChannelBinding, "PGCHANNELBINDING"),
        new(ConnectTimeout, "PGCONNECT_TIMEOUT"),
        new(Database, "PGDATABASE"),
        new(Host, "PGHOST"),
        new(HostAddress, "PGHOSTADDR"),
        new(Port, "PGPORT"),
        new(ClientEncoding, "PGCLIENTENCODING"),
        new(Options, "PGOPTIONS"),
        new(ApplicationName, "PGAPPNAME"),
        new(FallbackApplicationName, null),
        new(Keepalives, null),
        new(KeepalivesIdle, null),
        new(KeepalivesInterval, null),
        new("keepalives_count", null),
        new("tcp_user_timeout", null),
        new(SslMode, "PGSSLMODE"),
        new(SslNegotiation, "PGSSLNEGOTIATION") { IsRecent = true },
        new("sslcompression", "PGSSLCOMPRESSION"),
        new(SslCertificate, "PGSSLCERT") { IsPath = true },
        new(SslKey, "PGSSLKEY") { IsPath = true },
        new(SslCertificateMode, "PGSSLCERTMODE") { IsRecent = true },
        new(SslPassword, null) { IsSecret = true },
        new(SslRootCertificate, "PGSSLROOTCERT") { IsPath = true },
        new("sslcrl", "PGSSLCRL") { IsPath = true },
        new("sslcrldir", "PGSSLCRLDIR") { IsPath = true, IsRecent = true },
        new("sslsni", "PGSSLSNI") { IsRecent = true },
        new("requirepeer", "PGREQUIREPEER"),
        new(RequireAuth, "PGREQUIREAUTH") { IsRecent = true },
        new("min_protocol_version", "PGMINPROTOCOLVERSION") { IsRecent = true },
        new("max_protocol_version", "PGMAXPROTOCOLVERSION") { IsRecent = true },
        new(SslMinProtocol, "PGSSLMINPROTOCOLVERSION"),
        new(SslMaxProtocol, "PGSSLMAXPROTOCOLVERSION"),
        new(GssEncryptionMode, "PGGSSENCMODE"),
        new(KerberosServiceName, "PGKRBSRVNAME"),
        new("gsslib", "PGGSSLIB"),
        new("gssdelegation", "PGGSSDELEGATION") { IsRecent = true },
        new("replication", null),
        new(TargetSessionAttributes, "PGTARGETSESSIONATTRS"),
        new(LoadBalanceHosts, "PGLOADBALANCEHOSTS") { IsRecent = true },
        new("scram_client_key", null) { IsSecret = true, IsRecent = true },
        new("scram_server_key", null) { IsSecret = true, IsRecent = true },
        new("oauth_issuer", null) { IsRecent = true },
        new("oauth_client_id", null) { IsRecent = true },
        new("oauth_client_secret", null) { IsSecret = true, IsRecent = true },
        new("oauth_scope", null) { IsRecent = true },
        new("sslkeylogfile", null) { IsPath = true, IsRecent = true },
    ];

    /// <summary>
    /// Variables besides those of the keywords that change which server or session libpq gives: where services are defined, the
    /// obsolete form of sslmode, and the settings that libpq sends as it connects (<c>EnvironmentOptions</c> in fe-connect.c).
    /// </summary>
    public static ImmutableArray<string> OtherVariables { get; } =
        ["PGSERVICEFILE", "PGSYSCONFDIR", "PGREQUIRESSL", "PGREALM", "PGDATESTYLE", "PGTZ", "PGGEQO"];

    private static readonly ImmutableDictionary<string, ConnectionKeyword> ByName = All.ToImmutableDictionary(
        keyword => keyword.Name, StringComparer.Ordinal);

    /// <summary>Whether libpq knows the keyword; it tells capitals from small letters.</summary>
    public static bool IsKnown(string name) => ByName.ContainsKey(name);

    /// <summary>A keyword that libpq knows.</summary>
    public static ConnectionKeyword Get(string name) => ByName[name];
}
