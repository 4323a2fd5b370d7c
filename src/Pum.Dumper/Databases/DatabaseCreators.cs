namespace Pum.Dumper.Databases;

/// <summary>Asks which role of a session may make databases.</summary>
internal static class DatabaseCreators
{
    /// <summary>
    /// The number of a <see cref="DatabaseCreator"/>, as a subquery. The role that logged in comes first: in a database of its own, the
    /// role in force cannot put code into the restore's way. No membership passes <c>CREATEDB</c> on, and to rename a database takes it
    /// together with the rights of the owner, which the role that logged in must inherit therefore.
    /// </summary>
    public const string Query = """
        (SELECT CASE WHEN l.oid <> f.oid AND (l.rolsuper OR l.rolcreatedb) AND pg_catalog.pg_has_role(l.oid, f.oid, 'USAGE') THEN 2
                     WHEN f.rolsuper OR f.rolcreatedb THEN 1
                     ELSE 0 END
           FROM pg_catalog.pg_roles f, pg_catalog.pg_roles l WHERE f.rolname = current_user AND l.rolname = session_user)
        """;
}
