using Pum.Dumper.Files;

namespace Pum.Dumper.Connections;

/// <summary>
/// The client's own certificate and its private key, found as by <c>initialize_SSL</c> in fe-secure-openssl.c: see
/// <see href="https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-CLIENTCERT">Client Certificates</see>.
/// </summary>
/// <param name="Path">The certificate.</param>
/// <param name="KeyPath">Its key.</param>
/// <param name="KeyIsEncrypted">Whether a password is needed for the key.</param>
internal sealed record ClientCertificate(string Path, string KeyPath, bool KeyIsEncrypted)
{
    private const string RootName = "root.crt";
    private const string CertificateName = "postgresql.crt";
    private const string OldEncryption = "Proc-Type: 4,ENCRYPTED";

    private const UnixFileMode OthersOfRoots = UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private const UnixFileMode Others = OthersOfRoots | UnixFileMode.GroupRead;

    /// <summary>The certificate that a connection would show, or <see langword="null"/>: one that is not there is passed over.</summary>
    public static ClientCertificate? Of(Connection connection)
    {
        if (connection.Values.GetValueOrDefault(ConnectionKeywords.SslCertificateMode) == "disable")
            return null;
        var path = PathOf(connection, ConnectionKeywords.SslCertificate, CertificateName);
        var keyPath = PathOf(connection, ConnectionKeywords.SslKey, "postgresql.key");
        return File.Exists(path) ? new(path, keyPath, HasLine(keyPath, "ENCRYPTED")) : null;
    }

    /// <summary>
    /// Whether others can read the key, so that libpq refuses it: of root's, its group may read it
    /// (<c>initialize_SSL</c>; on Windows libpq does not look).
    /// </summary>
    public bool KeyIsOpen
    {
        get
        {
            try
            {
                return File.Exists(KeyPath)
                    && FileIdentity.Of(File.ResolveLinkTarget(KeyPath, returnFinalTarget: true)?.FullName ?? KeyPath) is { } key
                    && ((UnixFileMode)key.Mode & (key.Owner == 0 ? OthersOfRoots : Others)) != 0;
            }
            catch (IOException)
            {
                // Links in a circle: the attempt to connect reports why it cannot be read.
                return false;
            }
        }
    }

    /// <summary>Why Npgsql cannot use it, where that is known better than by what .NET says.</summary>
    public string Describe(string reason, bool hasPassword) =>
        KeyIsEncrypted && !hasPassword ? $"the private key '{KeyPath}' is encrypted, and there is no sslpassword"
        : HasLine(KeyPath, OldEncryption) ? $"the private key '{KeyPath}' is encrypted in OpenSSL's older format; convert it with 'openssl pkcs8 -topk8'"
        : $"the certificate '{Path}' with the private key '{KeyPath}' cannot be used: {reason}";

    /// <summary>Whether there are certificates to check the server's by: the keyword's or the user's own.</summary>
    public static bool HasRoot(Connection connection) =>
        connection.TrustsSystem || System.IO.Path.Exists(RootOf(connection));

    /// <summary>Where these are looked for.</summary>
    public static string RootOf(Connection connection) => PathOf(connection, ConnectionKeywords.SslRootCertificate, RootName);

    /// <summary>
    /// What Npgsql would check the server's certificate by where the system's authorities are to count: no string can tell it not to.
    /// </summary>
    public static string? OtherRoot(Connection connection) => Default(connection, "PGSSLROOTCERT", RootName);

    /// <summary>What Npgsql would show where the connection shows no certificate; the same is true of it.</summary>
    /// <remarks>A variable that names no file makes Npgsql fail as soon as the server offers TLS.</remarks>
    public static string? Other(Connection connection) =>
        Default(connection, "PGSSLCERT", CertificateName) is { } file && File.Exists(connection.Environment.FullPath(file)) ? file : null;

    private static string? Default(Connection connection, string variable, string name) =>
        connection.Environment[variable] is { Length: > 0 } named ? named
        : OwnFile(connection, name) is var own && System.IO.Path.Exists(own) ? own
        : null;

    private static string PathOf(Connection connection, string keyword, string name) =>
        connection.Values.GetValueOrDefault(keyword) ?? OwnFile(connection, name);

    /// <summary>The path of a file of this name in the user's own folder.</summary>
    public static string OwnFile(Connection connection, string name) => System.IO.Path.Combine(
        ServiceLookup.UserFolder(connection.Environment), connection.Environment.IsWindows ? "" : ".postgresql", name);

    // Both "BEGIN ENCRYPTED PRIVATE KEY" of PKCS#8 and OpenSSL's older way hold the word.
    private static bool HasLine(string path, string text)
    {
        try
        {
            return File.Exists(path) && File.ReadLines(path).Any(line => line.Contains(text, StringComparison.Ordinal));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The attempt to connect reports why it cannot be read.
            return false;
        }
    }
}
