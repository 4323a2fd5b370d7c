namespace Pum.Dumper.ServerTests.Faults;

/// <summary>
/// Tables large enough to be met in the middle of their COPY: a server hands up to 4 MB to the kernel (<c>net.ipv4.tcp_wmem</c>) before it
/// waits for a slow client.
/// </summary>
internal static class BulkyData
{
    private const int Tables = 4;

    /// <summary>Bytes of a table's rows in COPY, a little less than there are.</summary>
    public const int Bytes = 5_000_000;

    /// <summary>The statements that make them.</summary>
    public static string Sql { get; } = string.Concat(Enumerable.Range(1, Tables).Select(number => $"""
        CREATE TABLE bulk_{number} (id int, note text);
        INSERT INTO bulk_{number} SELECT n, repeat(md5(n::text), 5) FROM generate_series(1, 32000) n;
        CREATE INDEX ON bulk_{number} (id);

        """));

    /// <summary>The name of one of the tables.</summary>
    public static string Table(Random random) => $"bulk_{random.Next(1, Tables + 1)}";

    /// <summary>Adds them to the site's database.</summary>
    public static Task AddAsync(FaultSite site) => site.Database.ExecuteAsync(Sql);

    /// <summary>Drops them again.</summary>
    public static Task RemoveAsync(FaultSite site) =>
        site.Database.ExecuteAsync(string.Concat(Enumerable.Range(1, Tables).Select(number => $"DROP TABLE bulk_{number};")));
}
