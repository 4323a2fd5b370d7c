using System.Collections.Immutable;
using Pum.Dumper.Connections;

namespace Pum.Dumper.Databases;

/// <summary>
/// The schemas that belong to whoever owns the database: to the role <c>pg_database_owner</c>, as <c>public</c> does from PostgreSQL 15 on.
/// </summary>
internal static class OwnersSchema
{
    /// <summary>The role whose one member is the owner of the database.</summary>
    public const string Role = "pg_database_owner";

    /// <summary>Their names.</summary>
    public static Task<ImmutableArray<string>> ListAsync(Session session, CancellationToken cancellationToken) => ListAsync(session, "", cancellationToken);

    /// <summary>Those in which a role may not create anything.</summary>
    public static Task<ImmutableArray<string>> ListClosedToAsync(Session session, string role, CancellationToken cancellationToken) =>
        ListAsync(session, $"AND NOT pg_catalog.has_schema_privilege({Sql.Literal(role)}, n.oid, 'CREATE')", cancellationToken);

    private static Task<ImmutableArray<string>> ListAsync(Session session, string condition, CancellationToken cancellationToken) =>
        session.QueryRowsAsync(
            $"""
            SELECT n.nspname::pg_catalog.text FROM pg_catalog.pg_namespace n
             WHERE pg_catalog.pg_get_userbyid(n.nspowner) = '{Role}' {condition}
             ORDER BY n.oid
            """,
            row => row.GetString(0),
            cancellationToken);
}
