namespace Pum.Dumper.Tests.Connections;

[TestClass]
public sealed class PassFileTests
{
    [TestMethod]
    [DataRow("h:5432:d:u:secret", "secret")]
    [DataRow("*:*:*:*:secret", "secret")]
    [DataRow("#h:5432:d:u:no\nh:5432:d:u:secret", "secret")]
    [DataRow("h:5432:other:u:no\nh:5432:d:*:secret\nh:5432:d:u:late", "secret")]
    [DataRow(@"h:5432:d:u:a\:b\\c", @"a:b\c")]
    [DataRow("h:5432:d:u:a'\";=%@/ é", "a'\";=%@/ é")]
    [DataRow("h:5432:d:u:secret\r", "secret")]
    [DataRow("h:5432:d:u:secret:comment", "secret")]
    [DataRow("h:5432:d:u", null)]
    [DataRow("h*:5432:d:u:no", null)]
    [DataRow("h:5433:d:u:no", null)]
    [DataRow("", null)]
    public void The_first_line_that_matches_gives_the_password(string content, string? expected)
    {
        using var host = new TestHost();
        host.Write(".pgpass", content + "\n");
        Assert.AreEqual(expected, host.Resolve("host=h dbname=d user=u").ToNpgsql().Password);
    }

    [TestMethod]
    public void Names_with_colons_and_backslashes_are_escaped()
    {
        using var host = new TestHost();
        host.Write(".pgpass", @"\:\:1:5432:a\:b:c\\d:secret");
        Assert.AreEqual("secret", host.Resolve(@"host=::1 dbname=a:b user='c\\d'").ToNpgsql().Password);
    }

    [TestMethod]
    [DataRow("/var/run/postgresql", "localhost")]
    [DataRow("/tmp", "/tmp")]
    [DataRow("/run/private", "/run/private")]
    public void A_default_folder_of_sockets_is_localhost(string folder, string line)
    {
        using var host = new TestHost();
        host.Write(".pgpass", $"{line}:*:*:*:secret");
        Assert.AreEqual("secret", host.Resolve($"host={folder} dbname=d").ToNpgsql().Password);
    }

    [TestMethod]
    public void Another_folder_of_sockets_is_not()
    {
        using var host = new TestHost();
        host.Write(".pgpass", "localhost:*:*:*:secret");
        Assert.IsNull(host.Resolve("host=/run/private dbname=d").ToNpgsql().Password);
    }

    [TestMethod]
    public void Another_database_has_its_own_line()
    {
        using var host = new TestHost();
        host.Write(".pgpass", "h:*:a:*:first\nh:*:b:*:second\n");
        var connection = host.Resolve("host=h dbname=a");
        Assert.AreEqual("first", connection.ToNpgsql().Password);
        Assert.AreEqual("second", connection.WithDatabase("b").ToNpgsql().Password);
        Assert.IsNull(connection.WithDatabase("c").ToNpgsql().Password);
    }

    [TestMethod]
    public void The_keyword_the_variable_and_the_home_folder_name_it_in_this_order()
    {
        using var host = new TestHost(("PGPASSFILE", "variable"));
        host.Write(Path.Combine(host.Environment.BaseDirectory, "keyword"), "*:*:*:*:keyword");
        host.Write(Path.Combine(host.Environment.BaseDirectory, "variable"), "*:*:*:*:variable");
        host.Write(".pgpass", "*:*:*:*:home");
        Assert.AreEqual("keyword", host.Resolve("host=h passfile=keyword").ToNpgsql().Password);
        Assert.AreEqual("variable", host.Resolve("host=h").ToNpgsql().Password);
        host.Environment = host.Environment with { Variables = host.Environment.Variables.Clear() };
        Assert.AreEqual("home", host.Resolve("host=h").ToNpgsql().Password);
    }

    [TestMethod]
    public void On_Windows_it_is_pgpass_conf()
    {
        using var host = new TestHost();
        host.Environment = host.Environment with { IsWindows = true };
        host.Write(Path.Combine(host.Environment.ApplicationDataDirectory, "postgresql", "pgpass.conf"), "*:*:*:*:secret");
        Assert.AreEqual("secret", host.Resolve("host=h").ToNpgsql().Password);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void A_file_that_others_can_read_does_not_count()
    {
        using var host = new TestHost();
        var path = host.Write(".pgpass", "*:*:*:*:secret");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        var npgsql = host.Resolve("host=h").ToNpgsql();
        Assert.IsNull(npgsql.Password);
        Assert.AreNotEqual(path, npgsql.Passfile);
    }

    [TestMethod]
    public void A_password_that_was_given_needs_no_file()
    {
        using var host = new TestHost();
        host.Write(".pgpass", "*:*:*:*:file");
        Assert.AreEqual("given", host.Resolve("host=h password=given").ToNpgsql().Password);
    }

    [TestMethod]
    public void Servers_may_have_passwords_of_their_own()
    {
        using var host = new TestHost();
        host.Write(".pgpass", "a:*:*:*:first\nb:*:*:*:second\n");
        var connection = host.Resolve("host=a,b,c port=1,2,3");
        Assert.IsNull(connection.ToNpgsql().Password);
        Assert.AreEqual("first second ", string.Join(' ', connection.PasswordOf("a", 1), connection.PasswordOf("b", 2), connection.PasswordOf("c", 3)));
        Assert.AreEqual("first second", string.Join(' ', connection.Secrets));
    }
}
