using Npgsql;
using Pum.Dumper.Failures;
using Pum.Dumper.Seeding;
using Pum.Dumper.Tests.Connections;

namespace Pum.Dumper.Tests.Seeding;

/// <summary>The connection strings of clones.</summary>
[TestClass]
public sealed class CloneConnectionTests
{
    [TestMethod]
    public void What_the_users_string_says_to_Npgsql_stays()
    {
        using var host = new TestHost();
        var connection = host.Resolve("Host=h;Username=u;Database=d;Maximum Pool Size=5;IncludeErrorDetail=true;Command Timeout=7;Application Name=mine;Timeout=3")
            .WithDatabase("pum_a");

        var test = new NpgsqlConnectionStringBuilder(CloneConnection.ForTest(connection, isReadOnly: true));
        var preparation = new NpgsqlConnectionStringBuilder(CloneConnection.ForPreparation(connection));

        Assert.AreEqual((5, true, 7, "pum_a", 3, true), (test.MaxPoolSize, test.IncludeErrorDetail, test.CommandTimeout, test.ApplicationName, test.Timeout, test.Pooling));
        Assert.AreEqual((7, false), (preparation.CommandTimeout, preparation.Pooling));
    }

    [TestMethod]
    [DataRow("host=h user=u dbname=d")]
    [DataRow("Host=h;Username=u;Database=d")]
    public void What_it_does_not_say_is_as_Npgsql_has_it(string text)
    {
        using var host = new TestHost();

        var test = new NpgsqlConnectionStringBuilder(CloneConnection.ForTest(host.Resolve(text), isReadOnly: false));

        Assert.AreEqual(new NpgsqlConnectionStringBuilder().CommandTimeout, test.CommandTimeout);
        Assert.DoesNotContain("Pool", test.ConnectionString);
    }

    [TestMethod]
    public void A_value_that_Npgsql_does_not_accept_is_PUM1001()
    {
        using var host = new TestHost();
        var connection = host.Resolve("Host=h;Username=u;Database=d;Maximum Pool Size=many");

        var failure = Assert.ThrowsExactly<PumFailureException>(() => CloneConnection.ForTest(connection, isReadOnly: false));

        Assert.AreEqual("PUM1001: The connection string sets maximum pool size to a value that Npgsql does not accept. "
            + "See https://www.npgsql.org/doc/connection-string-parameters.html for its values.", failure.Message);
    }
}
