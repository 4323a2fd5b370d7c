using Microsoft.VisualStudio.TestTools.UnitTesting;
using Npgsql;
using Pum.Testing;

[assembly: Parallelize(Scope = ExecutionScope.MethodLevel)]

namespace Shop.Tests;

/// <summary>Each test changes the same rows at the same time, and each in a database of its own.</summary>
[TestClass]
public sealed class ItemTests
{
    [TestMethod]
    public async Task A_price_can_be_raised()
    {
        await using var db = await PumDatabase.CloneAsync("shop");

        await ExecuteAsync(db.DataSource, "UPDATE shop.item SET price = price + 1");

        Assert.AreEqual(13.50m, await QueryAsync<decimal>(db.DataSource, "SELECT sum(price) FROM shop.item"));
    }

    [TestMethod]
    public async Task An_item_can_be_deleted()
    {
        await using var db = await PumDatabase.CloneAsync("shop");

        await ExecuteAsync(db.DataSource, "DELETE FROM shop.item WHERE name = 'olives'");

        Assert.AreEqual(7.00m, await QueryAsync<decimal>(db.DataSource, "SELECT sum(price) FROM shop.item"));
    }

    [TestMethod]
    public async Task The_next_item_has_the_next_number()
    {
        await using var db = await PumDatabase.CloneAsync("shop");

        Assert.AreEqual(4, await QueryAsync<int>(db.DataSource, "INSERT INTO shop.item (name, price) VALUES ('wine', 9) RETURNING id"));
    }

    [TestMethod]
    public async Task Tests_that_only_read_share_one()
    {
        var db = await PumDatabase.ReadOnlyAsync("shop");

        Assert.AreEqual(10.50m, await QueryAsync<decimal>(db.DataSource, "SELECT sum(price) FROM shop.item"));
        var refused = await Assert.ThrowsExactlyAsync<PostgresException>(() => ExecuteAsync(db.DataSource, "DELETE FROM shop.item"));
        Assert.AreEqual(PostgresErrorCodes.ReadOnlySqlTransaction, refused.SqlState);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<T> QueryAsync<T>(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
