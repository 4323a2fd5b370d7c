namespace Pum.Dumper.ServerTests.Servers;

/// <summary>What the fixtures promise to the tests that stand on them.</summary>
[TestClass]
public sealed class TestServerTests
{
    [TestMethod]
    [DataRow(17)]
    [DataRow(18)]
    public async Task Another_major_serves_beside_the_systems_own(int major)
    {
        await using var database = await TestDatabase.CreateAsync(await TestServer.GetAsync(major));

        Assert.AreEqual(major, await database.QueryAsync<int>("SELECT current_setting('server_version_num')::int / 10000"));
    }

    [TestMethod]
    public async Task A_major_that_is_not_installed_makes_a_test_inconclusive()
    {
        var reason = await Assert.ThrowsExactlyAsync<AssertInconclusiveException>(() => TestServer.GetAsync(9));

        Assert.Contains(TestServer.Variable, reason.Message);
    }

    [TestMethod]
    public async Task A_database_is_dropped_at_its_end_also_under_a_session()
    {
        TestDatabase database;
        await using (database = await TestDatabase.CreateAsync())
        {
            await using var session = await database.OpenAsync();
            await database.DisposeAsync();
        }
        Assert.IsFalse(await database.ExistsAsync());
    }

    [TestMethod]
    public async Task The_plain_role_may_not_create_databases()
    {
        await using var database = await TestDatabase.CreateAsync(owner: TestServer.Plain);

        Assert.IsFalse(await database.QueryAsync<bool>("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"));
    }
}
