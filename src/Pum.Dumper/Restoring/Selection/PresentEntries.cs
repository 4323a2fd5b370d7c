using System.Collections.Immutable;
using System.Globalization;
using Pum.Dumper.Archives;
using Pum.Dumper.Connections;

namespace Pum.Dumper.Restoring.Selection;

/// <summary>
/// Asks the target which entries it has already: what an administrator installed, or an earlier restore brought, need not be
/// in this restore.
/// </summary>
internal static class PresentEntries
{
    /// <summary>How many questions one statement asks: the server parses them in a recursion as deep as they are many.</summary>
    private const int Most = 1_000;

    /// <summary>Those of the entries whose objects are there, by kind and name.</summary>
    public static async Task<ImmutableArray<ArchiveEntry>> AmongAsync(
        ImmutableArray<ArchiveEntry> entries, Session session, CancellationToken cancellationToken)
    {
        var questions = entries.Select((entry, number) => Question(entry) is { } exists
            ? string.Create(CultureInfo.InvariantCulture, $"SELECT {number} AS number WHERE EXISTS ({exists})")
            : null).OfType<string>();
        var present = ImmutableArray.CreateBuilder<ArchiveEntry>();
        foreach (var some in questions.Chunk(Most))
        {
            var numbers = await session.QueryRowsAsync(string.Join("\nUNION ALL\n", some), row => row.GetInt32(0), cancellationToken);
            present.AddRange(numbers.Select(number => entries[number]));
        }

        return present.ToImmutable();
    }

    /// <summary>A query that finds an entry's object, or <see langword="null"/> for kinds that are not looked for.</summary>
    private static string? Question(ArchiveEntry entry) => entry.Description switch
    {
        "SCHEMA" => Named(entry, "pg_namespace", "nspname"),
        "EXTENSION" => Named(entry, "pg_extension", "extname"),
        "PROCEDURAL LANGUAGE" => Named(entry, "pg_language", "lanname"),
        "FOREIGN DATA WRAPPER" => Named(entry, "pg_foreign_data_wrapper", "fdwname"),
        "SERVER" => Named(entry, "pg_foreign_server", "srvname"),
        "ACCESS METHOD" => Named(entry, "pg_am", "amname"),
        "TYPE" or "DOMAIN" => InSchema(entry, "pg_type", "typname", "typnamespace"),
        "COLLATION" => InSchema(entry, "pg_collation", "collname", "collnamespace"),
        "CONVERSION" => InSchema(entry, "pg_conversion", "conname", "connamespace"),
        "TEXT SEARCH CONFIGURATION" => InSchema(entry, "pg_ts_config", "cfgname", "cfgnamespace"),
        "TEXT SEARCH DICTIONARY" => InSchema(entry, "pg_ts_dict", "dictname", "dictnamespace"),
        "TEXT SEARCH PARSER" => InSchema(entry, "pg_ts_parser", "prsname", "prsnamespace"),
        "TEXT SEARCH TEMPLATE" => InSchema(entry, "pg_ts_template", "tmplname", "tmplnamespace"),
        "OPERATOR CLASS" => OfAccessMethod(entry, "pg_opclass", "opcname", "opcnamespace", "opcmethod"),
        "OPERATOR FAMILY" => OfAccessMethod(entry, "pg_opfamily", "opfname", "opfnamespace", "opfmethod"),
        "OPERATOR" => Operator(entry),
        "FUNCTION" or "PROCEDURE" or "AGGREGATE" => InSchema(
            entry, "pg_proc", "proname || '(' || CASE WHEN o.prokind = 'a' AND o.pronargs = 0 THEN '*' ELSE pg_catalog.oidvectortypes(o.proargtypes) END || ')'", "pronamespace"),
        _ when ArchiveContents.IsRelation(entry) || entry.Description == "SEQUENCE SET" => InSchema(entry, "pg_class", "relname", "relnamespace"),
        _ => null,
    };

    private static string Named(ArchiveEntry entry, string catalog, string name) =>
        $"SELECT FROM pg_catalog.{catalog} WHERE {name} = {Sql.Literal(entry.Tag)}";

    private static string InSchema(ArchiveEntry entry, string catalog, string name, string schema) =>
        $"SELECT FROM pg_catalog.{catalog} o JOIN pg_catalog.pg_namespace n ON n.oid = o.{schema} WHERE n.nspname = {Sql.Literal(entry.Namespace ?? "")} AND o.{name} = {Sql.Literal(entry.Tag)}";

    private static string OfAccessMethod(ArchiveEntry entry, string catalog, string name, string schema, string method) =>
        $"{InSchema(entry, catalog, name, schema)} AND {Sql.Literal(entry.Statements.Drop)} LIKE '% USING ' || (SELECT amname FROM pg_catalog.pg_am m WHERE m.oid = o.{method}) || ';%'";

    /// <summary>The tag has no operands; the statement that drops it has.</summary>
    private static string Operator(ArchiveEntry entry) => $"""
        SELECT FROM pg_catalog.pg_operator o JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
         WHERE {Sql.Literal(entry.Statements.Drop.TrimEnd())} =
               pg_catalog.format('DROP OPERATOR %I.%s (%s, %s);', n.nspname, o.oprname, {Operand("o.oprleft")}, {Operand("o.oprright")})
        """;

    private static string Operand(string type) => $"coalesce(pg_catalog.format_type(nullif({type}, 0), NULL), 'NONE')";
}
