using System.Net.Http.Json;

namespace Shop.Tests;

public sealed class PurchaseTests(ShopApp app) : IClassFixture<ShopApp>
{
    [Fact]
    public async Task A_new_item_has_the_next_number()
    {
        using var client = app.CreateClient();

        var response = await client.PostAsJsonAsync("/items", new Item { Name = "wine", Price = 9, Stock = 6 }, TestContext.Current.CancellationToken);

        Assert.Equal("/items/4", response.EnsureSuccessStatusCode().Headers.Location?.ToString());
    }

    [Fact]
    public async Task Items_of_the_dump_have_what_the_migration_adds()
    {
        using var client = app.CreateClient();

        var items = await client.GetFromJsonAsync<Item[]>("/items", TestContext.Current.CancellationToken);

        Assert.All(items!.Where(item => item.Id < 4), item => Assert.Equal(0, item.Stock));
    }
}
