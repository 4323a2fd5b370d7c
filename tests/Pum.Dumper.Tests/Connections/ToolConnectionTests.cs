using Pum.Dumper.Connections;

namespace Pum.Dumper.Tests.Connections;

/// <summary>What the client tools are given.</summary>
[TestClass]
public sealed class ToolConnectionTests
{
    [TestMethod]
    public void No_secret_stands_in_the_argument()
    {
        using var host = new TestHost();
        host.Write(".pgpass", "*:*:*:*:from-file");
        foreach (var text in new[] { "host=h password=secret sslpassword=secret oauth_client_secret=secret scram_client_key=secret", "postgresql://u:secret@h", "Host=h;Password=secret;SSL Password=secret" })
        {
            var connection = host.Resolve(text);
            Assert.IsFalse(connection.Conninfo.Contains("secret", StringComparison.Ordinal), connection.Conninfo);
            Assert.IsFalse(connection.Display.Contains("secret", StringComparison.Ordinal));
            Assert.IsFalse(connection.ToString().Contains("secret", StringComparison.Ordinal));
            Assert.AreEqual("secret", string.Join(' ', connection.Secrets));
        }
        Assert.IsFalse(host.Resolve("host=h").Conninfo.Contains("from-file", StringComparison.Ordinal));
    }

    [TestMethod]
    public void Every_variable_of_libpq_is_set_or_removed()
    {
        using var host = new TestHost();
        using var environment = host.Resolve("host=h password=secret").OpenToolEnvironment();
        foreach (var variable in new[] { "PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE", "PGUSER", "PGSERVICE", "PGSERVICEFILE", "PGSYSCONFDIR", "PGPASSFILE", "PGOPTIONS", "PGSSLMODE", "PGCLIENTENCODING", "PGTZ", "PGAPPNAME", "PGTARGETSESSIONATTRS", "PGREQUIRESSL" })
        {
            Assert.IsTrue(environment.Variables.TryGetValue(variable, out var value), variable);
            Assert.IsNull(value, variable);
        }
        Assert.AreEqual("secret", environment.Variables["PGPASSWORD"]);
    }

    [TestMethod]
    public void The_encoding_of_a_client_never_becomes_that_of_a_dump()
    {
        using var host = new TestHost(("PGCLIENTENCODING", "LATIN1"));
        var connection = host.Resolve("host=h");
        Assert.IsFalse(connection.Conninfo.Contains("client_encoding", StringComparison.Ordinal));
        Assert.AreEqual("UTF8", connection.ToNpgsql().ClientEncoding);
    }

    [TestMethod]
    public void What_older_programs_do_not_know_returns_to_the_environment_it_came_from()
    {
        using var host = new TestHost(("PGREQUIREAUTH", "scram-sha-256"));
        using var inherited = host.Resolve("host=h").OpenToolEnvironment();
        Assert.AreEqual("scram-sha-256", inherited.Variables["PGREQUIREAUTH"]);
        var written = host.Resolve("host=h require_auth=md5");
        StringAssert.Contains(written.Conninfo, "require_auth='md5'");
        using var removed = written.OpenToolEnvironment();
        Assert.IsNull(removed.Variables["PGREQUIREAUTH"]);
    }

    [TestMethod]
    public void A_secret_without_a_variable_travels_in_a_private_service_file()
    {
        using var host = new TestHost();
        var environment = host.Resolve("host=h sslpassword='a=b c'").OpenToolEnvironment();
        var file = environment.Variables["PGSERVICEFILE"]!;

        Assert.AreEqual($"[{environment.Variables["PGSERVICE"]}]\nsslpassword=a=b c\n", File.ReadAllText(file));
        if (!OperatingSystem.IsWindows())
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        // Another test may get the number of its handle at once.
        var target = new FileInfo(file).LinkTarget;
        environment.Dispose();
        Assert.IsTrue(target is null ? !File.Exists(file) : new FileInfo(file).LinkTarget != target);
        environment.Dispose();
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void On_Linux_the_private_file_has_no_name_that_could_outlive_the_process()
    {
        using var host = new TestHost();
        using var environment = host.Resolve("host=h sslpassword=secret").OpenToolEnvironment();
        using var ls = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("readlink", [environment.Variables["PGSERVICEFILE"]!]) { RedirectStandardOutput = true })!;
        StringAssert.EndsWith(ls.StandardOutput.ReadToEnd().TrimEnd(), "(deleted)");
    }

    [TestMethod]
    public void A_connection_string_in_the_place_of_a_name_is_refused_and_not_repeated()
    {
        foreach (var text in new[] { "postgresql://u:canary@h/db", "POSTGRES://u:canary@h", "host=h password=canary", "Host=h;Username=u;Password=canary", "Host=h;Pwd=canary", "jdbc:postgresql://h/db?password=canary", "me:canary@h", "me:canary@h:5432/db" })
        {
            using var host = new TestHost();
            using var service = new TestHost(("PGSERVICE", text));
            using var database = new TestHost(("PGDATABASE", text));
            foreach (var failure in new[]
            {
                host.Fails(new ConnectionRequest { Service = text }),
                host.Fails(new ConnectionRequest { ConnectionString = "host=h", Database = text }),
                host.Fails(new ConnectionRequest { ConnectionString = "host=h", MaintenanceDatabase = text }),
                host.Fails(new ConnectionRequest { ConnectionString = "host=h", Role = text }),
                host.Fails(new ConnectionRequest { ConnectionString = $"host=h dbname='{text}'" }),
                host.Fails(new ConnectionRequest { ConnectionStringVariable = text }),
                service.Fails(new ConnectionRequest()),
                database.Fails(new ConnectionRequest()),
            })
            {
                Assert.AreEqual("PUM1001", failure.Code, failure.ToString());
                Assert.IsFalse(failure.ToString().Contains("canary", StringComparison.Ordinal), failure.Message);
            }
        }
    }

    [TestMethod]
    public void An_encrypted_key_without_its_password_makes_no_tool_ask_at_the_terminal()
    {
        using var host = new TestHost();
        host.Write("client.crt", "");
        host.Write("client.key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
        const string Words = "host=h sslcert=../home/client.crt sslkey=../home/client.key";
        using var environment = host.Resolve(Words).OpenToolEnvironment();
        StringAssert.Contains(File.ReadAllText(environment.Variables["PGSERVICEFILE"]!), "sslpassword=");
        host.Write("client.key", "-----BEGIN PRIVATE KEY-----\n");
        using var plain = host.Resolve(Words).OpenToolEnvironment();
        Assert.IsNull(plain.Variables["PGSERVICEFILE"]);
    }

    [TestMethod]
    public void On_Windows_letters_beyond_ASCII_travel_in_the_private_file_as_UTF_8()
    {
        using var host = new TestHost();
        host.Environment = host.Environment with { IsWindows = true };
        var connection = host.Resolve("host=h dbname=é password=ü");
        using var environment = connection.OpenToolEnvironment();
        Assert.IsFalse(connection.Conninfo.Contains("dbname", StringComparison.Ordinal));
        Assert.IsNull(environment.Variables["PGPASSWORD"]);
        Assert.AreEqual("[pum]\npassword=ü\ndbname=é\n", File.ReadAllText(environment.Variables["PGSERVICEFILE"]!));
    }

    [TestMethod]
    [DataRow("a'b")]
    [DataRow(@"a\b")]
    [DataRow(@"a\'b c=d")]
    [DataRow(" ")]
    [DataRow("é;\"%@:/")]
    public void A_value_survives_the_conninfo(string name)
    {
        using var host = new TestHost();
        var conninfo = host.Resolve("host=h").WithDatabase(name).Conninfo;
        Assert.AreEqual(name, ConninfoReader.Read(conninfo).Single(pair => pair.Keyword == "dbname").Value);
    }

    [TestMethod]
    public void An_application_name_replaces_another()
    {
        using var host = new TestHost();
        StringAssert.Contains(host.Resolve("host=h fallback_application_name=app").Conninfo, "application_name='app'");
        var named = host.Resolve("host=h application_name=mine").WithApplicationName("pum 7");
        StringAssert.Contains(named.Conninfo, "application_name='pum 7'");
        Assert.AreEqual("pum 7", named.ToNpgsql().ApplicationName);
    }

    [TestMethod]
    public void A_setting_comes_on_top_of_those_there_are()
    {
        using var host = new TestHost(("PGOPTIONS", "-c geqo=off"));
        Assert.AreEqual(@"-c geqo=off -c search_path=a\ b", host.Resolve("host=h").WithSetting("search_path", "a b").ToNpgsql().Options);
    }
}
