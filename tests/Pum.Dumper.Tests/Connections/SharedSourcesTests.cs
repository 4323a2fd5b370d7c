using Pum.Dumper.Connections;

namespace Pum.Dumper.Tests.Connections;

/// <summary>Which connections of an operation have one source of sessions.</summary>
[TestClass]
public sealed class SharedSourcesTests
{
    [TestMethod]
    public async Task A_connection_has_one_source_whatever_role_it_takes_on()
    {
        using var host = new TestHost();
        await using var sources = new SharedSources();
        var connection = host.Resolve("host=h dbname=a password=geheim");

        var source = sources.Find(connection);

        Assert.IsNotNull(source);
        Assert.AreSame(source, sources.Find(connection with { Role = "r", HoldsSessions = true }));
        Assert.AreSame(source, sources.Find(connection.WithDatabase("b").WithDatabase("a")));
        Assert.AreSame(source, sources.Find(host.Resolve("password=geheim dbname=a host=h")));
    }

    [TestMethod]
    public async Task What_Npgsql_is_told_otherwise_has_another_source()
    {
        using var host = new TestHost();
        await using var sources = new SharedSources();
        var connection = host.Resolve("host=h dbname=a password=geheim");

        var found = new[]
        {
            connection,
            connection.WithDatabase("b"),
            connection.WithApplicationName("other"),
            connection.WithSetting("jit", "off"),
            host.Resolve("host=h dbname=a password=other"),
            host.Resolve("host=h dbname=a password=geheim user=other"),
            host.Resolve("host=h dbname=a password=geheim port=5433"),
        }.Select(sources.Find).ToArray();

        CollectionAssert.AllItemsAreUnique(found);
        CollectionAssert.AllItemsAreNotNull(found);
    }

    [TestMethod]
    public async Task Several_servers_share_none_and_nor_does_anything_when_the_operation_is_over()
    {
        using var host = new TestHost();
        var sources = new SharedSources();

        Assert.IsNull(sources.Find(host.Resolve("host=a,b dbname=a")));
        await sources.DisposeAsync();
        Assert.IsNull(sources.Find(host.Resolve("host=a dbname=a")));
    }
}
