using System.Globalization;

namespace Pum.Benchmarks.Subjects;

/// <summary>A database as applications have them: tables of different sizes, with keys, indexes and rows of many types.</summary>
/// <param name="Server">Where it is.</param>
/// <param name="Name">Its name.</param>
/// <param name="Megabytes">The size that was asked for, in MB (1,000,000 bytes); 0 is empty.</param>
/// <param name="Bytes">The size of its tables, indexes included; an empty database takes another 8 MB.</param>
internal sealed record MixedDatabase(BenchmarkServer Server, string Name, int Megabytes, long Bytes)
{
    // With everything that belongs to it, an order takes 690 bytes.
    private const int OrdersPerMegabyte = 1450;

    private const string SizeQuery =
        "SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";

    /// <summary>What to call it.</summary>
    public string Title => Megabytes == 0
        ? "an empty database"
        : string.Create(CultureInfo.InvariantCulture, $"{Bytes / 1e6:0} MB");

    /// <summary>Makes one.</summary>
    public static async Task<MixedDatabase> CreateAsync(BenchmarkServer server, int megabytes)
    {
        var name = $"mixed_{megabytes}";
        await server.CreateDatabaseAsync(name);
        await using var connection = await server.OpenAsync(name);
        if (megabytes > 0)
        {
            await connection.ExecuteAsync(Tables(megabytes * (long)OrdersPerMegabyte));
            // A reader would otherwise write to each page that it is the first to read.
            await connection.ExecuteAsync("VACUUM (FREEZE, ANALYZE)");
        }
        await server.SettleAsync();
        return new(server, name, megabytes, await connection.ReadAsync<long>(SizeQuery));
    }

    // As in a shop: orders come in the order of time, lines repeat the prices of products, most words and small numbers are frequent and
    // some are rare. The seed makes the rows the same in every run.
    private static string Tables(long orders) => string.Create(CultureInfo.InvariantCulture, $$"""
        SELECT setseed(0.5);
        CREATE FUNCTION pg_temp.words(count int) RETURNS text LANGUAGE sql VOLATILE AS $$
          SELECT string_agg((ARRAY['the','please','call','before','delivery','customer','a','and','to','at','with','red','small','wooden','chair','garden',
            'table','lamp','green','left','door','broken','returned','second','floor','glass','box','of','ten','gift','for','late','evening','ring',
            'twice','not','large','blue','steel','shelf'])[1 + floor(40 * random() ^ 2)::int], ' ') FROM generate_series(1, count)
        $$;
        CREATE TABLE product AS
          SELECT i AS id, pg_temp.words(3) || ' ' || i AS name, i * 37 % 500 + 0.95 AS price FROM generate_series(1, 500) i;
        CREATE TABLE customer AS
          SELECT i AS id, pg_temp.words(2) AS name, md5(i::text) || '@example.com' AS email, date '2020-01-01' + (random() * 2000)::int AS since
          FROM generate_series(1, {{orders / 20}} + 1) i;
        CREATE TABLE orders AS
          SELECT i AS id, 1 + floor(random() * {{orders / 20}})::int AS customer_id, timestamptz '2020-01-01' + (i + random()) * interval '3 minutes' AS placed,
            pg_temp.words(i % 8) AS note
          FROM generate_series(1, {{orders}}) i;
        CREATE TABLE line AS
          SELECT order_id, number, product.id AS product_id, quantity, price
          FROM (SELECT i AS order_id, number, 1 + floor(500 * random() ^ 2)::int AS product_id, 1 + floor(9 * random() ^ 3)::int AS quantity
            FROM generate_series(1, {{orders}}) i, generate_series(1, 1 + i % 5) number) ordered JOIN product ON product.id = product_id
          ORDER BY order_id, number;
        CREATE TABLE document AS
          SELECT md5(i::text)::uuid AS id, i AS order_id, jsonb_build_object('state', (ARRAY['open', 'paid', 'sent'])[1 + floor(random() * 3)::int],
            'sum', round((random() * 5000)::numeric, 2), 'address', jsonb_build_object('street', pg_temp.words(2), 'number', floor(random() * 200)),
            'tags', jsonb_build_array(pg_temp.words(1), pg_temp.words(1))) AS content
          FROM generate_series(1, {{orders}}, 2) i;
        CREATE TABLE event (id bigint GENERATED ALWAYS AS IDENTITY, order_id bigint, at timestamptz, kind text, detail text);
        INSERT INTO event (order_id, at, kind, detail)
          SELECT i, timestamptz '2020-01-01' + (i + random() * number) * interval '3 minutes', (ARRAY['placed', 'packed', 'left', 'arrived'])[number],
            CASE WHEN random() < 0.3 THEN pg_temp.words(i % 5) END
          FROM generate_series(1, {{orders}}) i, generate_series(1, 2) number;
        ALTER TABLE product ADD PRIMARY KEY (id);
        ALTER TABLE customer ADD PRIMARY KEY (id), ADD UNIQUE (email);
        ALTER TABLE orders ADD PRIMARY KEY (id), ADD FOREIGN KEY (customer_id) REFERENCES customer;
        ALTER TABLE line ADD PRIMARY KEY (order_id, number), ADD FOREIGN KEY (order_id) REFERENCES orders, ADD FOREIGN KEY (product_id) REFERENCES product;
        ALTER TABLE document ADD PRIMARY KEY (id), ADD FOREIGN KEY (order_id) REFERENCES orders;
        ALTER TABLE event ADD PRIMARY KEY (id);
        CREATE INDEX ON orders (customer_id);
        CREATE INDEX ON orders (placed);
        CREATE INDEX ON document ((content ->> 'state'));
        CREATE INDEX ON event (order_id);
        CREATE VIEW revenue AS SELECT customer_id, sum(quantity * price) AS revenue FROM orders JOIN line ON order_id = id GROUP BY customer_id;
        DROP FUNCTION pg_temp.words;
        """);
}
