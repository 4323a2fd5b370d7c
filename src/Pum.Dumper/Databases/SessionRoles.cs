using Pum.Dumper.Connections;

namespace Pum.Dumper.Databases;

/// <summary>
/// The roles that a session has, as the server sees them: <c>Role</c>, the connection's options, the settings of the role and of the
/// database may each put another one in force than the one that logged in.
/// </summary>
/// <param name="Login">The role that logged in.</param>
/// <param name="InForce">The role in force.</param>
/// <param name="InForceIsSuperuser">Whether the role in force is a superuser.</param>
/// <param name="Creator">Which of them creates and renames databases.</param>
internal sealed record SessionRoles(string Login, string InForce, bool InForceIsSuperuser, DatabaseCreator Creator)
{
    // The role that logged in comes before one in force that is no superuser: in a database of its own, that one cannot put code into the
    // restore's way. No membership passes CREATEDB on, and to rename a database takes it together with the rights of the owner, which the
    // role that logged in must inherit therefore.
    private const string Query = """
        SELECT l.rolname::pg_catalog.text, f.rolname::pg_catalog.text, f.rolsuper,
               CASE WHEN f.rolsuper THEN 1
                    WHEN l.oid <> f.oid AND (l.rolsuper OR l.rolcreatedb) AND pg_catalog.pg_has_role(l.oid, f.oid, 'USAGE') THEN 2
                    WHEN f.rolcreatedb THEN 1
                    ELSE 0 END
          FROM pg_catalog.pg_roles f, pg_catalog.pg_roles l WHERE f.rolname = current_user AND l.rolname = session_user
        """;

    /// <summary>Before the server was asked.</summary>
    public static SessionRoles Unknown { get; } = new("", "", InForceIsSuperuser: false, DatabaseCreator.RoleInForce);

    /// <summary>Asks the server.</summary>
    public static Task<SessionRoles> InspectAsync(Session session, CancellationToken cancellationToken) => session.QueryAsync(
        Query,
        row => new SessionRoles(row.GetString(0), row.GetString(1), row.GetBoolean(2), (DatabaseCreator)row.GetInt32(3)),
        cancellationToken);
}
