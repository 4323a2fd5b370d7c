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
    /// <summary>Those of the entries whose objects are there, by kind and name.</summary>
    public static async Task<ImmutableArray<ArchiveEntry>> AmongAsync(
        ImmutableArray<ArchiveEntry> entries, Session session, CancellationToken cancellationToken)
    {
        var questions = entries.Select((entry, number) => Question(entry) is { } exists
            ? string.Create(CultureInfo.InvariantCulture, $"SELECT {number} AS number WHERE EXISTS ({exists})")
            : null).OfType<string>().ToList();
        if (questions.Count == 0)
            return [];
        var sql = $"SELECT coalesce(pg_catalog.array_agg(number), '{{}}') FROM ({string.Join("\nUNION ALL\n", questions)}) AS present";
        var numbers = await session.QueryAsync(sql, row => (int[])row.GetValue(0), cancellationToken);
        return [.. numbers.Select(number => entries[number])];
    }

    /// <summary>A query that finds an entry's object, or <see langword="null"/> for kinds that are not looked for.</summary>
    private static string? Question(ArchiveEntry entry)
    {
        var name = Sql.Literal(entry.Tag);
        var schema = Sql.Literal(entry.Namespace ?? "");
        return entry.Description switch
        {
            "SCHEMA" => $"SELECT FROM pg_catalog.pg_namespace WHERE nspname = {name}",
            "EXTENSION" => $"SELECT FROM pg_catalog.pg_extension WHERE extname = {name}",
            "TYPE" or "DOMAIN" => $"SELECT FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE n.nspname = {schema} AND t.typname = {name}",
            "FUNCTION" or "PROCEDURE" or "AGGREGATE" =>
                $"SELECT FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = {schema} AND p.proname || '(' || pg_catalog.oidvectortypes(p.proargtypes) || ')' = {name}",
            _ when ArchiveContents.IsRelation(entry) || entry.Description == "SEQUENCE SET" =>
                $"SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = {schema} AND c.relname = {name}",
            _ => null,
        };
    }
}
