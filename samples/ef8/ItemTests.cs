using Microsoft.EntityFrameworkCore;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Pum.Testing;

[assembly: Parallelize(Scope = ExecutionScope.MethodLevel)]

namespace Shop.Tests;

[TestClass]
public sealed class ItemTests
{
    // There is no dump: migrations make the tables, and this adds what every test wants. It runs once, and again after a new build.
    private static readonly PumTemplate Shop = PumSeed.Empty.Prepare(FillAsync, keyedBy: typeof(ShopDb));

    [TestMethod]
    public async Task A_price_can_be_raised()
    {
        await using var database = await Shop.CloneAsync();
        await using var db = new ShopDb(database.ConnectionString);

        await db.Items.ExecuteUpdateAsync(item => item.SetProperty(each => each.Price, each => each.Price + 1));

        Assert.AreEqual(9.00m, await db.Items.SumAsync(item => item.Price));
    }

    [TestMethod]
    public async Task All_items_can_be_sold()
    {
        await using var database = await Shop.CloneAsync();
        await using var db = new ShopDb(database.ConnectionString);

        Assert.AreEqual(2, await db.Items.ExecuteDeleteAsync());
    }

    private static async Task FillAsync(string connectionString)
    {
        await using var db = new ShopDb(connectionString);
        await db.Database.MigrateAsync();
        db.AddRange(new Item { Name = "Käse", Price = 4.20m }, new Item { Name = "bread; sliced", Price = 2.80m });
        await db.SaveChangesAsync();
    }
}
