using Microsoft.EntityFrameworkCore;
using Shop;

var builder = WebApplication.CreateBuilder(args);
var connectionString = builder.Configuration.GetConnectionString("Shop");
builder.Services.AddDbContext<ShopDb>(options => options.UseNpgsql(connectionString));

var app = builder.Build();

app.MapGet("/items", (ShopDb db) => db.Items.OrderBy(item => item.Id).ToListAsync());

app.MapPost("/items", async (Item item, ShopDb db) =>
{
    db.Add(item);
    await db.SaveChangesAsync();
    return Results.Created($"/items/{item.Id}", item);
});

app.MapDelete("/items/{id}", (int id, ShopDb db) => db.Items.Where(item => item.Id == id).ExecuteDeleteAsync());

app.Run();
