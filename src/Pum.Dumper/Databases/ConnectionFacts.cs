using Pum.Dumper.Connections;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Databases;

/// <summary>Where a connection leads to, and what its role may do there.</summary>
internal sealed record ConnectionFacts
{
    /// <summary>The version of the server, for instance <c>17.6</c>.</summary>
    public required string ServerVersion { get; init; }

    /// <summary>The database.</summary>
    public required string Database { get; init; }

    /// <summary>The role that owns it.</summary>
    public required string Owner { get; init; }

    /// <summary>Its encoding.</summary>
    public required string Encoding { get; init; }

    /// <summary>Bytes on the server's disk; <see langword="null"/> where the role in force may not know.</summary>
    public required long? Size { get; init; }

    /// <summary>The role that logged in.</summary>
    public required string Login { get; init; }

    /// <summary>The role in force.</summary>
    public required string Role { get; init; }

    /// <summary>Whether the role in force is a superuser.</summary>
    public required bool IsSuperuser { get; init; }

    /// <summary>Whether it may create databases.</summary>
    public required bool MayCreateDatabases { get; init; }

    /// <summary>Whether it may create schemas in the database.</summary>
    public required bool MayCreateSchemas { get; init; }

    /// <summary>Whether it has the rights of the database's owner.</summary>
    public required bool HasOwnersRights { get; init; }

    /// <summary>Whether it may read every table (<c>pg_read_all_data</c>).</summary>
    public required bool MayReadAllData { get; init; }

    /// <summary>Whether the server is a standby, which takes no writes.</summary>
    public required bool IsStandby { get; init; }

    // The login connected, but it is the role in force that must be allowed to, for the size.
    private const string Query = """
        SELECT pg_catalog.current_setting('server_version'),
               d.datname::pg_catalog.text,
               pg_catalog.pg_get_userbyid(d.datdba)::pg_catalog.text,
               pg_catalog.pg_encoding_to_char(d.encoding)::pg_catalog.text,
               CASE WHEN pg_catalog.has_database_privilege(d.oid, 'CONNECT') THEN pg_catalog.pg_database_size(d.oid) END,
               session_user::pg_catalog.text,
               current_user::pg_catalog.text,
               r.rolsuper,
               r.rolsuper OR r.rolcreatedb,
               pg_catalog.has_database_privilege(d.oid, 'CREATE'),
               pg_catalog.pg_has_role(d.datdba, 'USAGE'),
               r.rolsuper OR EXISTS (
                   SELECT FROM pg_catalog.pg_roles a WHERE a.rolname = 'pg_read_all_data' AND pg_catalog.pg_has_role(a.oid, 'USAGE')),
               pg_catalog.pg_is_in_recovery()
          FROM pg_catalog.pg_database d, pg_catalog.pg_roles r
         WHERE d.datname = pg_catalog.current_database() AND r.rolname = current_user
        """;

    /// <summary>Connects, and asks the server.</summary>
    /// <exception cref="PumFailureException">PUM3003 to PUM3008; PUM5005 where the role may not be taken on.</exception>
    public static async Task<ConnectionFacts> InspectAsync(
        Connection connection, FailureContext context, CancellationToken cancellationToken)
    {
        await using var session = await SessionOpening.OpenAsync(connection, context, cancellationToken);
        return await session.QueryAsync(
            Query,
            row => new ConnectionFacts
            {
                ServerVersion = row.GetString(0).Split(' ')[0],
                Database = row.GetString(1),
                Owner = row.GetString(2),
                Encoding = row.GetString(3),
                Size = row.IsDBNull(4) ? null : row.GetInt64(4),
                Login = row.GetString(5),
                Role = row.GetString(6),
                IsSuperuser = row.GetBoolean(7),
                MayCreateDatabases = row.GetBoolean(8),
                MayCreateSchemas = row.GetBoolean(9),
                HasOwnersRights = row.GetBoolean(10),
                MayReadAllData = row.GetBoolean(11),
                IsStandby = row.GetBoolean(12),
            },
            cancellationToken);
    }
}
