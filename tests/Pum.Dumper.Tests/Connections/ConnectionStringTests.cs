using Pum.Dumper.Connections;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Tests.Connections;

[TestClass]
public sealed class ConnectionStringTests
{
    [TestMethod]
    [DataRow("host=h port=5 dbname=d", "host=h port=5 dbname=d")]
    [DataRow("  host = h\n\tport  =5 ", "host=h port=5")]
    [DataRow(@"password='it\'s' dbname='a b'", "password=it's dbname=a b")]
    [DataRow(@"password=a\ b\\c dbname=d", @"password=a b\c dbname=d")]
    [DataRow("host='a'port=5", "host=a port=5")]
    [DataRow("dbname=''", "dbname=")]
    [DataRow("password=a;b dbname=d", "password=a;b dbname=d")]
    [DataRow("password='a;Host=b' dbname=d", "password=a;Host=b dbname=d")]
    [DataRow("password=a;b=c", "password=a;b=c")]
    [DataRow("host=h password=abc;", "host=h password=abc;")]
    [DataRow("requiressl=1", "sslmode=require")]
    public void Keyword_value_strings_are_read_as_libpq_reads_them(string text, string expected) => AssertReads(text, expected);

    [TestMethod]
    [DataRow("postgresql://", "")]
    [DataRow("postgres://localhost", "host=localhost")]
    [DataRow("postgresql://localhost:5433/app", "host=localhost port=5433 dbname=app")]
    [DataRow("postgresql://ci@localhost", "user=ci host=localhost")]
    [DataRow("postgresql://ci:secret@localhost/app?connect_timeout=10&application_name=x", "user=ci password=secret host=localhost dbname=app connect_timeout=10 application_name=x")]
    [DataRow("postgresql://ci:@localhost", "user=ci host=localhost")]
    [DataRow("postgresql://:x@localhost", "password=x host=localhost")]
    [DataRow("postgresql://h1:1,h2,h3:3/app", "host=h1,h2,h3 port=1,,3 dbname=app")]
    [DataRow("postgresql://[2001:db8::1234]/app", "host=2001:db8::1234 dbname=app")]
    [DataRow("postgresql://[::1]:5433,other?dbname=d", "host=::1,other port=5433, dbname=d")]
    [DataRow("postgresql://%2Fvar%2Frun%2Fpostgresql/app", "host=/var/run/postgresql dbname=app")]
    [DataRow("postgresql:///app?host=/tmp&sslmode=require", "dbname=app host=/tmp sslmode=require")]
    [DataRow("postgresql:///app?ssl=true", "dbname=app sslmode=require")]
    [DataRow("postgresql://u:p%40%3A%2F%25%20%C3%A9@h/%C3%BC", "user=u password=p@:/% é host=h dbname=ü")]
    [DataRow("postgresql://u:pé@h", "user=u password=pé host=h")]
    [DataRow("postgresql://h/?user=u", "host=h user=u")]
    public void Uris_are_read_as_libpq_reads_them(string text, string expected) => AssertReads(text, expected);

    [TestMethod]
    [DataRow("Host=h;Database=d", "host=h dbname=d")]
    [DataRow("host=h;database=d;", "host=h dbname=d")]
    [DataRow("host=h;", "host=h")]
    [DataRow("Host=h", "host=h")]
    [DataRow("Server=h;User Id=u;Pwd=p", "host=h user=u password=p")]
    [DataRow("User Name=u;Host=h", "user=u host=h")]
    [DataRow("Host=h;Password='a;b=c'", "host=h password=a;b=c")]
    [DataRow("Host=h;Password=\"it's\"", "host=h password=it's")]
    [DataRow("Host=h;Password='it''s'", "host=h password=it's")]
    [DataRow("Host=h;Password=b c=d;Username=u", "host=h password=b c=d user=u")]
    [DataRow("Host=a:1,b:2,c;Port=3", "host=a,b,c port=1,2,3")]
    [DataRow("Database=my db", "dbname=my db")]
    [DataRow("Host=a,b;Port=3", "host=a,b port=3")]
    [DataRow("Host=::1;Port=3", "host=::1 port=3")]
    [DataRow("Host=[::1]:7", "host=::1 port=7")]
    [DataRow("Host=/tmp;Port=3", "host=/tmp port=3")]
    [DataRow("Host=h;Pooling=true;Maximum Pool Size=3;Command Timeout=4;Enlist=false;Read Buffer Size=100", "host=h")]
    [DataRow("Host=h;SSL Mode=VerifyFull;Root Certificate=/r;Channel Binding=Require", "host=h sslmode=verify-full sslrootcert=/r channel_binding=require")]
    [DataRow("Host=h;SslMode=verify-ca", "host=h sslmode=verify-ca")]
    [DataRow("Host=h;SSL Certificate=/c;SSL Key=/k;SSL Password=p", "host=h sslcert=/c sslkey=/k sslpassword=p")]
    [DataRow("Host=h;GSS Encryption Mode=Disable;Require Auth=ScramSHA256,!MD5", "host=h gssencmode=disable require_auth=scram-sha-256,!md5")]
    [DataRow("Host=h;Search Path=a b,c;Timezone=Europe/Vienna;Options=-c geqo=off", @"host=h options=-c geqo=off -c search_path=a\ b,c -c TimeZone=Europe/Vienna")]
    [DataRow("Host=h;Options=-c application_name=x;Database=d", "host=h dbname=d options=-c application_name=x")]
    [DataRow("Host=h;Target Session Attributes=prefer-standby;Load Balance Hosts=true", "host=h target_session_attrs=prefer-standby load_balance_hosts=random")]
    [DataRow("Host=h;Tcp Keepalive=true;Tcp Keepalive Time=5;Timeout=7;Keepalive=9", "host=h keepalives=1 keepalives_idle=5 connect_timeout=7")]
    public void Strings_for_Npgsql_become_keywords_of_libpq(string text, string expected) => AssertReads(text, expected);

    [TestMethod]
    [DataRow("host", "")]
    [DataRow("host=h port", "")]
    [DataRow("password='open", "")]
    [DataRow("hots=h", "host")]
    [DataRow("host=h Database=d", "")]
    [DataRow("Host=h Dbname=d", "")]
    [DataRow("Host=h;Databas=d", "database")]
    [DataRow("Host=h;Check Certificate Revocation=true", "Check Certificate Revocation")]
    [DataRow("Host=h;Target Session Attributes=prefer-primary", "targetsessionattributes")]
    [DataRow("Host=h;Pooling", "")]
    [DataRow("postgresql://[::1/app", "")]
    [DataRow("postgresql://[]/app", "")]
    [DataRow("postgresql://[::1]x/app", "")]
    [DataRow("postgresql://h/app?sslmode", "")]
    [DataRow("postgresql://h/app?a=b=c", "")]
    [DataRow("postgresql://h/app?sslmod=require", "sslmode")]
    [DataRow("postgresql://u:p%ss@h", "")]
    [DataRow("postgresql://u:p%00@h", "")]
    [DataRow("postgresql://u:p%FF@h", "")]
    public void Broken_strings_fail_with_PUM1001(string text, string named)
    {
        using var host = new TestHost();

        var failure = host.Fails(text);

        Assert.AreEqual("PUM1001", failure.Code);
        StringAssert.Contains(failure.Message, named);
        Assert.AreNotEqual("", failure.Advice);
    }

    [TestMethod]
    [DataRow("host=h port=0")]
    [DataRow("host=h port=x")]
    [DataRow("host=a,b port=1,2,3")]
    [DataRow("host=a,b hostaddr=1.2.3.4")]
    [DataRow("host=h sslmode=on")]
    [DataRow("host=h connect_timeout=soon")]
    [DataRow("host=h target_session_attrs=master")]
    public void Values_that_libpq_would_refuse_fail_with_PUM1001(string text)
    {
        using var host = new TestHost();
        Assert.AreEqual("PUM1001", host.Fails(text).Code);
    }

    [TestMethod]
    [DataRow("password=top secret=word host=h")]
    [DataRow("host=h password=top secret")]
    [DataRow("host=h password='top secret")]
    [DataRow("Host=h;Password=top;secret=word")]
    [DataRow("Host=h;Password=top;secret")]
    [DataRow("postgresql://u:top%secret@h/app")]
    [DataRow("postgresql://u:top/secret@h/app")]
    [DataRow("postgresql://u:top@secret@h/app")]
    [DataRow("postgresql://u@h/app?top=secret")]
    public void A_password_without_its_quotes_reaches_no_message(string text)
    {
        using var host = new TestHost();

        var failure = host.Fails(text);

        Assert.IsFalse(failure.Text.Contains("secret", StringComparison.Ordinal), failure.Text);
        Assert.IsFalse(failure.Text.Contains("top", StringComparison.Ordinal), failure.Text);
    }

    [TestMethod]
    [DataRow("host=h password=correct hots=battery", "hots")]
    [DataRow("host=h password=correct Port=battery", "Port")]
    [DataRow("host=h sslpassword=correct horse prot=battery", "prot")]
    [DataRow("host=h password=correct horse", "horse")]
    [DataRow("Host=h;Password=correct;databse=battery", "databse")]
    [DataRow("Password=correct;Hots=battery;Host=h", "Hots")]
    [DataRow("postgresql://u@h/app?password=correct&hots=battery", "hots")]
    public void A_piece_of_a_password_that_looks_like_a_keyword_reaches_no_message(string text, string piece)
    {
        using var host = new TestHost();

        var failure = host.Fails(text);

        Assert.AreEqual("PUM1001", failure.Code);
        Assert.DoesNotContain(piece, failure.Text);
        Assert.DoesNotContain("battery", failure.Text);
    }

    [TestMethod]
    [DataRow("hots=h password=correct", "\"hots\" is not a keyword of libpq (\"host\" is)")]
    [DataRow("passwrod=correct host=h", "\"passwrod\" is not a keyword of libpq (\"password\" is)")]
    [DataRow("Host=h;Databse=app;Password=correct", "\"databse\" is not a keyword of Npgsql (\"database\" is)")]
    public void A_keyword_before_the_password_is_repeated_with_the_one_that_was_meant(string text, string expected)
    {
        using var host = new TestHost();

        Assert.Contains(expected, host.Fails(text).Text);
    }

    [TestMethod]
    public void A_bare_word_is_answered_with_the_advice_to_use_Service()
    {
        using var host = new TestHost();
        var failure = host.Fails("app_test");
        Assert.AreEqual("PUM1001", failure.Code);
        StringAssert.Contains(failure.Advice, "Service");
    }

    [TestMethod]
    [DataRow("postgresql://u:5432/x@h/app")]
    [DataRow("postgresql://u:p%ss@h/app")]
    [DataRow("postgresql://u:p/ss@h/app")]
    [DataRow("postgresql://u:p@ss@h/app")]
    public void A_URI_that_lost_its_escapes_may_want_the_advice_to_escape_percent_signs(string text)
    {
        using var host = new TestHost(("URI", text));
        Assert.AreEqual(CallersAdvice.EscapePercent, host.Fails(text).CallersAdvice);
        Assert.AreEqual(CallersAdvice.None, host.Fails(new ConnectionRequest { ConnectionStringVariable = "URI" }).CallersAdvice);
    }

    [TestMethod]
    [DataRow("postgresql://u:p%41ss@h/app", true)]
    [DataRow("postgresql://u:p ss@h/app", true)]
    [DataRow("postgresql://u:pass@h/app?sslmode=require", false)]
    [DataRow("host=h password=p%41ss", false)]
    public void An_authentication_that_fails_may_want_the_same_advice(string text, bool expected)
    {
        using var host = new TestHost(("URI", text));
        Assert.AreEqual(expected, host.Resolve(text).MayNeedEscaping);
        Assert.IsFalse(host.Resolve(new ConnectionRequest { ConnectionStringVariable = "URI" }).MayNeedEscaping);
    }

    private static void AssertReads(string text, string expected) =>
        Assert.AreEqual(expected, string.Join(' ', ConnectionStringReader.Read(text).Select(pair => $"{pair.Keyword}={pair.Value}")));
}
