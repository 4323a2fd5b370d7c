using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Npgsql;
using Pum.Dumper.Connections;
using Pum.Dumper.Servers;

namespace Pum.Dumper.ServerTests.Connections;

/// <summary>
/// A server with TLS, an authority of the test's own, a certificate for the host <c>localhost</c>, and one for the role
/// <see cref="TestServer.Plain"/>, which gets in by that alone.
/// </summary>
internal sealed class TlsServer : IAsyncDisposable
{
    /// <summary>The password of the client's key.</summary>
    public const string KeyPassword = "Can4ry's key ü";

    private TlsServer(TemporaryServer server) => Server = server;

    /// <summary>The server.</summary>
    public TemporaryServer Server { get; }

    /// <summary>Holds <c>root.crt</c>, <c>other.crt</c> (of an authority that signed nothing), <c>client.crt</c> and its keys.</summary>
    public TestFolder Folder { get; } = new();

    /// <summary>Makes the certificates and starts it.</summary>
    public static async Task<TlsServer> StartAsync()
    {
        var tls = new TlsServer(await TemporaryServer.StartAsync(new() { Tcp = true }));
        await TestServer.MakeRolesAsync(tls.Server);
        using var authority = Authority("CN=Authority");
        using var other = Authority("CN=Another authority");
        tls.Folder.Write("root.crt", authority.ExportCertificatePem());
        tls.Folder.Write("other.crt", other.ExportCertificatePem());
        tls.MakeClient(authority);
        await tls.ConfigureAsync(authority);
        return tls;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Folder.Dispose();
    }

    private void MakeClient(X509Certificate2 authority)
    {
        using var key = RSA.Create(2048);
        Folder.Write("client.crt", Issue(authority, TestServer.Plain, key));
        var parameters = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10_000);
        Write("client.key", key.ExportEncryptedPkcs8PrivateKeyPem(KeyPassword, parameters));
        Write("plain.key", key.ExportPkcs8PrivateKeyPem());
        Write("open.key", key.ExportPkcs8PrivateKeyPem(), UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    private void Write(string name, string content, UnixFileMode others = UnixFileMode.None)
    {
        var path = Folder.Write(name, content);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | others);
    }

    /// <summary>The server writes its files by itself: they must be its own user's, and nobody else may read the key.</summary>
    private async Task ConfigureAsync(X509Certificate2 authority)
    {
        using var key = RSA.Create(2048);
        await using var connection = new NpgsqlConnection(Server.ToNpgsql().ConnectionString);
        await connection.OpenAsync();
        await WriteAsync("root.crt", authority.ExportCertificatePem());
        await WriteAsync("server.crt", Issue(authority, "localhost", key));
        await WriteAsync("server.key", key.ExportPkcs8PrivateKeyPem());
        await WriteAsync(
            "pg_hba.conf", $"hostssl all {TestServer.Plain} all cert\nhost all all all scram-sha-256\nlocal all all scram-sha-256");
        await ExecuteAsync("ALTER SYSTEM SET ssl_ca_file = 'root.crt'");
        await ExecuteAsync("ALTER SYSTEM SET ssl = on");
        await ExecuteAsync("SELECT pg_reload_conf()");
        await Eventually.IsTrueAsync(
            async () =>
            {
                await using var command = new NpgsqlCommand("SHOW ssl", connection);
                return (string?)await command.ExecuteScalarAsync() == "on";
            },
            "the server offers TLS");

        Task WriteAsync(string name, string content) =>
            ExecuteAsync($"COPY (SELECT unnest(string_to_array({Sql.Literal(content)}, E'\\n'))) TO PROGRAM 'umask 077; cat > {name}'");

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
    }

    private static string Issue(X509Certificate2 authority, string name, RSA key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(
            authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return certificate.ExportCertificatePem();
    }
}
