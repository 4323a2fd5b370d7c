using Pum.Dumper.Failures;
using Pum.Dumper.Seeding;
using Pum.Dumper.Tests.Connections;

namespace Pum.Dumper.Tests.Seeding;

[TestClass]
public sealed class SeedConnectionTests
{
    [TestMethod]
    public void Without_a_server_the_variable_for_tests_is_named()
    {
        using var host = new TestHost();

        var failure = Assert.ThrowsExactly<PumFailureException>(() => SeedConnection.Resolve(new(), host.Environment)).Failure;

        Assert.AreEqual("PUM1002", failure.Code);
        Assert.StartsWith("Put a connection string for the server of the tests into the environment variable PUM_TEST_CONNECTION", failure.Advice);
    }
}
