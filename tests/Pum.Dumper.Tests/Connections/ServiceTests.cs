using Pum.Dumper.Connections;

namespace Pum.Dumper.Tests.Connections;

[TestClass]
public sealed class ServiceTests
{
    private static readonly ConnectionRequest Test = new() { Service = "test" };

    [TestMethod]
    public void A_service_of_the_home_folder_is_found_and_named()
    {
        using var host = new TestHost();
        host.Write(".pg_service.conf", "# comment\r\n\r\n[other]\r\nhost=wrong\r\nnonsense\r\n[test]\r\n  # indented\r\n  host=localhost  \r\nport=5433\r\ndbname=app_test\r\nuser=ci\r\n[test]\r\nhost=second\r\n");

        var connection = host.Resolve(Test);

        Assert.AreEqual("app_test on localhost:5433 as ci (service test in ~/.pg_service.conf)", connection.Display.Replace('\\', '/'));
    }

    [TestMethod]
    public void On_Windows_it_is_looked_for_in_the_application_data()
    {
        using var host = new TestHost();
        host.Environment = host.Environment with { IsWindows = true };
        host.Write(Path.Combine(host.Environment.ApplicationDataDirectory, "postgresql", ".pg_service.conf"), "[test]\nhost=h\n");
        Assert.AreEqual("h", host.Resolve(Test).Host);
    }

    [TestMethod]
    public void PGSERVICEFILE_replaces_the_file_of_the_home_folder_and_counts_from_the_project()
    {
        using var host = new TestHost(("PGSERVICEFILE", "conf/services"));
        host.Write(".pg_service.conf", "[test]\nhost=home\n");
        host.Write(Path.Combine(host.Environment.BaseDirectory, "conf", "services"), "[test]\nhost=project\n");
        Assert.AreEqual("project", host.Resolve(Test).Host);
    }

    [TestMethod]
    public void PGSYSCONFDIR_serves_where_the_home_folder_lacks_the_service()
    {
        using var host = new TestHost(("PGSYSCONFDIR", "etc"));
        host.Write(".pg_service.conf", "[other]\nhost=home\n");
        host.Write(Path.Combine(host.Environment.BaseDirectory, "etc", "pg_service.conf"), "[test]\nhost=system\n");
        Assert.AreEqual("system", host.Resolve(Test).Host);
    }

    [TestMethod]
    public void A_missing_PGSERVICEFILE_is_PUM3002()
    {
        using var host = new TestHost(("PGSERVICEFILE", "nowhere"));
        Assert.AreEqual("PUM3002", host.Fails(Test).Code);
    }

    [TestMethod]
    public void A_missing_service_lists_the_files_and_the_services_they_define()
    {
        using var host = new TestHost(("PGSYSCONFDIR", "etc"));
        var file = host.Write(".pg_service.conf", "[one]\nhost=a\n[two]\nhost=b\n");

        var failure = host.Fails(Test);

        Assert.AreEqual("PUM3001", failure.Code);
        StringAssert.Contains(failure.Message.Replace('\\', '/'), "~/.pg_service.conf defines one, two; no such file: ");
        StringAssert.Contains(failure.Message, Path.Combine("etc", "pg_service.conf"));
        Assert.AreEqual(file, failure.Location?.File);
    }

    [TestMethod]
    public void A_missing_service_without_any_file_says_where_one_could_be()
    {
        using var host = new TestHost(("PGSYSCONFDIR", "etc"));
        StringAssert.Contains(host.Fails(Test).Message.Replace('\\', '/'), "none of these files exists: ~/.pg_service.conf, ");
    }

    [TestMethod]
    [DataRow("[test]\nhost=h\nnonsense\n", 3, "keyword=value")]
    [DataRow("[test]\nhost = h\n", 2, "spaces")]
    [DataRow("[test]\nhost= h\n", 2, "spaces")]
    [DataRow("[test]\n\nhots=h\n", 3, "host")]
    [DataRow("[test]\nHost=h\n", 2, "host")]
    [DataRow("[test]\nservice=other\n", 2, "another service")]
    [DataRow("[test]\nldap://ldap.example.com/dc=example\n", 2, "LDAP")]
    [DataRow("[test]\nhost=h\nsslmode=on\n", 3, "verify-full")]
    public void A_malformed_line_is_PUM3002_in_its_place(string content, int line, string named)
    {
        using var host = new TestHost();
        var file = host.Write(".pg_service.conf", content);

        var failure = host.Fails(Test);

        Assert.AreEqual("PUM3002", failure.Code);
        Assert.AreEqual($"{file}({line})", failure.Location?.ToString());
        StringAssert.Contains(failure.Text, named);
    }

    [TestMethod]
    [DataRow("dbname=postgresql://u:s3cret@h/d", "The database")]
    [DataRow("dbname=host=h password=s3cret", "The database")]
    [DataRow("user=postgresql://u:s3cret@h/d", "The user")]
    public void A_connection_string_in_the_place_of_a_name_is_found_and_not_printed(string line, string subject)
    {
        using var host = new TestHost();
        host.Write(".pg_service.conf", $"[test]\nhost=h\n{line}\n");

        var failure = host.Fails(Test);

        Assert.AreEqual("PUM1001", failure.Code);
        StringAssert.StartsWith(failure.Message, subject);
        Assert.DoesNotContain("s3cret", failure.ToString());
    }

    [TestMethod]
    public void A_byte_order_mark_before_the_section_is_named()
    {
        using var host = new TestHost();
        host.Write(".pg_service.conf", "[test]\nhost=h\n[other]\nhost=o\n", byteOrderMark: true);

        var failure = host.Fails(Test);

        Assert.AreEqual("PUM3002", failure.Code);
        StringAssert.Contains(failure.Advice, "byte-order mark");
        Assert.AreEqual(1, failure.Location?.Line);
        Assert.AreEqual("o", host.Resolve(new ConnectionRequest { Service = "other" }).Host);
    }

    [TestMethod]
    public void A_password_keeps_its_letters_and_the_space_before_it()
    {
        using var host = new TestHost();
        host.Write(".pg_service.conf", "[test]\nhost=h\npassword= a'b\"c\\d;e=f%g@h:i/jé \n");
        Assert.AreEqual(" a'b\"c\\d;e=f%g@h:i/jé", host.Resolve(Test).ToNpgsql().Password);
    }

    [TestMethod]
    public void The_first_of_two_values_counts_as_in_libpq()
    {
        using var host = new TestHost();
        host.Write(".pg_service.conf", "[test]\nhost=first\nhost=second\n");
        Assert.AreEqual("first", host.Resolve(Test).Host);
    }
}
