using Npgsql;
using Pum.Dumper.Servers;

namespace Pum.Benchmarks;

/// <summary>A database to dump.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its size on the server.</param>
internal sealed record SampleDatabase(string Name, long Bytes)
{
    // Rows of the kinds that applications have: numbers, words that repeat, times, documents and keys that do not compress.
    private const string Rows = """
        CREATE TABLE IF NOT EXISTS orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer int, placed timestamptz, note text, document jsonb, key uuid);
        INSERT INTO orders (customer, placed, note, document, key)
        SELECT i % 5000, timestamptz '2020-01-01' + i * interval '1 minute', 'order of customer ' || i % 5000 || ', as always',
            jsonb_build_object('lines', i % 7, 'sum', i * 0.37, 'state', (ARRAY['open', 'paid', 'sent'])[1 + i % 3]), md5(i::text)::uuid
        FROM generate_series(1, 200000) i;
        """;

    /// <summary>What to call it.</summary>
    public string Title => Name == "empty" ? "an empty database" : $"a database of {Bytes / 1_000_000} MB";

    /// <summary>Makes a database of at least this size; 0 leaves it empty.</summary>
    public static async Task<SampleDatabase> CreateAsync(TemporaryServer server, string name, int megabytes)
    {
        await ExecuteAsync(server, "postgres", $"CREATE DATABASE {name}");
        long bytes;
        while ((bytes = await ExecuteAsync(server, name, "SELECT pg_database_size(current_database())")) < megabytes * 1_000_000L)
            await ExecuteAsync(server, name, Rows);
        return new(name, bytes);
    }

    private static async Task<long> ExecuteAsync(TemporaryServer server, string database, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ToNpgsql(database).ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return await command.ExecuteScalarAsync() as long? ?? 0;
    }
}
