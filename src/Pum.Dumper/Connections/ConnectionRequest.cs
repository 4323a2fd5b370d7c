namespace Pum.Dumper.Connections;

/// <summary>What a user wrote about the connection; nothing of it is checked yet.</summary>
/// <remarks>
/// <see cref="Service"/>, <see cref="ConnectionString"/> and <see cref="ConnectionStringVariable"/> cannot be used together (PUM1001).
/// Without them libpq's environment variables apply, and without those too nothing is touched (PUM1002).
/// </remarks>
internal sealed record ConnectionRequest
{
    /// <summary>
    /// Name of a section of <c>pg_service.conf</c>, found by libpq's rules: see
    /// <see href="https://www.postgresql.org/docs/current/libpq-pgservice.html">The Connection Service File</see>.
    /// </summary>
    public string? Service { get; init; }

    /// <summary>
    /// A libpq keyword/value string, a libpq URI or a connection string for Npgsql. See
    /// <see href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING">Connection Strings</see>.
    /// </summary>
    public string? ConnectionString { get; init; }

    /// <summary>Name of the environment variable that holds the connection string, so that no secret is written down.</summary>
    public string? ConnectionStringVariable { get; init; }

    /// <summary>Name of the database; overrides the one of the connection.</summary>
    public string? Database { get; init; }

    /// <summary>Database to connect to for creating others; <c>postgres</c>, else <c>template1</c>, where absent.</summary>
    public string? MaintenanceDatabase { get; init; }

    /// <summary>Role to take on after connecting, as <c>--role</c> of the client tools.</summary>
    public string? Role { get; init; }

    /// <summary>Seconds to wait for a connection; 15 where neither this nor the connection says anything.</summary>
    public int? ConnectTimeout { get; init; }

    /// <summary>Seconds to keep trying while the server refuses connections or is starting up; 0 by default.</summary>
    public int WaitForServer { get; init; }
}
