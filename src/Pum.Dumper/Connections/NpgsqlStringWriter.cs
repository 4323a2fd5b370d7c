using System.Collections.Immutable;
using Npgsql;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Connections;

/// <summary>
/// Writes a resolved connection for Npgsql. Npgsql reads PGUSER, PGPASSWORD, PGPASSFILE, PGOPTIONS, PGCLIENTENCODING and PGSSL… of this
/// process where its string says nothing, so the string says everything, and <see cref="NpgsqlSource"/> what no string can say. Only PGTZ
/// counts all the same.
/// </summary>
internal static class NpgsqlStringWriter
{
    private const string GssEncryptionMode = "GSS Encryption Mode";

    // A value that says nothing and that Npgsql takes for one.
    private const string None = " ";

    /// <summary>Translates the keywords.</summary>
    /// <remarks>
    /// Npgsql has no <c>hostaddr</c>: it is given the address in the place of the name, so that <c>verify-full</c> compares the server's
    /// certificate with the address. Nor has it <c>gssdelegation</c>, <c>keepalives_count</c>, <c>tcp_user_timeout</c> and the OAuth
    /// keywords; the client tools hold to these. For what protects a connection, see <see cref="NpgsqlLimits"/>.
    /// </remarks>
    /// <exception cref="PumFailureException">PUM1001, PUM3007: Npgsql cannot enforce what the connection demands.</exception>
    public static NpgsqlConnectionStringBuilder Write(Connection connection)
    {
        string? Value(string keyword) => connection.Values.GetValueOrDefault(keyword);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = Hosts(connection.Servers),
            Database = connection.Database,
            Username = connection.User,
            ApplicationName = connection.Values[ConnectionKeywords.ApplicationName],
            // 0 and less wait without end in libpq, 0 in Npgsql; more than 1024 Npgsql refuses.
            Timeout = Math.Clamp(ConnectionValues.Integer(Value(ConnectionKeywords.ConnectTimeout)) ?? 15, 0, 1024),
            ClientEncoding = "UTF8",
            // A session that outlives its owner would hold a database that is to be dropped or renamed.
            Pooling = false,
            // An operation has its own time limits and is cancelled by its token.
            CommandTimeout = 0,
            Enlist = false,
            // Ours has been asked already; Npgsql's reader also takes a file that others can read, which libpq does not.
            Passfile = connection.Environment.IsWindows ? "NUL" : "/dev/null",
        };
        if (connection.Servers.Length == 1)
            builder.Port = int.Parse(connection.Servers[0].Port, System.Globalization.CultureInfo.InvariantCulture);
        if (connection.Password is { } password)
            builder.Password = password;
        if (Value(ConnectionKeywords.Options) is { } options)
            builder.Options = options;
        else if (!string.IsNullOrEmpty(connection.Environment["PGOPTIONS"]))
            builder.Options = None;
        if (Value(ConnectionKeywords.KerberosServiceName) is { } kerberos)
            builder.KerberosServiceName = kerberos;
        WriteEncryption(builder, connection, Value);
        WriteKeepalives(builder, Value);
        WriteChoiceOfServer(builder, connection, Value);
        return builder;
    }

    private static string Hosts(ImmutableArray<ServerAddress> servers) => servers.Length == 1
        ? servers[0].Target
        : string.Join(',', servers.Select(server =>
            server.Target.Contains(':', StringComparison.Ordinal) && !ServerAddress.IsSocketFolder(server.Target) ? $"[{server.Target}]:{server.Port}" : $"{server.Target}:{server.Port}"));

    private static void WriteEncryption(NpgsqlConnectionStringBuilder builder, Connection connection, Func<string, string?> value)
    {
        // libpq ignores sslmode on a socket, and takes verify-full for granted with the system's certificates.
        builder.SslMode = connection.Servers.All(server => ServerAddress.IsSocketFolder(server.Target)) ? SslMode.Disable
            : Find<SslMode>(NpgsqlValues.SslModes, value(ConnectionKeywords.SslMode))
                ?? (connection.TrustsSystem ? SslMode.VerifyFull : SslMode.Prefer);
        // A server that takes TLS directly takes the request for it too.
        TrySet(builder, "SSL Negotiation", Find(NpgsqlValues.SslNegotiations, value(ConnectionKeywords.SslNegotiation)) ?? "Postgres");
        if (Find<ChannelBinding>(NpgsqlValues.ChannelBindings, value(ConnectionKeywords.ChannelBinding)) is { } binding)
            builder.ChannelBinding = binding;
        WriteAuthentication(builder, value(ConnectionKeywords.RequireAuth));
        // Npgsql would look for a Kerberos library first, and the runtime complains on standard error where there is none.
        var gss = Find(NpgsqlValues.GssEncryptionModes, value(ConnectionKeywords.GssEncryptionMode)) ?? "Disable";
        if (gss == "Require")
            Require(builder, GssEncryptionMode, gss, ConnectionKeywords.GssEncryptionMode, "require");
        else
            TrySet(builder, GssEncryptionMode, gss);
        // libpq then checks the server's certificate too, for backward compatibility.
        if (builder.SslMode == SslMode.Require && ClientCertificate.HasRoot(connection))
            builder.SslMode = SslMode.VerifyCA;
        // A key that libpq refuses; it then does without TLS where it may.
        if (builder.SslMode is SslMode.Prefer or SslMode.Allow && ClientCertificate.Of(connection) is { KeyIsOpen: true })
            builder.SslMode = SslMode.Disable;
        if (NpgsqlLimits.Find(connection, builder.SslMode) is { } limit)
            throw new PumFailureException(limit);
        // Npgsql looks where HOME leads, and takes the system's authorities where that is not set; libpq asks the system.
        if (builder.SslMode is SslMode.VerifyCA or SslMode.VerifyFull && !connection.TrustsSystem)
            builder.RootCertificate = ClientCertificate.RootOf(connection);
        if (ClientCertificate.Of(connection) is not { } shown)
            return;
        (builder.SslCertificate, builder.SslKey) = (shown.Path, shown.KeyPath);
        // Npgsql refuses a password for a key that needs none; libpq ignores it.
        if (shown.KeyIsEncrypted && value(ConnectionKeywords.SslPassword) is { } password)
            builder.SslPassword = password;
    }

    private static void WriteKeepalives(NpgsqlConnectionStringBuilder builder, Func<string, string?> value)
    {
        // On by default in libpq, off in Npgsql.
        builder.TcpKeepAlive = ConnectionValues.Integer(value(ConnectionKeywords.Keepalives)) != 0;
        if (!builder.TcpKeepAlive || ConnectionValues.Integer(value(ConnectionKeywords.KeepalivesIdle)) is not (> 0 and int idle))
            return;
        builder.TcpKeepAliveTime = idle;
        // Npgsql takes an interval together with a time alone.
        if (ConnectionValues.Integer(value(ConnectionKeywords.KeepalivesInterval)) is > 0 and int interval)
            builder.TcpKeepAliveInterval = interval;
    }

    private static void WriteChoiceOfServer(NpgsqlConnectionStringBuilder builder, Connection connection, Func<string, string?> value)
    {
        // Npgsql refuses both for a single server; the client tools still ask it.
        if (connection.Servers.Length == 1)
            return;
        if (value(ConnectionKeywords.TargetSessionAttributes) is { } attributes)
            builder.TargetSessionAttributes = attributes;
        else if (!string.IsNullOrEmpty(connection.Environment["PGTARGETSESSIONATTRS"]))
            builder.TargetSessionAttributes = "any";
        builder.LoadBalanceHosts = value(ConnectionKeywords.LoadBalanceHosts) == "random";
    }

    /// <summary>
    /// The methods of authentication that a server may ask for. Npgsql looks at <c>channel_binding</c> only within SCRAM, and would send a
    /// password in clear to a server that asks for one.
    /// </summary>
    private static void WriteAuthentication(NpgsqlConnectionStringBuilder builder, string? written)
    {
        const string Scram = "scram-sha-256";
        var bindsChannel = builder.ChannelBinding == ChannelBinding.Require;
        var methods = written?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        var excludes = methods.All(method => method.StartsWith('!'));
        if (!NpgsqlValues.AuthenticationMethods.Any(method => (!bindsChannel || method.Libpq == Scram)
            && (excludes ? !methods.Contains($"!{method.Libpq}") : methods.Contains(method.Libpq))))
            throw new PumFailureException(ConnectionFailures.NoMethodAllowed(written!, bindsChannel));
        if (bindsChannel)
            Require(builder, "Require Auth", "ScramSHA256", ConnectionKeywords.ChannelBinding, "require");
        else if (written is not null)
            Require(builder, "Require Auth", string.Join(',', methods.Select(Spell)), ConnectionKeywords.RequireAuth, written);

        static string Spell(string method) => (method.StartsWith('!') ? "!" : "")
            + NpgsqlValues.AuthenticationMethods.First(pair => pair.Libpq == method.TrimStart('!')).Npgsql;
    }

    private static T? Find<T>(ImmutableArray<(string Libpq, string Npgsql)> values, string? value)
        where T : struct, Enum => Find(values, value) is { } name ? Enum.Parse<T>(name) : null;

    private static string? Find(ImmutableArray<(string Libpq, string Npgsql)> values, string? value) =>
        values.FirstOrDefault(pair => pair.Libpq == value).Npgsql;

    /// <summary>Sets a keyword that came with a later Npgsql than the engine is compiled against, where the one at hand knows it.</summary>
    private static bool TrySet(NpgsqlConnectionStringBuilder builder, string keyword, string value)
    {
        if (!builder.ContainsKey(keyword))
            return false;
        builder[keyword] = value;
        return true;
    }

    /// <summary>The same, for a keyword that keeps a connection from being made in another way.</summary>
    /// <exception cref="PumFailureException">PUM1001: this Npgsql does not know it.</exception>
    private static void Require(
        NpgsqlConnectionStringBuilder builder, string keyword, string value, string libpqsKeyword, string libpqsValue)
    {
        if (!TrySet(builder, keyword, value))
            throw new PumFailureException(
                ConnectionFailures.NpgsqlTooOld(libpqsKeyword, libpqsValue, typeof(NpgsqlConnection).Assembly.GetName().Version!));
    }
}
