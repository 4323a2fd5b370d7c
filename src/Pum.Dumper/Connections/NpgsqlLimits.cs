using System.Collections.Immutable;
using Npgsql;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Connections;

/// <summary>
/// What a connection demands of its server, libpq holds to and Npgsql cannot: Npgsql would send the password to a server that libpq
/// refuses.
/// </summary>
internal static class NpgsqlLimits
{
    private const string RevocationList = "sslcrl";
    private const string RevocationFolder = "sslcrldir";
    private const string Revocation = "Take it out, or rename the file if it is the one in your own folder, unless the server's certificate must be looked for among the revoked ones.";

    private static readonly ImmutableArray<Demand> Demands =
    [
        // libpq passes over what is not there, and looks for none among the system's authorities.
        new(RevocationList, Revocation, (connection, encryption, value) => ReadsLists(connection, encryption) && IsFilled(value)),
        new(RevocationFolder, Revocation, (connection, encryption, value) => ReadsLists(connection, encryption) && Directory.Exists(value)),
        // .NET takes no TLS before 1.2, nor does libpq unless it is told to.
        new(
            ConnectionKeywords.SslMinProtocol,
            "Take it out, and set ssl_min_protocol_version on the server instead.",
            (_, encryption, value) => Requires(encryption) && value.Equals("TLSv1.3", StringComparison.OrdinalIgnoreCase)),
        new(
            ConnectionKeywords.SslCertificateMode,
            "Take it out; a server that needs the certificate asks for it (clientcert=verify-full in its pg_hba.conf).",
            (_, encryption, value) => encryption != SslMode.Disable && value == "require"),
        new("min_protocol_version", "Take it out, or set it to 3.0.", (_, _, value) => value is "3.2" or "latest"),
        new(
            "requirepeer",
            "Take it out if only the server may write to the socket's folder, or connect by TCP with sslmode=verify-full or channel_binding=require.",
            (connection, _, _) => connection.Servers.Any(server => ServerAddress.IsSocketFolder(server.Target))),
    ];

    /// <summary>The first demand that Npgsql would leave out; <see langword="null"/> where there is none.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="encryption">How it is going to be encrypted.</param>
    public static PumFailure? Find(Connection connection, SslMode encryption)
    {
        if (Verifies(encryption) && !ClientCertificate.HasRoot(connection))
            return ConnectionFailures.NoRootCertificate(ClientCertificate.RootOf(connection));
        if (connection.TrustsSystem && encryption != SslMode.Disable && ClientCertificate.OtherRoot(connection) is { } other)
            return ConnectionFailures.OtherRootCertificate(other);
        if (encryption == SslMode.VerifyFull && connection.Servers.Any(server => server.Host.Length == 0))
            return ConnectionFailures.NoHostName();
        var shown = encryption == SslMode.Disable ? null : ClientCertificate.Of(connection);
        if (shown is { KeyIsOpen: true })
            return ConnectionFailures.KeyIsOpen(shown.KeyPath);
        if (shown is null && encryption != SslMode.Disable && ClientCertificate.Other(connection) is { } unwanted)
            return ConnectionFailures.OtherCertificate(unwanted);
        foreach (var demand in Demands)
        {
            if (Value(connection, demand.Keyword) is { } value && demand.IsLeftOut(connection, encryption, value))
                return ConnectionFailures.NpgsqlCannot(demand.Keyword, value, demand.Advice);
        }

        return null;
    }

    private static bool ReadsLists(Connection connection, SslMode encryption) => Verifies(encryption) && !connection.TrustsSystem;

    private static bool IsFilled(string file) => new FileInfo(file) is { Exists: true, Length: > 0 };

    private static bool Verifies(SslMode encryption) => encryption is SslMode.VerifyCA or SslMode.VerifyFull;

    private static bool Requires(SslMode encryption) => Verifies(encryption) || encryption == SslMode.Require;

    // libpq looks for a list in the user's own folder where it is told of none.
    private static string? Value(Connection connection, string keyword) => connection.Values.GetValueOrDefault(keyword)
        ?? (keyword == RevocationList && !connection.Values.ContainsKey(RevocationFolder) && ClientCertificate.OwnFile(connection, "root.crl") is var own && IsFilled(own) ? own : null);

    /// <param name="Keyword">libpq's keyword.</param>
    /// <param name="Advice">What to do instead.</param>
    /// <param name="IsLeftOut">Whether Npgsql would leave it out; of the connection, its encryption and the value.</param>
    private sealed record Demand(string Keyword, string Advice, Func<Connection, SslMode, string, bool> IsLeftOut);
}
