namespace Pum.Dumper.ServerTests.RoundTrip;

/// <summary>A comparison that sees nothing would make every other test here green.</summary>
[TestClass]
public sealed class ComparisonTests
{
    [TestMethod]
    [DataRow("UPDATE entry SET amount = amount + 1 WHERE account = 7 AND at = '2020-01-01 03:00:00+00'", "TABLE public.entry")]
    [DataRow("DELETE FROM entry WHERE account = 100", "TABLE public.entry")]
    [DataRow("UPDATE account SET name = NULL WHERE id = 1", "TABLE public.account")]
    [DataRow("UPDATE account SET name = name || ' ' WHERE id = 1", "TABLE public.account")]
    [DataRow("DROP VIEW balance", "CREATE VIEW public.balance AS")]
    [DataRow("ALTER TABLE entry DROP CONSTRAINT entry_amount_check", "entry_amount_check")]
    [DataRow("COMMENT ON TABLE entry IS 'x'", "COMMENT ON TABLE public.entry")]
    [DataRow("SELECT setval('counter', 7, true)", "SEQUENCE public.counter: expected last_value 7, is_called f, found last_value 7, is_called t")]
    [DataRow("SELECT lo_put(4711, 2, '\\x00')", "LARGE OBJECT 4711")]
    [DataRow("INSERT INTO twice VALUES (1), (1)", "TABLE public.twice")]
    [DataRow("REFRESH MATERIALIZED VIEW empty", "MATERIALIZED VIEW public.empty: expected not populated")]
    public async Task The_comparison_sees(string change, string reported)
    {
        await using var expected = await LedgerAsync();
        await using var actual = await LedgerAsync();
        await DatabaseComparison.AreEqualAsync(expected, actual);

        await actual.ExecuteAsync(change);

        var failure = await Assert.ThrowsExactlyAsync<AssertFailedException>(() => DatabaseComparison.AreEqualAsync(expected, actual));
        StringAssert.Contains(failure.Message, reported, StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task The_order_of_rows_is_no_difference()
    {
        await using var expected = await LedgerAsync();
        await using var actual = await LedgerAsync();

        await actual.ExecuteAsync("UPDATE account SET name = name");

        await DatabaseComparison.AreEqualAsync(expected, actual);
    }

    private static async Task<TestDatabase> LedgerAsync()
    {
        var database = await TestDatabase.CreateAsync();
        await SourceScripts.LoadAsync(database, "Ledger");
        await database.ExecuteAsync("""
            CREATE SEQUENCE counter START 7;
            CREATE MATERIALIZED VIEW empty AS SELECT 1 WITH NO DATA;
            CREATE TABLE twice (id int);
            INSERT INTO twice VALUES (1);
            ALTER TABLE account ALTER name DROP NOT NULL;
            SELECT lo_from_bytea(4711, '\x010203');
            """);
        return database;
    }
}
