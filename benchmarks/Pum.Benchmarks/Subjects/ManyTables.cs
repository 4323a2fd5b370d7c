using System.Globalization;

namespace Pum.Benchmarks.Subjects;

/// <summary>A database of many small tables, each with a key, an index, a foreign key to the one before it and ten rows.</summary>
internal static class ManyTables
{
    // Each table is locked until the end of the transaction that makes it.
    private const int Batch = 500;

    /// <summary>Makes one.</summary>
    /// <returns>Its name.</returns>
    public static async Task<string> CreateAsync(BenchmarkServer server, int count)
    {
        var name = $"tables_{count}";
        await server.CreateDatabaseAsync(name);
        await using var connection = await server.OpenAsync(name);
        for (var first = 1; first <= count; first += Batch)
            await connection.ExecuteAsync(Tables(first, Math.Min(count, first + Batch - 1)));
        await connection.ExecuteAsync("VACUUM (FREEZE, ANALYZE)");
        await server.SettleAsync();
        return name;
    }

    private static string Tables(int first, int last) => string.Create(CultureInfo.InvariantCulture, $"""
        DO $$
        BEGIN
          FOR i IN {first}..{last} LOOP
            EXECUTE format('CREATE TABLE item_%s (id int PRIMARY KEY, name text NOT NULL, before int)', i);
            EXECUTE format('INSERT INTO item_%s SELECT n, %L || n, n FROM generate_series(1, 10) n', i, 'Item ');
            EXECUTE format('CREATE INDEX ON item_%s (name)', i);
            EXECUTE format('ALTER TABLE item_%s ADD FOREIGN KEY (before) REFERENCES item_%s', i, greatest(1, i - 1));
          END LOOP;
        END
        $$
        """);
}
