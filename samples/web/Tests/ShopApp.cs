using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Pum.Testing;

namespace Shop.Tests;

/// <summary>The application on a database of its own: a class fixture, so that each test class has one.</summary>
public sealed class ShopApp : WebApplicationFactory<Program>
{
    // The migrations that are newer than the dump run once. A new build of the application has them run again.
    private static readonly PumTemplate Template = PumSeed.Named("shop").Prepare(MigrateAsync, keyedBy: typeof(ShopDb));

    private readonly PumDatabase _database = Template.Clone();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _database.DisposeAsync();
    }

    // ConfigureAppConfiguration comes too late for a connection string that Program reads before it builds the application.
    protected override void ConfigureWebHost(IWebHostBuilder builder) =>
        builder.UseSetting("ConnectionStrings:Shop", _database.ConnectionString);

    private static async Task MigrateAsync(string connectionString)
    {
        await using var db = new ShopDb(new DbContextOptionsBuilder<ShopDb>().UseNpgsql(connectionString).Options);
        await db.Database.MigrateAsync();
    }
}
