using System.Collections.Immutable;
using Pum.Dumper.Connections;

namespace Pum.Dumper.Databases;

/// <summary>An object in a database that belongs to the role in force and to no extension.</summary>
/// <param name="Catalog">The OID of its catalogue.</param>
/// <param name="Oid">Its own.</param>
/// <param name="Keyword">What ALTER … OWNER TO calls it.</param>
/// <param name="Identity">Its name as SQL writes it, whatever the search path.</param>
/// <param name="MayBeGiven">Whether the other role gains nothing by it that only a superuser could have given it.</param>
/// <param name="RunsAsOwner">Whether it runs with the rights of its owner.</param>
internal sealed record OwnedObject(uint Catalog, uint Oid, string Keyword, string Identity, bool MayBeGiven, bool RunsAsOwner)
{
    /// <summary>The object for people.</summary>
    public string Display => $"{Keyword} {Identity}";

    /// <summary>Whether it is a schema.</summary>
    public bool IsSchema => Keyword == "SCHEMA";

    /// <summary>Whether it is an event trigger.</summary>
    public bool IsEventTrigger => Keyword == "EVENT TRIGGER";

    /// <summary>
    /// The functions that sessions call although nobody names them, for an event trigger, a cast, an operator class, an encoding or a wrapper, and
    /// the functions that these are known to call. No <c>search_path</c> keeps a session from them, so that whoever may replace one has it called
    /// with the rights of the next superuser. A cast of the new owner's own type is his to make.
    /// </summary>
    private const string CalledUnasked = """
          SELECT d.refobjid FROM pg_catalog.pg_depend d
           WHERE d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
             AND (d.classid IN ('pg_catalog.pg_event_trigger'::pg_catalog.regclass, 'pg_catalog.pg_opclass'::pg_catalog.regclass,
                                'pg_catalog.pg_opfamily'::pg_catalog.regclass, 'pg_catalog.pg_amproc'::pg_catalog.regclass,
                                'pg_catalog.pg_am'::pg_catalog.regclass, 'pg_catalog.pg_transform'::pg_catalog.regclass,
                                'pg_catalog.pg_conversion'::pg_catalog.regclass, 'pg_catalog.pg_language'::pg_catalog.regclass,
                                'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass)
                  OR d.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass
                     AND NOT EXISTS (SELECT FROM pg_catalog.pg_cast c JOIN pg_catalog.pg_type t ON t.oid IN (c.castsource, c.casttarget)
                                      WHERE c.oid = d.objid AND t.oid >= 16384 AND t.typowner = (SELECT s.holder FROM roles s))
                  OR d.classid = 'pg_catalog.pg_operator'::pg_catalog.regclass
                     AND EXISTS (SELECT FROM pg_catalog.pg_amop a WHERE a.amopopr = d.objid))
          UNION
          SELECT d.refobjid FROM unasked u JOIN pg_catalog.pg_depend d ON d.objid = u.oid
           WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
        """;

    /// <summary>Which object it is, whatever it is called.</summary>
    public (uint Catalog, uint Oid) Key => (Catalog, Oid);

    // What initdb made has an OID below 16384 (FirstNormalObjectId). A member of an extension depends on that ('e'); what PostgreSQL made
    // with another object, such as the row type of a table, depends on it internally ('i').
    private static string Query(string heir) => $"""
        WITH RECURSIVE roles AS (
          SELECT (SELECT a.oid FROM pg_catalog.pg_roles a WHERE a.rolname = current_user) AS holder, h.oid AS heir, h.rolsuper AS is_superuser
            FROM pg_catalog.pg_roles h WHERE h.rolname = {Sql.Literal(heir)}),
        unasked (oid) AS (
        {CalledUnasked})
        SELECT found.class::pg_catalog.oid::bigint, found.oid::bigint, found.keyword, i.identity, found.may_be_given, found.runs_as_owner
          FROM ({string.Join("\nUNION ALL ", ObjectKind.All.Select(QueryOf))}) found (class, oid, keyword, may_be_given, runs_as_owner),
               pg_catalog.pg_identify_object(found.class, found.oid, 0) i
         WHERE i.identity IS NOT NULL
         ORDER BY found.oid, found.class
        """;

    private static string QueryOf(ObjectKind kind) => $"""
        SELECT 'pg_catalog.{kind.Catalog}'::pg_catalog.regclass, o.oid, '{kind.Keyword}', roles.is_superuser OR ({kind.MayBeGiven}), {kind.RunsAsOwner}
          FROM roles, pg_catalog.{kind.Catalog} o
         WHERE o.{kind.Owner} = roles.holder AND o.oid >= 16384 AND ({kind.Which})
           AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
             WHERE d.classid = 'pg_catalog.{kind.Catalog}'::pg_catalog.regclass AND d.objid = o.oid AND d.objsubid = 0 AND d.deptype IN ('e'{(kind.IsPart ? "" : ", 'i'")}))
        """;

    /// <summary>Asks the server for all but large objects, in the order in which they were made.</summary>
    /// <param name="session">A session in the database.</param>
    /// <param name="heir">The role that is to own them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task<ImmutableArray<OwnedObject>> ListAsync(Session session, string heir, CancellationToken cancellationToken) => session.QueryRowsAsync(
        Query(heir),
        row => new OwnedObject((uint)row.GetInt64(0), (uint)row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetBoolean(4), row.GetBoolean(5)),
        cancellationToken);
}
