using System.Security.Cryptography;
using System.Text;

namespace Pum.TestSupport;

/// <summary>
/// A password as a server keeps it, with one iteration in the place of 4096: tests connect thousands of times, and the client repeats what
/// the server asks for. See <see href="https://www.rfc-editor.org/rfc/rfc5802#section-3">RFC 5802</see>, and <c>parse_scram_secret</c> in
/// src/backend/libpq/auth-scram.c.
/// </summary>
internal static class ScramSecret
{
    private const int Iterations = 1;

    /// <summary>What may stand for an ASCII password in <c>CREATE ROLE … PASSWORD</c>.</summary>
    public static string Of(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, Iterations, HashAlgorithmName.SHA256, 32);
        var storedKey = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var serverKey = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(storedKey)}:{Convert.ToBase64String(serverKey)}";
    }
}
