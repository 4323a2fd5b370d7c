using System.Collections.Immutable;
using Pum.Dumper.Connections;

namespace Pum.Dumper.Databases;

/// <summary>An object in a database that belongs to the role in force and to no extension.</summary>
/// <param name="Catalog">The OID of its catalogue.</param>
/// <param name="Oid">Its own.</param>
/// <param name="Keyword">What ALTER … OWNER TO calls it.</param>
/// <param name="Identity">Its name as SQL writes it, whatever the search path.</param>
/// <param name="MayBeGiven">Whether it gives the other role nothing that only a superuser could have given it.</param>
/// <param name="Disarming">The clause of ALTER after which it runs only with its caller's rights, and only when called; <see langword="null"/> if it does so already.</param>
/// <param name="KeepsAll">Whether sessions reach it without naming it, and through it something unknown, so that nothing may be given while it is there.</param>
internal sealed record OwnedObject(uint Catalog, uint Oid, string Keyword, string Identity, bool MayBeGiven, string? Disarming, bool KeepsAll)
{
    /// <summary>The object for people.</summary>
    public string Display => $"{Keyword} {Identity}";

    /// <summary>Whether it is a schema.</summary>
    public bool IsSchema => Keyword == "SCHEMA";

    /// <summary>Whether it is an event trigger.</summary>
    public bool IsEventTrigger => Keyword == "EVENT TRIGGER";

    /// <summary>
    /// The functions that sessions call without naming them: for an event trigger, a cast, an operator class, an encoding, a wrapper, or a
    /// table of another owner. No <c>search_path</c> keeps a session from them, so a role that may replace one, or what it calls, has it called
    /// with the rights of the next superuser. A cast of a type that the new owner gets does not count, because that role may create it itself.
    /// </summary>
    private static string CalledUnasked(IEnumerable<uint> templates) => $"""
          SELECT d.refobjid, d.classid = 'pg_catalog.pg_event_trigger'::pg_catalog.regclass FROM pg_catalog.pg_depend d
           WHERE d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
             AND (d.classid IN ('pg_catalog.pg_event_trigger'::pg_catalog.regclass, 'pg_catalog.pg_opclass'::pg_catalog.regclass,
                                'pg_catalog.pg_opfamily'::pg_catalog.regclass, 'pg_catalog.pg_amproc'::pg_catalog.regclass,
                                'pg_catalog.pg_am'::pg_catalog.regclass, 'pg_catalog.pg_transform'::pg_catalog.regclass,
                                'pg_catalog.pg_conversion'::pg_catalog.regclass, 'pg_catalog.pg_language'::pg_catalog.regclass,
                                'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass)
                  OR d.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass
                     AND NOT EXISTS (SELECT FROM roles, pg_catalog.pg_cast c JOIN pg_catalog.pg_type t ON t.oid IN (c.castsource, c.casttarget)
                                      WHERE c.oid = d.objid AND t.oid >= 16384 AND t.typowner = roles.holder
                                        AND t.oid <> ALL (ARRAY[{string.Join(',', templates)}]::pg_catalog.oid[])
                                        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend p
                                          WHERE p.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND p.objid = t.oid AND p.deptype IN ('e', 'i')))
                  OR d.classid = 'pg_catalog.pg_operator'::pg_catalog.regclass
                     AND EXISTS (SELECT FROM pg_catalog.pg_amop a WHERE a.amopopr = d.objid))
          UNION
          SELECT f.refobjid, false FROM roles, pg_catalog.pg_depend f
            JOIN pg_catalog.pg_depend r ON r.classid = f.classid AND r.objid = f.objid AND r.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND r.deptype IN ('a', 'i')
            JOIN pg_catalog.pg_class c ON c.oid = r.refobjid
           WHERE f.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND (c.relowner NOT IN (roles.holder, roles.heir) OR c.relkind = 'f')
        """;

    /// <summary>Which object it is, whatever it is called.</summary>
    public (uint Catalog, uint Oid) Key => (Catalog, Oid);

    // What initdb made has an OID below 16384 (FirstNormalObjectId). A member of an extension depends on that ('e'); what PostgreSQL made
    // with another object, such as the row type of a table, depends on it internally ('i').
    private static string Query(string heir, IEnumerable<uint> templates) => $"""
        WITH roles AS (
          SELECT (SELECT a.oid FROM pg_catalog.pg_roles a WHERE a.rolname = current_user) AS holder, h.oid AS heir, h.rolsuper AS is_superuser
            FROM pg_catalog.pg_roles h WHERE h.rolname = {Sql.Literal(heir)}),
        unasked (oid, of_event_trigger) AS (
        {CalledUnasked(templates)})
        SELECT found.class::pg_catalog.oid::bigint, found.oid::bigint, found.keyword, i.identity, found.may_be_given, found.disarming,
               NOT roles.is_superuser AND (found.keeps_all OR i.schema IS NOT DISTINCT FROM 'pg_catalog')
          FROM roles, ({string.Join("\nUNION ALL ", ObjectKind.All.Select(QueryOf))}) found (class, oid, keyword, may_be_given, disarming, keeps_all),
               pg_catalog.pg_identify_object(found.class, found.oid, 0) i
         WHERE i.identity IS NOT NULL
         ORDER BY found.oid, found.class
        """;

    private static string QueryOf(ObjectKind kind) => $"""
        SELECT 'pg_catalog.{kind.Catalog}'::pg_catalog.regclass, o.oid, '{kind.Keyword}', roles.is_superuser OR ({kind.MayBeGiven}), {kind.Disarming}, {kind.KeepsAll}
          FROM roles, pg_catalog.{kind.Catalog} o
         WHERE o.{kind.Owner} = roles.holder AND o.oid >= 16384 AND ({kind.Which})
           AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
             WHERE d.classid = 'pg_catalog.{kind.Catalog}'::pg_catalog.regclass AND d.objid = o.oid AND d.objsubid = 0 AND d.deptype IN ('e'{(kind.IsPart ? "" : ", 'i'")}))
        """;

    /// <summary>Asks the server for all but large objects, in the order in which they were made.</summary>
    /// <param name="session">A session in the database.</param>
    /// <param name="heir">The role that is to own them.</param>
    /// <param name="templates">The OIDs of those that it is not to own, because a template brought them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task<ImmutableArray<OwnedObject>> ListAsync(Session session, string heir, IEnumerable<uint> templates, CancellationToken cancellationToken) => session.QueryRowsAsync(
        Query(heir, templates),
        row => new OwnedObject((uint)row.GetInt64(0), (uint)row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetBoolean(4), row.IsDBNull(5) ? null : row.GetString(5), row.GetBoolean(6)),
        cancellationToken);
}
