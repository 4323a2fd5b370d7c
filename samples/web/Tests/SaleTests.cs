using System.Net.Http.Json;

namespace Shop.Tests;

/// <summary>Runs beside the other class, and neither sees what the other changes.</summary>
public sealed class SaleTests(ShopApp app) : IClassFixture<ShopApp>
{
    [Fact]
    public async Task All_items_can_be_sold()
    {
        using var client = app.CreateClient();
        var items = await client.GetFromJsonAsync<Item[]>("/items", TestContext.Current.CancellationToken);
        Assert.Equal(["Käse", "bread; sliced", "olives"], items!.Select(item => item.Name));

        foreach (var item in items!)
            (await client.DeleteAsync($"/items/{item.Id}", TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        Assert.Empty((await client.GetFromJsonAsync<Item[]>("/items", TestContext.Current.CancellationToken))!);
    }
}
