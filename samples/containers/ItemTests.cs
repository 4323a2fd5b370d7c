namespace Shop.Tests;

/// <summary>One container for all tests, and on it a database for each.</summary>
[ClassDataSource<ShopServer>(Shared = SharedType.PerTestSession)]
public sealed class ItemTests(ShopServer server)
{
    [Test]
    public async Task All_items_can_be_sold()
    {
        await using var db = await server.Shop.CloneAsync();
        await using var delete = db.DataSource.CreateCommand("DELETE FROM shop.item");

        await Assert.That(await delete.ExecuteNonQueryAsync()).IsEqualTo(3);
    }

    [Test]
    public async Task The_next_item_has_the_next_number()
    {
        await using var db = await server.Shop.CloneAsync();
        await using var insert = db.DataSource.CreateCommand("INSERT INTO shop.item (name, price) VALUES ('wine', 9) RETURNING id");

        await Assert.That(await insert.ExecuteScalarAsync()).IsEqualTo(4);
    }
}
