using Pum.Dumper.Connections;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Seeding;

/// <summary>
/// Ends what outlives its session and keeps a database from being dropped, even with FORCE: prepared transactions and subscriptions. Both
/// can be ended only from within the database.
/// </summary>
internal static class CloneRemains
{
    private const string PreparedQuery = """
        SELECT gid FROM pg_catalog.pg_prepared_xacts WHERE database = pg_catalog.current_database()
        """;

    private const string SubscriptionQuery = """
        SELECT s.subname::pg_catalog.text FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d ON d.oid = s.subdbid
         WHERE d.datname = pg_catalog.current_database()
        """;

    /// <summary>Ends them.</summary>
    /// <param name="clone">Leads to the database.</param>
    /// <param name="failure">What is known when it fails.</param>
    /// <returns>Whether there were any.</returns>
    /// <exception cref="PumFailureException">The role may not, or nobody can connect.</exception>
    public static async Task<bool> EndAsync(Connection clone, FailureContext failure)
    {
        await using var session = await SessionOpening.OpenAsync(clone, failure, CancellationToken.None);
        var transactions = await session.QueryRowsAsync(PreparedQuery, row => row.GetString(0), CancellationToken.None);
        foreach (var transaction in transactions)
            await session.ExecuteAsync($"ROLLBACK PREPARED {Sql.Literal(transaction)}", CancellationToken.None);
        var subscriptions = await session.QueryRowsAsync(
            SubscriptionQuery, row => Sql.Identifier(row.GetString(0)), CancellationToken.None);
        foreach (var name in subscriptions)
        {
            // Without a slot, it is dropped without asking its publisher.
            await session.ExecuteAsync($"ALTER SUBSCRIPTION {name} DISABLE", CancellationToken.None);
            await session.ExecuteAsync($"ALTER SUBSCRIPTION {name} SET (slot_name = NONE)", CancellationToken.None);
            await session.ExecuteAsync($"DROP SUBSCRIPTION {name}", CancellationToken.None);
        }

        return !transactions.IsEmpty || !subscriptions.IsEmpty;
    }
}
