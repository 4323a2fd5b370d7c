using System.Globalization;
using Pum.Dumper.Connections;
using Pum.Dumper.Databases;

namespace Pum.Dumper.Restoring.Replacing;

/// <summary>
/// The schema <c>public</c> of a new database, which belongs from PostgreSQL 15 on to the owner of the database (<c>pg_database_owner</c>).
/// A role that only restores into it gets it for that time.
/// </summary>
/// <param name="Oid">The schema's OID: a script may make another one.</param>
/// <param name="Role">Who has it.</param>
/// <param name="Grants">
/// The statements that grant what it had there before, which goes when the schema changes its owner, or <see langword="null"/>.
/// </param>
internal sealed record LentSchema(uint Oid, string Role, string? Grants)
{
    /// <summary>Lends it, where it is the owner's.</summary>
    /// <param name="session">A session in the database, of its owner.</param>
    /// <param name="role">Who gets it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<LentSchema?> LendAsync(Session session, string role, CancellationToken cancellationToken)
    {
        var found = await session.QueryRowsAsync(
            $"""
            SELECT n.oid::pg_catalog.int8,
                   (SELECT pg_catalog.string_agg(
                               pg_catalog.format('GRANT %s ON SCHEMA public TO %I%s', a.privilege_type, r.rolname, CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END),
                               '; ')
                      FROM pg_catalog.aclexplode(n.nspacl) a JOIN pg_catalog.pg_roles r ON r.oid = a.grantee
                     WHERE r.rolname = {Sql.Literal(role)})
              FROM pg_catalog.pg_namespace n
             WHERE n.nspname = 'public' AND pg_catalog.pg_get_userbyid(n.nspowner) = '{OwnersSchema.Role}'
            """,
            row => new LentSchema((uint)row.GetInt64(0), role, row.IsDBNull(1) ? null : row.GetString(1)),
            cancellationToken);
        if (found.IsEmpty)
            return null;
        await session.ExecuteAsync($"ALTER SCHEMA public OWNER TO {Sql.Identifier(role)}", cancellationToken);
        return found[0];
    }

    /// <summary>Takes it back, unless a script has given it away or made another one.</summary>
    /// <param name="session">A session in the database, of its owner.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task TakeBackAsync(Session session, CancellationToken cancellationToken)
    {
        var isLent = await session.QueryAsync(
            string.Create(CultureInfo.InvariantCulture, $"""
                SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace n
                                WHERE n.oid = {Oid} AND n.nspname = 'public' AND pg_catalog.pg_get_userbyid(n.nspowner) = {Sql.Literal(Role)})
                """),
            row => row.GetBoolean(0),
            cancellationToken);
        if (!isLent)
            return;
        await session.ExecuteAsync($"ALTER SCHEMA public OWNER TO {OwnersSchema.Role}", cancellationToken);
        if (Grants is not null)
            await session.ExecuteAsync(Grants, cancellationToken);
    }
}
