using System.Collections.Immutable;
using Pum.Dumper.Connections;

namespace Pum.Dumper.Databases;

/// <summary>An object in a database that has an owner of its own and belongs to no extension.</summary>
/// <param name="Catalog">The OID of its catalogue.</param>
/// <param name="Oid">Its own.</param>
/// <param name="Keyword">What ALTER … OWNER TO calls it.</param>
/// <param name="Identity">Its name as SQL writes it, whatever the search path.</param>
/// <param name="IsGivers">Whether it belongs to the role in force.</param>
/// <param name="IsThirdRoles">Whether it belongs to a third role whose rights the other one does not have.</param>
/// <param name="MayBeGiven">Whether the other role gains nothing by it that only a superuser could have given it.</param>
/// <param name="Disarming">
/// The clause of ALTER after which it runs with no rights but its caller's, and not unasked; <see langword="null"/> where it does so
/// already.
/// </param>
internal sealed record OwnedObject(
    uint Catalog, uint Oid, string Keyword, string Identity, bool IsGivers, bool IsThirdRoles, bool MayBeGiven, string? Disarming)
{
    /// <summary>The object for people.</summary>
    public string Display => $"{Keyword} {Identity}";

    /// <summary>Whether it is a schema.</summary>
    public bool IsSchema => Keyword == "SCHEMA";

    /// <summary>Whether it is an event trigger.</summary>
    public bool IsEventTrigger => Keyword == "EVENT TRIGGER";

    /// <summary>Which object it is, whatever it is called.</summary>
    public (uint Catalog, uint Oid) Key => (Catalog, Oid);

    /// <summary>
    /// The role <c>pg_database_owner</c> of PostgreSQL 14 and later, whose one member is the owner of the database (<c>pg_authid.dat</c>).
    /// </summary>
    private const string DatabaseOwner = "6171";

    // What initdb made has an OID below 16384 (FirstNormalObjectId). A member of an extension depends on that ('e'); what PostgreSQL made
    // with another object, such as the row type of a table, depends on it internally ('i'). A temporary object goes with its session.
    private static string Query(string newOwner, bool seesSubscriptions) => $"""
        WITH {Roles(newOwner)}
        SELECT found.class::pg_catalog.oid::bigint, found.oid::bigint, found.keyword, found.identity,
               found.owner = roles.giver, found.owner NOT IN (roles.giver, roles.new_owner, {DatabaseOwner}) AND NOT roles.is_superuser, found.may_be_given AND (roles.is_superuser OR found.schema IS DISTINCT FROM 'pg_catalog'), found.disarming
          FROM roles, ({string.Join("\nUNION ALL ", (seesSubscriptions ? ObjectKind.All.Add(ObjectKind.Subscription) : ObjectKind.All).Select(QueryOf))}) found (class, oid, keyword, schema, identity, owner, may_be_given, disarming)
         WHERE found.identity IS NOT NULL AND coalesce(found.schema, '') !~ '^pg_temp'
         ORDER BY found.oid, found.class
        """;

    /// <summary>The expression of a WITH clause for the role in force, which owns the objects, and the one that is to own them.</summary>
    public static string Roles(string newOwner) => $"""
        roles AS (
          SELECT (SELECT a.oid FROM pg_catalog.pg_roles a WHERE a.rolname = current_user) AS giver, h.oid AS new_owner, h.rolsuper AS is_superuser
            FROM pg_catalog.pg_roles h WHERE h.rolname = {Sql.Literal(newOwner)})
        """;

    private static string QueryOf(ObjectKind kind) => $"""
        SELECT 'pg_catalog.{kind.Catalog}'::pg_catalog.regclass, o.oid, '{kind.Keyword}', i.schema, {kind.Identity}, o.{kind.Owner}, roles.is_superuser OR ({kind.MayBeGiven}), {kind.Disarming}
          FROM roles, pg_catalog.{kind.Catalog} o, pg_catalog.pg_identify_object('pg_catalog.{kind.Catalog}'::pg_catalog.regclass, o.oid, 0) i
         WHERE o.oid >= 16384 AND ({kind.Which})
           AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
             WHERE d.classid = 'pg_catalog.{kind.Catalog}'::pg_catalog.regclass AND d.objid = o.oid AND d.objsubid = 0 AND d.deptype IN ('e'{(kind.IsPart ? "" : ", 'i'")}))
        """;

    /// <summary>Asks the server for all but large objects, in the order in which they were made.</summary>
    /// <param name="session">A session in the database.</param>
    /// <param name="newOwner">The role that is to own them.</param>
    /// <param name="seesSubscriptions">Whether the role in force may look for subscriptions.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task<ImmutableArray<OwnedObject>> ListAsync(
        Session session, string newOwner, bool seesSubscriptions, CancellationToken cancellationToken) => session.QueryRowsAsync(
        Query(newOwner, seesSubscriptions),
        row => new OwnedObject(
            (uint)row.GetInt64(0),
            (uint)row.GetInt64(1),
            row.GetString(2),
            row.GetString(3),
            row.GetBoolean(4),
            row.GetBoolean(5),
            row.GetBoolean(6),
            row.IsDBNull(7) ? null : row.GetString(7)),
        cancellationToken);
}
