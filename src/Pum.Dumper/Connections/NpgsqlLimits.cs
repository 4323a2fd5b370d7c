using Npgsql;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Connections;

/// <summary>
/// What a connection demands of its server, libpq holds to and Npgsql cannot: Npgsql would send the password to a server that libpq
/// refuses.
/// </summary>
internal static class NpgsqlLimits
{
    // The keywords of lists of revoked certificates, which count where the server's certificate is checked.
    private static readonly string[] RevocationKeywords = ["sslcrl", "sslcrldir"];

    /// <summary>The first demand that Npgsql would leave out; <see langword="null"/> where there is none.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="encryption">How it is going to be encrypted.</param>
    public static PumFailure? Find(Connection connection, SslMode encryption)
    {
        var verifies = encryption is SslMode.VerifyCA or SslMode.VerifyFull;
        if (verifies && !ClientCertificate.HasRoot(connection))
            return ConnectionFailures.NoRootCertificate(ClientCertificate.RootOf(connection));
        foreach (var keyword in RevocationKeywords)
        {
            if (verifies && Value(connection, keyword) is { } list)
                return ConnectionFailures.NpgsqlCannot(keyword, list);
        }

        // .NET takes no TLS before 1.2, nor does libpq unless it is told to.
        if ((verifies || encryption == SslMode.Require) && Value(connection, "ssl_min_protocol_version") is { } version
            && version.Equals("TLSv1.3", StringComparison.OrdinalIgnoreCase))
            return ConnectionFailures.NpgsqlCannot("ssl_min_protocol_version", version);
        return Value(connection, "requirepeer") is { } peer && connection.Servers.Any(server => ServerAddress.IsSocketFolder(server.Target))
            ? ConnectionFailures.NpgsqlCannot("requirepeer", peer)
            : null;
    }

    private static string? Value(Connection connection, string keyword) =>
        connection.Values.GetValueOrDefault(keyword) is { Length: > 0 } value ? value : null;
}
