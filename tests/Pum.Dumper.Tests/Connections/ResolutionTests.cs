using Pum.Dumper.Connections;
using Pum.Dumper.Files;

namespace Pum.Dumper.Tests.Connections;

/// <summary>What counts when several places say something, and what when none does.</summary>
[TestClass]
public sealed class ResolutionTests
{
    [TestMethod]
    [DataRow(0u, 70u, true)]
    [DataRow(70u, 70u, true)]
    [DataRow(71u, 70u, false)]
    [DataRow(71u, null, true)]
    public void A_socket_in_a_folder_that_is_open_to_all_must_be_a_servers(uint owner, uint? system, bool counts)
    {
        // No test runs as one of these two.
        if (FileIdentity.CurrentUser is 70 or 71)
            Assert.Inconclusive("This user is one of the owners.");
        FileIdentity Of(uint user) => new(1, 1, user, 0, 0xC1FF);

        Assert.AreEqual(counts, DefaultHost.IsServers(Of(owner), system is { } folder ? Of(folder) : null));
        Assert.IsTrue(DefaultHost.IsServers(Of(FileIdentity.CurrentUser), Of(70)));
        Assert.IsFalse(DefaultHost.IsServers(null, Of(70)), "none is there");
    }

    [TestMethod]
    public void The_call_beats_the_service_the_service_the_environment_and_that_the_default()
    {
        using var host = new TestHost(("PGHOST", "env"), ("PGPORT", "1"), ("PGUSER", "env"), ("PGSSLMODE", "require"));
        host.Write(".pg_service.conf", "[test]\nhost=service\nport=2\ndbname=service\n");

        var connection = host.Resolve("service=test host=call");

        Assert.AreEqual(
            "service on call:2 as env (ConnectionString, service test in ~/.pg_service.conf)", connection.Display.Replace('\\', '/'));
        StringAssert.Contains(connection.Conninfo, "sslmode='require'");
        StringAssert.Contains(connection.Conninfo, "connect_timeout='15'");
    }

    [TestMethod]
    public void PGSERVICE_fills_what_a_connection_string_leaves_open_as_in_libpq()
    {
        using var host = new TestHost(("PGSERVICE", "test"));
        host.Write(".pg_service.conf", "[test]\nhost=service\nport=2\n");
        Assert.AreEqual("2", host.Resolve("host=call").Port);
    }

    [TestMethod]
    public void A_named_service_beats_PGSERVICE()
    {
        using var host = new TestHost(("PGSERVICE", "other"));
        host.Write(".pg_service.conf", "[test]\nhost=test\n[other]\nhost=other\n");
        Assert.AreEqual("test", host.Resolve(new ConnectionRequest { Service = "test" }).Host);
    }

    [TestMethod]
    public void Database_and_ConnectTimeout_come_on_top_of_everything()
    {
        using var host = new TestHost(("URI", "postgresql://h/a?connect_timeout=3"));
        foreach (var request in new[]
        {
            new ConnectionRequest { ConnectionString = "host=h dbname=a connect_timeout=3" },
            new ConnectionRequest { ConnectionString = "Host=h;Database=a;Timeout=3" },
            new ConnectionRequest { ConnectionStringVariable = "URI" },
        })
        {
            var connection = host.Resolve(request with { Database = "it's", ConnectTimeout = 7 });
            Assert.AreEqual("it's", connection.Database);
            StringAssert.Contains(connection.Conninfo, @"dbname='it\'s'");
            Assert.AreEqual(7, connection.ToNpgsql().Timeout);
            Assert.AreEqual(3, host.Resolve(request).ToNpgsql().Timeout);
        }
    }

    [TestMethod]
    public void The_environment_alone_serves()
    {
        using var host = new TestHost(("PGHOST", "h"), ("PGDATABASE", "d"), ("PGUSER", ""));
        Assert.AreEqual("d on h:5432 as maria (environment (PGHOST, PGDATABASE))", host.Resolve(new ConnectionRequest()).Display);
    }

    [TestMethod]
    public void The_old_PGREQUIRESSL_counts_until_PGSSLMODE_says_otherwise()
    {
        using var old = new TestHost(("PGHOST", "h"), ("PGREQUIRESSL", "1"));
        StringAssert.Contains(old.Resolve(new ConnectionRequest()).Conninfo, "sslmode='require'");
        using var both = new TestHost(("PGHOST", "h"), ("PGREQUIRESSL", "1"), ("PGSSLMODE", "verify-full"));
        StringAssert.Contains(both.Resolve(new ConnectionRequest()).Conninfo, "sslmode='verify-full'");
    }

    [TestMethod]
    public void A_value_written_empty_keeps_the_environment_out()
    {
        using var host = new TestHost(("PGOPTIONS", "-c geqo=off"), ("PGPASSWORD", "secret"));
        var connection = host.Resolve("host=h options='' password=''");
        Assert.IsFalse(connection.Conninfo.Contains("options", StringComparison.Ordinal));
        Assert.IsTrue(connection.Secrets.IsEmpty);
    }

    [TestMethod]
    public void Without_any_connection_nothing_is_touched()
    {
        // GitHub's images for Windows preset these.
        using var host = new TestHost(("PGUSER", "postgres"), ("PGPASSWORD", "root"), ("PGHOST", ""));
        Assert.AreEqual("PUM1002", host.Fails(new ConnectionRequest()).Code);
        Assert.AreEqual(
            "PUM1002", host.Fails(new ConnectionRequest { Service = "", ConnectionString = "", ConnectionStringVariable = "" }).Code);
    }

    [TestMethod]
    [DataRow("host=h password=s3cret")]
    [DataRow("postgresql://u:s3cret@h/d")]
    public void A_connection_string_in_the_place_of_a_name_is_not_repeated(string value)
    {
        using var host = new TestHost();
        var failure = host.Fails(new ConnectionRequest { ConnectionStringVariable = value });
        Assert.AreEqual("PUM1001", failure.Code);
        Assert.DoesNotContain("s3cret", failure.ToString());
    }

    [TestMethod]
    public void A_variable_that_is_not_set_and_one_that_is_empty_are_told_apart()
    {
        using var host = new TestHost(("EMPTY", " "));
        var missing = host.Fails(new ConnectionRequest { ConnectionStringVariable = "MISSING" });
        var empty = host.Fails(new ConnectionRequest { ConnectionStringVariable = "EMPTY" });

        Assert.AreEqual("PUM1002 PUM1002", $"{missing.Code} {empty.Code}");
        StringAssert.Contains(missing.Message, "MISSING");
        StringAssert.Contains(empty.Advice, "pull request from a fork");
        Assert.AreNotEqual(missing.Advice, empty.Advice);
    }

    // Azure Pipelines and GitLab leave a reference as it is written where they have nothing for it.
    [TestMethod]
    [DataRow("$(StagingConnection)", "PUM1002")]
    [DataRow("${STAGING_CONNECTION}\n", "PUM1002")]
    [DataRow("$STAGING_CONNECTION", "PUM1002")]
    [DataRow("$(StagingConnection) $(Other)", "PUM1001")]
    [DataRow("$", "PUM1001")]
    public void A_reference_that_a_build_server_did_not_replace_is_no_connection(string value, string code)
    {
        using var host = new TestHost(("CI_DB", value));
        var failure = host.Fails(new ConnectionRequest { ConnectionStringVariable = "CI_DB" });

        Assert.AreEqual(code, failure.Code);
        Assert.DoesNotContain(value.Trim(), failure.Message + failure.Advice);
        Assert.AreEqual(code == "PUM1002", failure.Message.Contains("unreplaced reference", StringComparison.Ordinal));
    }

    [TestMethod]
    public void A_variable_is_named_and_its_line_break_does_not_count()
    {
        using var host = new TestHost(("CI_DB", "host=h dbname=d user=u password=p\n"));
        Assert.AreEqual(
            "d on h:5432 as u (environment variable CI_DB)",
            host.Resolve(new ConnectionRequest { ConnectionStringVariable = "CI_DB" }).Display);
    }

    [TestMethod]
    public void Two_ways_of_writing_exclude_each_other()
    {
        using var host = new TestHost();
        var failure = host.Fails(new ConnectionRequest { Service = "s", ConnectionString = "host=h" });
        Assert.AreEqual("PUM1001", failure.Code);
        StringAssert.Contains(failure.Message, "Service and ConnectionString");
    }

    [TestMethod]
    public void What_nobody_says_is_made_explicit()
    {
        using var host = new TestHost();
        var connection = host.Resolve("host=h");
        Assert.AreEqual("connect_timeout='15' dbname='maria' host='h' port='5432' application_name='Pum.Build.Tasks'", Without(
            connection.Conninfo, "user='maria' "));
        Assert.AreEqual(15, connection.ToNpgsql().Timeout);
    }

    [TestMethod]
    public void On_Windows_the_default_host_is_localhost_and_elsewhere_a_folder()
    {
        using var host = new TestHost();
        var folder = host.Resolve("port=61234 dbname=d").Host;
        Assert.IsTrue(folder is "/var/run/postgresql" or "/tmp", folder);
        host.Environment = host.Environment with { IsWindows = true };
        Assert.AreEqual("localhost", host.Resolve("port=61234 dbname=d").Host);
    }

    [TestMethod]
    [DataRow("host=/run/pg dbname=d", "d on /run/pg:5432 as maria (ConnectionString)")]
    [DataRow("host=a,b port=1,2 dbname=d", "d on a:1,b:2 as maria (ConnectionString)")]
    [DataRow("postgresql://[::1]/d", "d on [::1]:5432 as maria (ConnectionString)")]
    [DataRow("hostaddr=10.0.0.1 dbname=d", "d on 10.0.0.1:5432 as maria (ConnectionString)")]
    [DataRow("host=db hostaddr=10.0.0.1 dbname=d password=secret", "d on db:5432 at 10.0.0.1 as maria (ConnectionString)")]
    public void The_target_is_shown_in_one_phrase(string text, string expected)
    {
        using var host = new TestHost();
        Assert.AreEqual(expected, host.Resolve(text).Display);
    }

    [TestMethod]
    public void A_role_and_a_maintenance_database_are_carried_along()
    {
        using var host = new TestHost();
        var connection = host.Resolve(new ConnectionRequest { ConnectionString = "host=h dbname=d", Role = "owner", MaintenanceDatabase = "admin" }).WithDatabase("e");
        Assert.AreEqual("owner admin", $"{connection.Role} {connection.MaintenanceDatabase}");
        Assert.AreEqual("e on h:5432 as maria, role owner (ConnectionString)", connection.Display);
    }

    [TestMethod]
    public void A_user_without_a_name_must_be_given_one()
    {
        using var host = new TestHost();
        host.Environment = host.Environment with { UserName = "" };

        Assert.AreEqual("PUM1001", host.Fails("host=h dbname=d").Code);
        Assert.AreEqual("ci", host.Resolve("host=h dbname=d user=ci").User);
    }

    [TestMethod]
    public void Relative_paths_count_from_the_project()
    {
        using var host = new TestHost();
        host.Write("../project/c.crt", "");
        host.Write("../project/certs/root.crt", "");
        var connection = host.Resolve("host=h sslmode=require sslrootcert=certs/root.crt sslcert=c.crt sslkey=c.key passfile=pass");
        var root = Path.Combine(host.Environment.BaseDirectory, "certs", "root.crt");
        StringAssert.Contains(connection.Conninfo, ConninfoReader.Write("sslrootcert", root));
        Assert.AreEqual(root, connection.ToNpgsql().RootCertificate);
        Assert.AreEqual(Path.Combine(host.Environment.BaseDirectory, "c.key"), connection.ToNpgsql().SslKey);
        Assert.AreEqual(Path.Combine(host.Environment.BaseDirectory, "pass"), connection.PassFilePath);
    }

    [TestMethod]
    public void The_certificates_of_the_system_are_no_path()
    {
        using var host = new TestHost();
        var connection = host.Resolve("host=h sslrootcert=system");
        StringAssert.Contains(connection.Conninfo, "sslrootcert='system'");
        Assert.AreEqual(Npgsql.SslMode.VerifyFull, connection.ToNpgsql().SslMode);
    }

    private static string Without(string text, string part) => text.Replace(part, "", StringComparison.Ordinal);
}
