using Dapper;
using Npgsql;
using NUnit.Framework;
using Pum.Testing;

[assembly: Parallelizable(ParallelScope.All)]
// With one instance for all tests of a class, tests in parallel would share its fields.
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]

namespace Shop.Tests;

/// <summary>Each test has a database of its own, however many run at once.</summary>
public sealed class ItemTests
{
    private PumDatabase? _db;
    private NpgsqlConnection _shop = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        // Names the database after the test instead of this method.
        _db = await PumDatabase.CloneAsync("shop", member: TestContext.CurrentContext.Test.MethodName!);
        _shop = await _db.DataSource.OpenConnectionAsync();
    }

    [TearDown]
    public async Task CloseAsync()
    {
        // NUnit calls this after a SetUp that failed, too.
        if (_db is null)
            return;
        await _shop.DisposeAsync();
        await _db.DisposeAsync();
    }

    [Test]
    public async Task A_price_can_be_raised()
    {
        await _shop.ExecuteAsync("UPDATE shop.item SET price = price + 1");

        Assert.That(await _shop.ExecuteScalarAsync<decimal>("SELECT sum(price) FROM shop.item"), Is.EqualTo(13.50m));
    }

    [Test]
    public async Task All_items_can_be_sold() =>
        Assert.That(await _shop.ExecuteAsync("DELETE FROM shop.item"), Is.EqualTo(3));

    [Test]
    public async Task The_next_item_has_the_next_number() => Assert.That(
        await _shop.ExecuteScalarAsync<int>("INSERT INTO shop.item (name, price) VALUES (@name, @price) RETURNING id", new { name = "wine", price = 9 }),
        Is.EqualTo(4));
}
