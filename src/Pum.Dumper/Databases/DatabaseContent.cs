using System.Collections.Immutable;
using System.Globalization;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Databases;

/// <summary>What a database holds, and how much of it a mark does not account for.</summary>
/// <param name="Mark">Accounts for every object that there is now.</param>
/// <param name="Accounted">The mark that it was compared with.</param>
/// <param name="Above">Number of objects with a higher OID than that mark's.</param>
/// <param name="Transactions">Number of transactions that wrote the catalogue rows of those objects last.</param>
/// <param name="LargeObjects">Number of large objects: data, as rows are.</param>
/// <param name="Examples">The first few of the objects above the mark, each with its kind, on one line.</param>
internal sealed record DatabaseContent(
    ObjectMark Mark, ObjectMark Accounted, long Above, long Transactions, long LargeObjects, ImmutableArray<string> Examples)
{
    /// <summary>How many objects one line names.</summary>
    private const int Shown = 3;

    /// <summary>How long a name may be on it: a function's has its arguments.</summary>
    private const int LongestName = 100;

    /// <summary>No object at all.</summary>
    public static DatabaseContent None { get; } = new(ObjectMark.Nothing, ObjectMark.Nothing, 0, 0, 0, []);

    /// <summary>Whether it holds no object and no large object.</summary>
    public bool IsEmpty => Mark.Count == 0 && LargeObjects == 0;

    /// <summary>Number of objects that have no higher OID, and yet are more than the mark accounts for.</summary>
    public long Excess => Math.Max(0, Mark.Count - Above - Accounted.Count);

    /// <summary>Number of objects that the mark does not account for.</summary>
    public long Unaccounted => Above + Excess;

    /// <summary>The first few of them, in words.</summary>
    public string Some => Examples.IsEmpty ? ""
        : " (" + string.Join(", ", Examples) + (Unaccounted > Examples.Length ? string.Create(CultureInfo.InvariantCulture, $" and {Unaccounted - Examples.Length} more") : "") + ")";

    /// <summary>Asks the server.</summary>
    /// <param name="session">A session in the database.</param>
    /// <param name="accounted">What is accounted for.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task<DatabaseContent> InspectAsync(Session session, ObjectMark accounted, CancellationToken cancellationToken) =>
        session.QueryAsync(
        Query(accounted),
        row => new DatabaseContent(
            new((uint)row.GetInt64(0), row.GetInt64(1)),
            accounted,
            row.GetInt64(2),
            row.GetInt64(3),
            row.GetInt64(4),
            [.. row.GetString(5).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Show)]),
        cancellationToken);

    /// <summary>
    /// Objects made after initdb have an OID of 16384 or more (<c>FirstNormalObjectId</c> in <c>src/include/access/transam.h</c>). Indexes,
    /// constraints, triggers, rules and statistics are parts of their table, and some of them get a new OID when it is maintained. What
    /// depends internally on another object (a table's row type, an identity column's sequence) or belongs to an extension comes and goes
    /// with that.
    /// </summary>
    private static string Query(ObjectMark accounted) => string.Create(CultureInfo.InvariantCulture, $"""
        WITH object AS MATERIALIZED (
            SELECT kind, class, o.oid, last_written
              FROM (SELECT 1 AS kind, tableoid AS class, oid, oid AS namespace, xmin AS last_written FROM pg_catalog.pg_namespace
                    UNION ALL SELECT 2, tableoid, oid, 0, xmin FROM pg_catalog.pg_extension
                    UNION ALL SELECT 3, tableoid, oid, relnamespace, xmin FROM pg_catalog.pg_class WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
                    UNION ALL SELECT 4, tableoid, oid, pronamespace, xmin FROM pg_catalog.pg_proc
                    UNION ALL SELECT 5, tableoid, oid, typnamespace, xmin FROM pg_catalog.pg_type
                    UNION ALL SELECT 6, tableoid, oid, collnamespace, xmin FROM pg_catalog.pg_collation
                    UNION ALL SELECT 6, tableoid, oid, connamespace, xmin FROM pg_catalog.pg_conversion
                    UNION ALL SELECT 6, tableoid, oid, oprnamespace, xmin FROM pg_catalog.pg_operator
                    UNION ALL SELECT 6, tableoid, oid, opcnamespace, xmin FROM pg_catalog.pg_opclass
                    UNION ALL SELECT 6, tableoid, oid, opfnamespace, xmin FROM pg_catalog.pg_opfamily
                    UNION ALL SELECT 6, tableoid, oid, cfgnamespace, xmin FROM pg_catalog.pg_ts_config
                    UNION ALL SELECT 6, tableoid, oid, dictnamespace, xmin FROM pg_catalog.pg_ts_dict
                    UNION ALL SELECT 6, tableoid, oid, prsnamespace, xmin FROM pg_catalog.pg_ts_parser
                    UNION ALL SELECT 6, tableoid, oid, tmplnamespace, xmin FROM pg_catalog.pg_ts_template
                    UNION ALL SELECT 7, tableoid, oid, 0, xmin FROM pg_catalog.pg_am
                    UNION ALL SELECT 7, tableoid, oid, 0, xmin FROM pg_catalog.pg_cast
                    UNION ALL SELECT 7, tableoid, oid, 0, xmin FROM pg_catalog.pg_event_trigger
                    UNION ALL SELECT 7, tableoid, oid, 0, xmin FROM pg_catalog.pg_foreign_data_wrapper
                    UNION ALL SELECT 7, tableoid, oid, 0, xmin FROM pg_catalog.pg_foreign_server
                    UNION ALL SELECT 7, tableoid, oid, 0, xmin FROM pg_catalog.pg_language
                    UNION ALL SELECT 7, tableoid, oid, 0, xmin FROM pg_catalog.pg_publication
                    UNION ALL SELECT 7, tableoid, oid, 0, xmin FROM pg_catalog.pg_transform) o
             WHERE o.oid >= 16384
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_namespace n WHERE n.oid = o.namespace AND n.nspname ~ '^pg_(toast_)?temp_')
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = o.class AND d.objid = o.oid AND d.objsubid = 0 AND d.deptype IN ('i', 'e')))
        SELECT coalesce(pg_catalog.max(oid)::bigint, 0),
               pg_catalog.count(*),
               pg_catalog.count(*) FILTER (WHERE oid > '{accounted.Highest}'::pg_catalog.oid),
               pg_catalog.count(DISTINCT pg_catalog.age(last_written)) FILTER (WHERE oid > '{accounted.Highest}'::pg_catalog.oid),
               (SELECT pg_catalog.count(*) FROM pg_catalog.pg_largeobject_metadata),
               pg_catalog.array_to_string(ARRAY(
                   SELECT pg_catalog.translate(pg_catalog.concat(i.type, ' ', i.identity), E'\n', ' ')
                     FROM (SELECT kind, class, oid FROM object WHERE oid > '{accounted.Highest}'::pg_catalog.oid ORDER BY kind, oid LIMIT {Shown}) first
                    CROSS JOIN LATERAL pg_catalog.pg_identify_object(first.class, first.oid, 0) i
                    ORDER BY first.kind, first.oid), E'\n')
          FROM object
        """);

    private static string Show(string name)
    {
        var line = LackingObjects.OneLine(name);
        return line.Length <= LongestName
            ? line
            : line[..(char.IsHighSurrogate(line[LongestName - 1]) ? LongestName - 1 : LongestName)] + "…";
    }
}
