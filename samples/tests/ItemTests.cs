using Microsoft.VisualStudio.TestTools.UnitTesting;
using Npgsql;

[assembly: DoNotParallelize]

namespace Shop.Tests;

[TestClass]
public sealed class ItemTests
{
    [TestMethod]
    public async Task The_seed_is_there()
    {
        await using var source = NpgsqlDataSource.Create(Environment.GetEnvironmentVariable("SHOP_TEST")!);

        await using var command = source.CreateCommand("SELECT string_agg(name, ', ' ORDER BY price) FROM shop.item");

        Assert.AreEqual("bread; sliced, olives, Käse", await command.ExecuteScalarAsync());
    }
}
