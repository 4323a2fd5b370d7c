using System.Collections.Immutable;
using System.Globalization;
using Pum.Dumper.Connections;

namespace Pum.Dumper.Databases;

/// <summary>A materialized view that holds rows.</summary>
/// <param name="Key">Its catalogue's OID and its own.</param>
/// <param name="Name">Its name as SQL writes it, whatever the search path.</param>
internal sealed record MaterializedView((uint Catalog, uint Oid) Key, string Name)
{
    private const string Query = """
        SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid::pg_catalog.int8, c.oid::pg_catalog.int8, i.identity
          FROM pg_catalog.pg_class c, pg_catalog.pg_identify_object('pg_catalog.pg_class'::pg_catalog.regclass, c.oid, 0) i
         WHERE c.relkind = 'm' AND c.relispopulated
         ORDER BY c.oid
        """;

    /// <summary>The first major in which the owner of a table may remove its statistics.</summary>
    private const int OwnersForgetSince = 18;

    /// <summary>
    /// The statements that remove its statistics, extended ones only as a superuser; <see langword="null"/> where the session may not.
    /// They hold values of the rows of before, REFRESH leaves them, and the owner may read them
    /// (<see href="https://www.postgresql.org/docs/current/view-pg-stats.html">pg_stats</see>).
    /// </summary>
    /// <param name="isSuperuser">Whether the session is a superuser's.</param>
    /// <param name="serverMajor">The server's major version.</param>
    public string? ForgetStatistics(bool isSuperuser, int serverMajor) =>
        isSuperuser ? ForgetAll : serverMajor >= OwnersForgetSince ? ForgetColumns : null;

    private string ForgetAll => string.Create(CultureInfo.InvariantCulture, $"""
        DELETE FROM pg_catalog.pg_statistic s WHERE s.starelid = {Key.Oid} OR s.starelid IN (SELECT i.indexrelid FROM pg_catalog.pg_index i WHERE i.indrelid = {Key.Oid});
        DELETE FROM pg_catalog.pg_statistic_ext_data e WHERE e.stxoid IN (SELECT x.oid FROM pg_catalog.pg_statistic_ext x WHERE x.stxrelid = {Key.Oid})
        """);

    private string ForgetColumns => string.Create(CultureInfo.InvariantCulture, $"""
        SELECT pg_catalog.pg_clear_attribute_stats(n.nspname::pg_catalog.text, c.relname::pg_catalog.text, a.attname::pg_catalog.text, false)
          FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
         WHERE a.attnum > 0 AND NOT a.attisdropped
           AND (c.oid = {Key.Oid} OR c.oid IN (SELECT i.indexrelid FROM pg_catalog.pg_index i WHERE i.indrelid = {Key.Oid} AND i.indexprs IS NOT NULL))
        """);

    /// <summary>Asks the server; they come in the order in which they were made, so that one follows those that it reads.</summary>
    public static Task<ImmutableArray<MaterializedView>> ListPopulatedAsync(Session session, CancellationToken cancellationToken) =>
        session.QueryRowsAsync(
            Query, row => new MaterializedView(((uint)row.GetInt64(0), (uint)row.GetInt64(1)), row.GetString(2)), cancellationToken);
}
