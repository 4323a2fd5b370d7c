using System.Collections.Immutable;

namespace Pum.Dumper.Databases;

/// <summary>A kind of object in a database that has an owner of its own, and how the catalogues tell it.</summary>
/// <param name="Keyword">What ALTER … OWNER TO calls it.</param>
/// <param name="Catalog">Its catalogue.</param>
/// <param name="Owner">The catalogue's column that holds the owner.</param>
/// <remarks>
/// In the conditions, <c>o</c> is the object, <c>roles.giver</c> the role in force and <c>roles.new_owner</c> the role that is to own it.
/// </remarks>
internal sealed record ObjectKind(string Keyword, string Catalog, string Owner)
{
    private const string Never = "false";

    /// <summary>Which rows of the catalogue are such objects.</summary>
    public string Which { get; init; } = "true";

    /// <summary>Which of them a role that is not a superuser may own, without gaining what only a superuser could have given it.</summary>
    public string MayBeGiven { get; init; } = "true";

    /// <summary>
    /// The clause of ALTER after which one of them runs with no rights but its caller's, and not unasked; NULL where it does so already.
    /// </summary>
    public string Disarming { get; init; } = "NULL";

    /// <summary>Its name as ALTER takes it; <c>i</c> is what <c>pg_identify_object</c> tells of it.</summary>
    public string Identity { get; init; } = "i.identity";

    /// <summary>Whether each is a part of another object, whose owner PostgreSQL does not pass on to it.</summary>
    public bool IsPart { get; init; }

    /// <summary>
    /// Every kind. Indexes, constraints, triggers, policies and rules have their table's owner; casts, access methods, transforms and text
    /// search parsers have none. The owner of an extension cannot be changed, and a subscription stays with the superuser who created it:
    /// either counts where it belongs to a third role.
    /// </summary>
    public static ImmutableArray<ObjectKind> All { get; } =
    [
        // Not those that sessions have for temporary objects.
        new("SCHEMA", "pg_namespace", "nspowner") { Which = "o.nspname !~ '^pg_'" },
        // ALTER TABLE takes every kind of relation. The sequence of a column follows its table.
        new("TABLE", "pg_class", "relowner") { Which = "o.relkind IN ('r', 'p', 'v', 'm')" },
        new("TABLE", "pg_class", "relowner")
        {
            Which = """
                o.relkind = 'S' AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = o.oid AND d.refclassid = d.classid AND d.deptype = 'a')
                """,
        },
        // A foreign table is as good as the use of its server, and a server as good as that of its wrapper. One that names a file or a
        // program of the server's machine takes more (file_fdw_validator in contrib/file_fdw/file_fdw.c).
        new("TABLE", "pg_class", "relowner")
        {
            Which = "o.relkind = 'f'",
            MayBeGiven = $"""
                (SELECT (pg_catalog.has_server_privilege(roles.new_owner, s.oid, 'USAGE') OR (s.srvowner = roles.giver AND {ServerMayBeGiven("s")}))
                        AND NOT EXISTS (SELECT FROM pg_catalog.pg_options_to_table(t.ftoptions) f WHERE f.option_name IN ('filename', 'program'))
                   FROM pg_catalog.pg_foreign_table t JOIN pg_catalog.pg_foreign_server s ON s.oid = t.ftserver WHERE t.ftrelid = o.oid)
                """,
        },
        new("SERVER", "pg_foreign_server", "srvowner") { MayBeGiven = ServerMayBeGiven("o") },
        // An aggregate calls its functions with the rights of its owner. What is leakproof sees rows that row-level security hides. The
        // function of an event trigger runs with the rights of whoever fires it.
        new("ROUTINE", "pg_proc", "proowner")
        {
            MayBeGiven = """
                (o.prokind = 'a' OR (SELECT l.lanpltrusted FROM pg_catalog.pg_language l WHERE l.oid = o.prolang))
                AND NOT o.proleakproof AND o.prorettype <> 'pg_catalog.event_trigger'::pg_catalog.regtype
                """,
            Disarming = "CASE WHEN o.prosecdef THEN 'SECURITY INVOKER' END",
            // Of procedures that differ in their OUT parameters alone, the types of the others name no single one.
            Identity = """
                CASE WHEN o.prokind = 'p' THEN pg_catalog.format('%I.%I(%s)', i.schema, o.proname, pg_catalog.pg_get_function_identity_arguments(o.oid)) ELSE i.identity END
                """,
        },
        new("TYPE", "pg_type", "typowner"),
        // Until 16 a multirange keeps its owner when its range gets another one.
        new("TYPE", "pg_type", "typowner") { Which = "o.typtype = 'm' AND pg_catalog.current_setting('server_version_num')::int < 170000", IsPart = true },
        new("OPERATOR", "pg_operator", "oprowner"),
        // To make either takes a superuser.
        new("OPERATOR CLASS", "pg_opclass", "opcowner") { MayBeGiven = Never },
        new("OPERATOR FAMILY", "pg_opfamily", "opfowner") { MayBeGiven = Never },
        new("COLLATION", "pg_collation", "collowner"),
        new("CONVERSION", "pg_conversion", "conowner"),
        new("TEXT SEARCH DICTIONARY", "pg_ts_dict", "dictowner"),
        new("TEXT SEARCH CONFIGURATION", "pg_ts_config", "cfgowner"),
        new("STATISTICS", "pg_statistic_ext", "stxowner"),
        new("LANGUAGE", "pg_language", "lanowner") { MayBeGiven = "o.lanpltrusted" },
        // FOR TABLES IN SCHEMA came with 15, and takes a superuser as FOR ALL TABLES does.
        new("PUBLICATION", "pg_publication", "pubowner")
        {
            MayBeGiven = """
                NOT o.puballtables AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = pg_catalog.to_regclass('pg_catalog.pg_publication_namespace')
                    AND d.refclassid = 'pg_catalog.pg_publication'::pg_catalog.regclass AND d.refobjid = o.oid)
                """,
        },
        new("FOREIGN DATA WRAPPER", "pg_foreign_data_wrapper", "fdwowner") { MayBeGiven = Never },
        new("EXTENSION", "pg_extension", "extowner") { Which = "o.extowner NOT IN (roles.giver, roles.new_owner)", MayBeGiven = Never },
        new("EVENT TRIGGER", "pg_event_trigger", "evtowner") { MayBeGiven = Never, Disarming = "CASE WHEN o.evtenabled <> 'D' THEN 'DISABLE' END" },
    ];

    /// <summary>Before 16 only a superuser may look for subscriptions, and only one creates them.</summary>
    public static ObjectKind Subscription { get; } = new("SUBSCRIPTION", "pg_subscription", "subowner")
    {
        Which = "o.subowner NOT IN (roles.giver, roles.new_owner) AND o.subdbid = (SELECT b.oid FROM pg_catalog.pg_database b WHERE b.datname = pg_catalog.current_database())",
        MayBeGiven = Never,
    };

    /// <summary>An owner may lead a server elsewhere, and with it the user names and passwords that are mapped for others.</summary>
    private static string ServerMayBeGiven(string server) => $"""
        (pg_catalog.has_foreign_data_wrapper_privilege(roles.new_owner, {server}.srvfdw, 'USAGE')
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_user_mappings m WHERE m.srvid = {server}.oid))
        """;
}
