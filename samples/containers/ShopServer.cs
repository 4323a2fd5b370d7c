using Pum.Testing;
using Testcontainers.PostgreSql;
using TUnit.Core.Interfaces;

namespace Shop.Tests;

/// <summary>A server for this run alone. The dump is restored on it once, by the client tools of this machine.</summary>
public sealed class ShopServer : IAsyncInitializer, IAsyncDisposable
{
    private readonly PostgreSqlContainer _container = new PostgreSqlBuilder("postgres:18").Build();

    public PumTemplate Shop => PumSeed.Named("shop").On(_container.GetConnectionString());

    public Task InitializeAsync() => _container.StartAsync();

    public ValueTask DisposeAsync() => _container.DisposeAsync();
}
