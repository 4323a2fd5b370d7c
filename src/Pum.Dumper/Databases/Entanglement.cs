using System.Collections.Immutable;
using System.Globalization;
using Pum.Dumper.Connections;

namespace Pum.Dumper.Databases;

/// <summary>
/// What belongs to others and reaches objects that a role is to be given: their owner can put code of his own into these, and it would run
/// with the rights of whoever uses what belongs to the others. No <c>search_path</c> keeps a session from that.
/// </summary>
internal static class Entanglement
{
    // A part acts for the whole that it belongs to. An array of a table's rows is two steps away from the table.
    private const string Parts = """
        part (class, oid, whole_class, whole) AS (
          SELECT 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid, r.oid, 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, r.ev_class FROM pg_catalog.pg_rewrite r
          UNION ALL
          SELECT 'pg_catalog.pg_trigger'::pg_catalog.regclass, t.oid, 'pg_catalog.pg_class'::pg_catalog.regclass, t.tgrelid FROM pg_catalog.pg_trigger t
          UNION ALL
          SELECT 'pg_catalog.pg_policy'::pg_catalog.regclass, p.oid, 'pg_catalog.pg_class'::pg_catalog.regclass, p.polrelid FROM pg_catalog.pg_policy p
          UNION ALL
          SELECT 'pg_catalog.pg_attrdef'::pg_catalog.regclass, a.oid, 'pg_catalog.pg_class'::pg_catalog.regclass, a.adrelid FROM pg_catalog.pg_attrdef a
          UNION ALL
          SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass, c.oid,
                 CASE WHEN c.conrelid <> 0 THEN 'pg_catalog.pg_class'::pg_catalog.regclass ELSE 'pg_catalog.pg_type'::pg_catalog.regclass END,
                 CASE WHEN c.conrelid <> 0 THEN c.conrelid ELSE c.contypid END
            FROM pg_catalog.pg_constraint c
          UNION ALL
          SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, i.indexrelid, 'pg_catalog.pg_class'::pg_catalog.regclass, i.indrelid FROM pg_catalog.pg_index i
          UNION ALL
          SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, c.reltoastrelid, 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid FROM pg_catalog.pg_class c WHERE c.reltoastrelid <> 0
          UNION ALL
          SELECT d.classid, d.objid, d.refclassid, d.refobjid FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class c ON c.oid = d.objid
           WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i') AND c.relkind = 'S'
          UNION ALL
          SELECT 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, s.oid, 'pg_catalog.pg_class'::pg_catalog.regclass, s.stxrelid FROM pg_catalog.pg_statistic_ext s
          UNION ALL
          SELECT d.classid, d.objid, d.refclassid, d.refobjid FROM pg_catalog.pg_depend d
           WHERE d.classid IN ('pg_catalog.pg_proc'::pg_catalog.regclass, 'pg_catalog.pg_type'::pg_catalog.regclass)
             AND d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.deptype = 'i'
             AND (d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass OR (SELECT t.typtype FROM pg_catalog.pg_type t WHERE t.oid = d.objid) = 'm')
          UNION ALL
          SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, c.reltype, 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid FROM pg_catalog.pg_class c WHERE c.reltype <> 0 AND c.relkind <> 'c'
          UNION ALL
          SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, 'pg_catalog.pg_type'::pg_catalog.regclass, c.reltype FROM pg_catalog.pg_class c WHERE c.relkind = 'c'
          UNION ALL
          SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.typarray, 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid FROM pg_catalog.pg_type t WHERE t.typarray <> 0
          UNION ALL
          SELECT 'pg_catalog.pg_amproc'::pg_catalog.regclass, p.oid, 'pg_catalog.pg_opfamily'::pg_catalog.regclass, p.amprocfamily FROM pg_catalog.pg_amproc p
          UNION ALL
          SELECT 'pg_catalog.pg_amop'::pg_catalog.regclass, o.oid, 'pg_catalog.pg_opfamily'::pg_catalog.regclass, o.amopfamily FROM pg_catalog.pg_amop o)
        """;

    /// <summary>
    /// Who uses whom: by a dependency, by inheritance, by a foreign key in either direction, and an operator its commutator and negator,
    /// which its owner may still choose. A function of an extension uses the schemas that its body or its path names, and one with its
    /// owner's rights the schema that it is in. A cast is for the sake of its type. The owner of a type may add casts to it, which count
    /// where rows hold its values; in signatures and operator classes only domains, composite types and ranges of such hold code. An
    /// operator class calls the function of an operator, and never its negator or commutator. An event trigger is disabled, a publication
    /// calls nothing, and a sequence runs no code. What initdb made may have been replaced.
    /// </summary>
    private const string Uses = """
        step (class, oid, used_class, used) AS (
          SELECT d.classid, d.objid, d.refclassid, d.refobjid FROM pg_catalog.pg_depend d
           WHERE d.refclassid IN ('pg_catalog.pg_proc'::pg_catalog.regclass, 'pg_catalog.pg_class'::pg_catalog.regclass, 'pg_catalog.pg_type'::pg_catalog.regclass,
                                  'pg_catalog.pg_operator'::pg_catalog.regclass, 'pg_catalog.pg_foreign_server'::pg_catalog.regclass)
             AND NOT (d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND EXISTS (SELECT FROM pg_catalog.pg_class q WHERE q.oid = d.refobjid AND q.relkind = 'S'))
             AND NOT (d.refclassid = 'pg_catalog.pg_operator'::pg_catalog.regclass
                      AND d.classid IN ('pg_catalog.pg_amop'::pg_catalog.regclass, 'pg_catalog.pg_opclass'::pg_catalog.regclass))
             AND d.classid NOT IN ('pg_catalog.pg_cast'::pg_catalog.regclass, 'pg_catalog.pg_event_trigger'::pg_catalog.regclass,
                                   'pg_catalog.pg_publication_rel'::pg_catalog.regclass, 'pg_catalog.pg_default_acl'::pg_catalog.regclass)
          UNION ALL
          SELECT d.classid, d.objid, 'pg_catalog.pg_proc'::pg_catalog.regclass, o.oprcode FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_operator o ON o.oid = d.refobjid
           WHERE d.refclassid = 'pg_catalog.pg_operator'::pg_catalog.regclass
          UNION ALL
          SELECT 'pg_catalog.pg_operator'::pg_catalog.regclass, o.oid, 'pg_catalog.pg_proc'::pg_catalog.regclass, n.oprcode
            FROM pg_catalog.pg_operator o JOIN pg_catalog.pg_operator n ON n.oid IN (o.oprcom, o.oprnegate) WHERE n.oid >= 16384
          UNION ALL
          SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid, 'pg_catalog.pg_namespace'::pg_catalog.regclass, n.oid
            FROM pg_catalog.pg_proc p
            JOIN pg_catalog.pg_depend e ON e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND e.objid = p.oid AND e.deptype = 'e'
            CROSS JOIN (SELECT s.oid, pg_catalog.concat('(^|\W)', pg_catalog.regexp_replace(s.nspname, '(\W)', '\\\1', 'g')) AS word
                          FROM pg_catalog.pg_namespace s WHERE s.oid >= 16384) n
           WHERE (SELECT l.lanname FROM pg_catalog.pg_language l WHERE l.oid = p.prolang) NOT IN ('c', 'internal')
             AND (p.prosrc ~* pg_catalog.concat(n.word, '"?\s*\.')
                  OR (p.prosrc ~* 'search_path' AND p.prosrc ~* pg_catalog.concat(n.word, '($|\W)'))
                  OR p.proconfig::pg_catalog.text ~* pg_catalog.concat('search_path.*', n.word, '($|\W)')
                  OR (n.oid = p.pronamespace AND p.prosecdef AND coalesce(p.proconfig::pg_catalog.text, '') !~ 'search_path='))
          UNION ALL
          SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, i.inhparent, 'pg_catalog.pg_class'::pg_catalog.regclass, i.inhrelid FROM pg_catalog.pg_inherits i
          UNION ALL
          SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, c.confrelid, 'pg_catalog.pg_class'::pg_catalog.regclass, c.conrelid FROM pg_catalog.pg_constraint c WHERE c.contype = 'f'
          UNION ALL
          SELECT 'pg_catalog.pg_cast'::pg_catalog.regclass, c.oid, 'pg_catalog.pg_proc'::pg_catalog.regclass, c.castfunc FROM pg_catalog.pg_cast c
           WHERE c.oid >= 16384 AND c.castfunc <> 0
             AND NOT EXISTS (SELECT FROM part p LEFT JOIN part w ON w.class = p.whole_class AND w.oid = p.whole
                               JOIN own ON own.class = coalesce(w.whole_class, p.whole_class) AND own.oid = coalesce(w.whole, p.whole)
                              WHERE p.class = 'pg_catalog.pg_type'::pg_catalog.regclass AND p.oid IN (c.castsource, c.casttarget))
             AND NOT EXISTS (SELECT FROM own WHERE own.class = 'pg_catalog.pg_type'::pg_catalog.regclass AND own.oid IN (c.castsource, c.casttarget))),
        use (class, oid, used_class, used) AS (
          SELECT DISTINCT coalesce(w.whole_class, p.whole_class, s.class), coalesce(w.whole, p.whole, s.oid),
                 coalesce(uw.whole_class, up.whole_class, s.used_class), coalesce(uw.whole, up.whole, s.used)
            FROM step s
            LEFT JOIN part p ON p.class = s.class AND p.oid = s.oid
            LEFT JOIN part w ON w.class = p.whole_class AND w.oid = p.whole
            LEFT JOIN part up ON up.class = s.used_class AND up.oid = s.used
            LEFT JOIN part uw ON uw.class = up.whole_class AND uw.oid = up.whole
           WHERE s.used >= 16384)
        """;

    /// <summary>The function of a trigger may take names from its arguments, as those of contrib/spi do.</summary>
    private const string NamesInArguments = """
        SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, t.tgrelid FROM pg_catalog.pg_trigger t
         WHERE NOT t.tgisinternal AND t.tgnargs > 0 AND t.tgfoid >= 16384
           AND NOT EXISTS (SELECT FROM own WHERE own.class = 'pg_catalog.pg_class'::pg_catalog.regclass AND own.oid = t.tgrelid)
        """;

    /// <summary>The catalog does not say what the body of a function calls, unless it is in C: its file is a superuser's.</summary>
    private const string Routines = """
        SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid, p.oid FROM pg_catalog.pg_proc p
         WHERE p.oid >= 16384
           AND (p.prorettype <> 'pg_catalog.event_trigger'::pg_catalog.regtype
                OR EXISTS (SELECT FROM pg_catalog.pg_event_trigger t WHERE t.evtfoid = p.oid AND t.evtenabled <> 'D'))
           AND (SELECT l.lanname FROM pg_catalog.pg_language l WHERE l.oid = p.prolang) NOT IN ('c', 'internal')
           AND NOT EXISTS (SELECT FROM own WHERE own.class = 'pg_catalog.pg_proc'::pg_catalog.regclass AND own.oid = p.oid)
           AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                            WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'e')
        """;

    private static string Query(string newOwner, IEnumerable<(uint Class, uint Oid)> given) => $"""
        WITH {OwnedObject.Roles(newOwner)},
        given (class, oid) AS (
          SELECT (k.key >> 32)::pg_catalog.oid, (k.key & 4294967295)::pg_catalog.oid FROM {Numbers(given.Select(each => ((long)each.Class << 32) | each.Oid))} k (key)),
        own (class, oid) AS (
          SELECT g.class, g.oid FROM given g WHERE g.class <> 'pg_catalog.pg_language'::pg_catalog.regclass
          UNION
          SELECT s.classid, s.objid FROM roles, pg_catalog.pg_shdepend s
           WHERE s.dbid = (SELECT b.oid FROM pg_catalog.pg_database b WHERE b.datname = pg_catalog.current_database())
             AND s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass AND s.refobjid = roles.new_owner AND s.deptype = 'o'
             AND s.classid NOT IN ('pg_catalog.pg_opclass'::pg_catalog.regclass, 'pg_catalog.pg_opfamily'::pg_catalog.regclass, 'pg_catalog.pg_language'::pg_catalog.regclass)),
        {Parts},
        {Uses}
        SELECT i.type || ' ' || i.identity
          FROM (SELECT u.class, u.oid FROM use u
                 WHERE EXISTS (SELECT FROM given g WHERE g.class = u.used_class AND g.oid = u.used)
                   AND NOT EXISTS (SELECT FROM own WHERE own.class = u.class AND own.oid = u.oid)
                   AND (u.used_class <> 'pg_catalog.pg_type'::pg_catalog.regclass
                        OR u.class IN ('pg_catalog.pg_class'::pg_catalog.regclass, 'pg_catalog.pg_type'::pg_catalog.regclass)
                        OR (SELECT t.typtype FROM pg_catalog.pg_type t WHERE t.oid = u.used) IN ('c', 'd', 'r', 'm'))
                UNION
                {NamesInArguments}
                UNION
                {Routines}) found (class, oid),
               pg_catalog.pg_identify_object(found.class, found.oid, 0) i
         WHERE i.identity IS NOT NULL AND coalesce(i.schema, '') !~ '^pg_temp' AND NOT (SELECT r.is_superuser FROM roles r)
         ORDER BY found.oid
        """;

    /// <summary>What reaches objects that a role is to be given.</summary>
    /// <param name="session">A session in the database.</param>
    /// <param name="newOwner">The role.</param>
    /// <param name="given">The objects.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task<ImmutableArray<string>> FindAsync(
        Session session, string newOwner, IEnumerable<(uint Class, uint Oid)> given, CancellationToken cancellationToken) =>
        session.QueryRowsAsync(Query(newOwner, given), row => row.GetString(0), cancellationToken);

    private static string Numbers(IEnumerable<long> numbers) =>
        $"pg_catalog.unnest({Sql.Literal($"{{{string.Join(',', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)))}}}")}::pg_catalog.int8[])";
}
