namespace Pum.Dumper.Servers;

/// <summary>
/// How a temporary server tells who connects: see
/// <see href="https://www.postgresql.org/docs/current/auth-methods.html">Authentication Methods</see>.
/// </summary>
internal enum ServerAuthentication
{
    /// <summary>By password, hashed as SCRAM-SHA-256.</summary>
    ScramSha256,

    /// <summary>Every client that reaches the socket or port is trusted; a port is open to every user of this machine.</summary>
    Trust,
}
