using Npgsql;

namespace Pum.Build.Support.Demo;

/// <summary>What a database holds: rows and a checksum for each table, its indexes and constraints, its size.</summary>
public sealed record DatabaseContent(IReadOnlyList<string> Tables, long Rows, long Bytes, string Definitions)
{
    /// <summary>Whether two databases hold the same, whatever they take on disk.</summary>
    public bool Equals(DatabaseContent? other) =>
        other is not null && Tables.SequenceEqual(other.Tables) && Definitions == other.Definitions;

    /// <inheritdoc/>
    public override int GetHashCode() => Definitions.GetHashCode(StringComparison.Ordinal);

    internal static async Task<DatabaseContent> ReadAsync(NpgsqlConnection connection)
    {
        var tables = new List<string>();
        var rows = 0L;
        foreach (var table in await ListAsync(
            connection, "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'shop'::regnamespace ORDER BY 1"))
        {
            // The sum does not depend on the order of the rows.
            var content = (await ListAsync(connection, $"SELECT count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM {table} t"))[0];
            tables.Add($"{table} {content}");
            rows += long.Parse(content.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        }
        var definitions = await ListAsync(connection,
            """
            SELECT pg_get_indexdef(indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = 'shop'::regnamespace
            UNION ALL SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'shop'::regnamespace
            UNION ALL SELECT pg_get_viewdef(oid) FROM pg_class WHERE relkind = 'v' AND relnamespace = 'shop'::regnamespace
            ORDER BY 1
            """);
        var bytes = (await ListAsync(connection, "SELECT pg_database_size(current_database())::text"))[0];
        return new(tables, rows, long.Parse(bytes, System.Globalization.CultureInfo.InvariantCulture), string.Join('\n', definitions));
    }

    private static async Task<List<string>> ListAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
            values.Add(reader.GetString(0));
        return values;
    }
}
