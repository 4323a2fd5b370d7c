using System.Collections.Immutable;
using Npgsql;

namespace Pum.Dumper.ServerTests.RoundTrip;

/// <summary>
/// What a database holds besides its definitions: a count and a checksum for each table, sequence, view and large object.
/// </summary>
internal static class DatabaseContent
{
    // Text of values depends on these, and the two sides may have other defaults.
    private const string Settings = """
        SET search_path = '';
        SET row_security = off;
        SET DateStyle = ISO, YMD;
        SET IntervalStyle = postgres;
        SET TimeZone = UTC;
        SET extra_float_digits = 1;
        SET bytea_output = hex;
        SET lc_monetary = 'C';
        SET xmloption = content;
        SET quote_all_identifiers = off;
        SET jit = off;
        """;

    // The sum of two halves of each row's MD5 does not depend on the rows' order, and unlike XOR sees a row that stands twice. The alias is
    // longer than any name of a column can be, so that it is the row. Text of databases with different encodings is compared in UTF-8.
    private const string Function = """
        CREATE FUNCTION pg_temp.content(relation oid, kind "char") RETURNS text LANGUAGE plpgsql AS $content$
        DECLARE
            content text;
            bytes text := CASE WHEN getdatabaseencoding() = 'SQL_ASCII' THEN '%s' ELSE 'convert_to(%s, ''UTF8'')' END;
        BEGIN
            IF kind = 'S' THEN
                EXECUTE format('SELECT format(''last_value %%s, is_called %%s'', last_value, is_called) FROM %s', relation::regclass) INTO content;
            ELSIF kind = 'm' AND NOT (SELECT relispopulated FROM pg_class c WHERE c.oid = relation) THEN
                content := 'not populated';
            ELSE
                EXECUTE format('SELECT format(''%%s rows, checksum %%s'', count(*), sum(checksum)) FROM (SELECT
                        (''x'' || left(digest, 16))::bit(64)::bigint::numeric + (''x'' || right(digest, 16))::bit(64)::bigint::numeric * 3 AS checksum
                    FROM (SELECT md5(%s) AS digest FROM ONLY %s AS the_row) AS digests) AS checksums',
                    format(bytes, 'the_row::text'), relation::regclass) INTO content;
            END IF;
            RETURN content;
        END $content$;
        """;

    private const string Query = """
        SELECT format('%s %s', CASE relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END, c.oid::regclass),
            pg_temp.content(c.oid, relkind)
        FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
        WHERE relkind IN ('r', 'm', 'S') AND nspname <> 'information_schema' AND nspname !~ '^pg_'
        UNION ALL
        SELECT format('LARGE OBJECT %s', oid), md5(lo_get(oid)) FROM pg_largeobject_metadata
        """;

    /// <summary>Reads it all, by the kind and name of each object.</summary>
    public static async Task<ImmutableSortedDictionary<string, string>> ReadAsync(TestDatabase database)
    {
        await using var connection = await database.OpenAsync();
        await using (var preparation = new NpgsqlCommand(
            Settings + Function.Replace("the_row", Alias, StringComparison.Ordinal), connection))
            await preparation.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand(Query, connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync();
        var content = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
            content.Add(reader.GetString(0), reader.GetString(1));
        return content.ToImmutable();
    }

    private static string Alias => "\"the whole row, under a name that no column of these tables has\"";
}
