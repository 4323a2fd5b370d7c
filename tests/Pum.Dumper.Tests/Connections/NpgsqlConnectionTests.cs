using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Tests.Connections;

/// <summary>What Npgsql is given.</summary>
[TestClass]
public sealed class NpgsqlConnectionTests
{
    [TestMethod]
    [DataRow("host=h port=7", "h", 7)]
    [DataRow("host=/run/pg port=7", "/run/pg", 7)]
    [DataRow("host=::1 port=7", "::1", 7)]
    [DataRow("host=name hostaddr=10.0.0.1 port=7", "10.0.0.1", 7)]
    [DataRow("host=a,b port=7,8", "a:7,b:8", 5432)]
    [DataRow("host=a,::1 port=7", "a:7,[::1]:7", 5432)]
    public void Hosts_are_written_its_way(string text, string expected, int port)
    {
        using var host = new TestHost();
        var npgsql = host.Resolve(text).ToNpgsql();
        Assert.AreEqual(expected, npgsql.Host);
        Assert.AreEqual(port, npgsql.Port);
        // Npgsql checks what goes together when a connection takes the string.
        using var connection = new NpgsqlConnection(npgsql.ConnectionString);
    }

    [TestMethod]
    public void Every_counterpart_is_said_in_its_spelling()
    {
        using var host = new TestHost();
        host.Write(".postgresql/postgresql.crt", "");
        host.Write(".postgresql/root.crt", "");
        host.Write(".postgresql/postgresql.key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
        var npgsql = host.Resolve("host=a,b sslmode=verify-ca sslnegotiation=direct gssencmode=prefer channel_binding=require require_auth=!md5,!password "
            + "target_session_attrs=read-write load_balance_hosts=random krbsrvname=pg keepalives_idle=5 keepalives_interval=6 options='-c geqo=off' sslpassword=s").ToNpgsql();

        Assert.AreEqual(SslMode.VerifyCA, npgsql.SslMode);
        Assert.AreEqual(SslNegotiation.Direct, npgsql.SslNegotiation);
        Assert.AreEqual(GssEncryptionMode.Prefer, npgsql.GssEncryptionMode);
        Assert.AreEqual(ChannelBinding.Require, npgsql.ChannelBinding);
        // Only SCRAM binds a channel.
        Assert.AreEqual("ScramSHA256", npgsql.RequireAuth);
        Assert.AreEqual("!MD5,!Password", host.Resolve("host=a require_auth=!md5,!password").ToNpgsql().RequireAuth);
        Assert.AreEqual("read-write", npgsql.TargetSessionAttributes);
        Assert.IsTrue(npgsql.LoadBalanceHosts);
        Assert.AreEqual(
            "pg 5 6 -c geqo=off s",
            $"{npgsql.KerberosServiceName} {npgsql.TcpKeepAliveTime} {npgsql.TcpKeepAliveInterval} {npgsql.Options} {npgsql.SslPassword}");
        using var connection = new NpgsqlConnection(npgsql.ConnectionString);
    }

    [TestMethod]
    [DataRow("host=/srv requirepeer=postgres", "PUM1001: The connection demands requirepeer=postgres,")]
    [DataRow("host=db sslmode=verify-full sslcrl=revoked.crl", "PUM1001: The connection demands sslcrl=")]
    [DataRow("host=db sslmode=require sslcrldir=revoked", "PUM1001: The connection demands sslcrldir=")]
    [DataRow("host=db sslmode=require ssl_min_protocol_version=TLSv1.3", "PUM1001: The connection demands ssl_min_protocol_version=TLSv1.3,")]
    [DataRow("host=db sslmode=verify-ca sslrootcert=missing.crt", "PUM3007: ")]
    [DataRow("host=db requirepeer=postgres sslmode=prefer sslcrl=revoked.crl ssl_min_protocol_version=TLSv1.3", "")]
    [DataRow("host=db sslmode=verify-full ssl_min_protocol_version=TLSv1.2", "")]
    [DataRow("host=db sslcertmode=require", "PUM1001: The connection demands sslcertmode=require,")]
    [DataRow("host=db min_protocol_version=3.2", "PUM1001: The connection demands min_protocol_version=3.2,")]
    [DataRow("host=db min_protocol_version=3.0", "")]
    [DataRow("hostaddr=10.0.0.1 sslmode=verify-full", "PUM1001: The server's certificate is to be checked for its host name")]
    [DataRow("host=db sslrootcert=system", "PUM1001: The connection demands sslrootcert=system,")]
    [DataRow("host=/srv sslrootcert=system", "")]
    [DataRow("host=db sslmode=verify-full sslcrl=missing.crl sslcrldir=missing", "")]
    [DataRow("host=db sslmode=require sslcert=client.crt sslkey=open.key", "PUM3007: The private key '")]
    [DataRow("host=db sslmode=require sslcert=client.crt sslkey=link.key", "PUM3007: The private key '")]
    [DataRow("host=db sslcert=client.crt sslkey=open.key", "")]
    [DataRow("host=db sslmode=require sslcert=client.crt sslkey=open.key sslcertmode=disable", "")]
    [DataRow("host=db require_auth=!none,!password,!md5,!gss,!sspi,!scram-sha-256", "PUM1001: The connection's require_auth=")]
    [DataRow("host=db channel_binding=require require_auth=password", "PUM1001: The connection's require_auth=password")]
    [DataRow("host=db channel_binding=require require_auth=!scram-sha-256", "PUM1001: The connection's require_auth=!scram-sha-256")]
    [DataRow("host=db channel_binding=require require_auth=!password", "")]
    public void What_npgsql_cannot_enforce_is_refused_before_it_sends_anything(string conninfo, string expected)
    {
        using var host = new TestHost();
        host.Write(".postgresql/root.crt", "");
        host.Write("../project/client.crt", "");
        var key = host.Write("../project/open.key", "");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.GroupWrite);
            File.CreateSymbolicLink(Path.Combine(Path.GetDirectoryName(key)!, "link.key"), key);
        }
        else if (conninfo.EndsWith(".key", StringComparison.Ordinal))
            Assert.Inconclusive("libpq does not look at a key's rights on Windows.");
        host.Write("../project/revoked.crl", "list");
        host.Write("../project/revoked/list", "list");

        string Write()
        {
            try
            {
                _ = host.Resolve(conninfo).ToNpgsql();
                return "";
            }
            catch (PumFailureException exception)
            {
                return exception.Failure.ToString();
            }
        }

        Assert.StartsWith(expected, Write());
        Assert.AreEqual(expected.Length == 0, Write().Length == 0);
    }

    [TestMethod]
    [DataRow("", false)]
    [DataRow("sslcert=''", true)]
    [DataRow("sslcert=missing.crt", true)]
    [DataRow("sslcertmode=disable", true)]
    [DataRow("sslcertmode=disable sslmode=disable", false)]
    public void A_certificate_of_the_environment_is_not_shown_where_the_connection_shows_none(string words, bool isRefused)
    {
        using var host = new TestHost(("PGSSLCERT", "client.crt"));
        _ = host.Resolve($"host=db {words}").ToNpgsql();
        host.Write("../project/client.crt", "");
        var connection = host.Resolve($"host=db {words}");

        if (isRefused)
            Assert.Contains("client.crt", Assert.ThrowsExactly<PumFailureException>(() => connection.ToNpgsql()).Failure.Message);
        else
            _ = connection.ToNpgsql();
    }

    [TestMethod]
    public void A_list_of_revoked_certificates_counts_where_libpq_finds_it()
    {
        using var host = new TestHost();
        host.Write(".postgresql/root.crt", "");
        var list = host.Write(".postgresql/root.crl", "");
        _ = host.Resolve("host=db sslmode=verify-full").ToNpgsql();
        host.Write(".postgresql/root.crl", "list");

        var failure = Assert.ThrowsExactly<PumFailureException>(() => host.Resolve("host=db sslmode=verify-full").ToNpgsql());

        Assert.Contains($"sslcrl={list}", failure.Failure.Message);
        _ = host.Resolve("host=db").ToNpgsql();
    }

    [TestMethod]
    [DataRow("host=db sslrootcert=system sslmode=prefer", "sslrootcert=system")]
    [DataRow("host=db sslnegotiation=direct", "sslnegotiation=direct")]
    [DataRow("host=db sslnegotiation=direct sslmode=prefer", "sslnegotiation=direct")]
    [DataRow("host=db ssl_min_protocol_version=TLS1.3", "ssl_min_protocol_version")]
    [DataRow("host=db sslcertmode=never", "sslcertmode")]
    [DataRow("hostaddr=localhost", "hostaddr")]
    [DataRow("host=localhost:5433", "port")]
    [DataRow("host=[::1] port=5433", "port")]
    [DataRow("hostaddr=[::1]:5433 host=db", "hostaddr")]
    public void What_libpq_refuses_is_refused(string conninfo, string named)
    {
        using var host = new TestHost();

        var failure = host.Fails(conninfo);

        Assert.AreEqual("PUM1001", failure.Code);
        Assert.Contains(named, failure.Message);
    }

    // The variables are this process's: Npgsql asks for no other.
    [TestMethod]
    [DoNotParallelize]
    public async Task A_variable_does_not_count_where_the_connection_says_nothing_in_its_place()
    {
        const string Secret = "Can4ryOfTheEnvironment";
        using var host = new TestHost(("PGPASSWORD", Secret), ("PGOPTIONS", $"-c role={Secret}"));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var impostor = AskForPasswordAsync(listener);
        var connection = host.Resolve(
            $"host=127.0.0.1 port={((IPEndPoint)listener.LocalEndpoint).Port} user=a dbname=a password='' options='' sslmode=disable");
        foreach (var (name, value) in host.Environment.Variables)
            Environment.SetEnvironmentVariable(name, value);
        try
        {
            var failure = await Assert.ThrowsExactlyAsync<PumFailureException>(() => ConnectAsync(connection, CancellationToken.None));

            Assert.AreEqual("PUM3004", failure.Failure.Code);
            Assert.Contains("none was found", failure.Failure.Message);
            Assert.DoesNotContain(Secret, await impostor);
        }
        finally
        {
            foreach (var name in host.Environment.Variables.Keys)
                Environment.SetEnvironmentVariable(name, null);
        }
    }

    [TestMethod]
    [DataRow("", true)]
    [DataRow("channel_binding=require", false)]
    [DataRow("require_auth=scram-sha-256", false)]
    public async Task A_server_that_asks_for_the_password_in_clear_gets_none_where_libpq_refuses_it(string demand, bool isSent)
    {
        using var host = new TestHost();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var impostor = AskForPasswordAsync(listener);
        var connection = host.Resolve(
            $"host=127.0.0.1 port={((IPEndPoint)listener.LocalEndpoint).Port} user=a dbname=a password=Can4ry sslmode=disable {demand}");

        await Assert.ThrowsExactlyAsync<PumFailureException>(() => ConnectAsync(connection, CancellationToken.None));

        Assert.AreEqual(isSent, (await impostor).Contains("Can4ry", StringComparison.Ordinal));
    }

    [TestMethod]
    [DataRow(@"\:\:1:*:*:*:Can4ry", "Can4ry", "PUM3003")]
    [DataRow("127.0.0.1:*:*:*:Can4ry", "", "PUM3004")]
    public async Task A_server_in_a_list_gets_the_password_of_its_own(string line, string expected, string code)
    {
        if (!Socket.OSSupportsIPv6)
            Assert.Inconclusive("This machine has no IPv6.");
        using var host = new TestHost();
        host.Write(".pgpass", line);
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        using var listener = new TcpListener(IPAddress.IPv6Loopback, 0);
        listener.Start();
        var server = AskForPasswordAsync(listener);
        var connection = host.Resolve(
            $"host=127.0.0.1,::1 port={((IPEndPoint)closed.LocalEndpoint).Port},{((IPEndPoint)listener.LocalEndpoint).Port} user=a dbname=a sslmode=disable");
        closed.Stop();

        var failure = await Assert.ThrowsExactlyAsync<PumFailureException>(() => ConnectAsync(connection, CancellationToken.None));

        Assert.AreEqual(code, failure.Failure.Code);
        var sent = await server;
        Assert.AreEqual(expected.Length > 0, sent.Contains("Can4ry", StringComparison.Ordinal), sent);
    }

    [TestMethod]
    public async Task A_password_that_changes_in_its_file_is_the_new_one_in_the_next_session_of_an_operation()
    {
        using var host = new TestHost();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var sources = new SharedSources();
        var connection = host.Resolve(
            $"host=127.0.0.1 port={((IPEndPoint)listener.LocalEndpoint).Port} user=a dbname=a sslmode=disable") with
        { SharedSources = sources };
        foreach (var password in new[] { "Can4ry1", "Can4ry2" })
        {
            host.Write(".pgpass", $"*:*:*:*:{password}");
            var server = AskForPasswordAsync(listener);

            await Assert.ThrowsExactlyAsync<PumFailureException>(() => ConnectAsync(connection, CancellationToken.None));

            Assert.Contains(password, await server);
            Assert.AreEqual("refused: ***", connection.Redact($"refused: {password}"));
        }

        Assert.AreEqual("*** ***", connection.Redact("Can4ry1 Can4ry2"), "what was in the file before stays secret");
    }

    [TestMethod]
    [DataRow("disable", false)]
    [DataRow("require", false)]
    [DataRow("require", true, DisplayName = "the operation whose source it was ends too")]
    public async Task A_server_that_never_answers_is_given_up_at_once_when_the_caller_gives_up(string sslmode, bool shares)
    {
        using var host = new TestHost();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        var sources = new SharedSources();
        listener.Start();
        var accepting = listener.AcceptTcpClientAsync();
        var connection = host.Resolve(
            $"host=127.0.0.1 port={((IPEndPoint)listener.LocalEndpoint).Port} user=a dbname=a sslmode={sslmode} connect_timeout=600") with
        { SharedSources = shares ? sources : null };
        using var stop = new CancellationTokenSource();
        var connecting = ConnectAsync(connection, stop.Token);
        using var accepted = await accepting;
        await accepted.GetStream().ReadExactlyAsync(new byte[8]);
        // Until the client waits for the answer.
        await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);

        await stop.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => connecting.WaitAsync(TimeSpan.FromSeconds(30)));
        await sources.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static async Task ConnectAsync(Connection connection, CancellationToken cancellationToken)
    {
        await using var session = await SessionOpening.ConnectAsync(
            connection, new FailureContext("test", 0, [], "", Dumping: false, ""), cancellationToken);
    }

    /// <summary>AuthenticationCleartextPassword of the protocol, whatever the client begins with; all that the client sent.</summary>
    private static async Task<string> AskForPasswordAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        var stream = client.GetStream();
        var buffer = new byte[4096];
        await stream.ReadExactlyAsync(buffer.AsMemory(0, 4));
        var startup = BinaryPrimitives.ReadInt32BigEndian(buffer) - 4;
        await stream.ReadExactlyAsync(buffer.AsMemory(0, startup));
        await stream.WriteAsync(new byte[] { (byte)'R', 0, 0, 0, 8, 0, 0, 0, 3 });
        var answer = await stream.ReadAsync(buffer.AsMemory(startup));
        return Encoding.ASCII.GetString(buffer, 0, startup + answer);
    }

    [TestMethod]
    public void Nothing_pools_and_nothing_is_left_for_the_environment_to_say()
    {
        using var host = new TestHost();
        var npgsql = host.Resolve("host=h").ToNpgsql();
        Assert.IsFalse(npgsql.Pooling);
        Assert.AreEqual("maria maria", $"{npgsql.Username} {npgsql.Database}");
        Assert.IsTrue(npgsql.ContainsKey("SSL Mode") && npgsql.ContainsKey("Client Encoding") && npgsql.ContainsKey("Passfile"));
    }

    [TestMethod]
    public void A_client_certificate_is_shown_as_libpq_shows_it()
    {
        using var host = new TestHost();
        Assert.AreEqual("||", Shown(host, "sslcert=client.crt sslkey=client.key sslpassword=s"), "one that is not there is passed over");
        var certificate = host.Write("../project/client.crt", "");
        var key = host.Write("../project/client.key", "-----BEGIN PRIVATE KEY-----\n");
        Assert.AreEqual(
            $"{certificate}|{key}|",
            Shown(host, "sslcert=client.crt sslkey=client.key sslpassword=s"),
            "a key that needs no password takes none");
        host.Write("../project/client.key", "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n");
        Assert.AreEqual($"{certificate}|{key}|s", Shown(host, "sslcert=client.crt sslkey=client.key sslpassword=s"));
    }

    [TestMethod]
    public void Require_checks_the_servers_certificate_where_there_is_one_to_check_it_by()
    {
        using var host = new TestHost();
        Assert.AreEqual(SslMode.Require, host.Resolve("host=h sslmode=require").ToNpgsql().SslMode);
        Assert.AreEqual(SslMode.Require, host.Resolve("host=h sslmode=require sslrootcert=root.crt").ToNpgsql().SslMode);
        host.Write(".postgresql/root.crt", "");
        Assert.AreEqual(SslMode.VerifyCA, host.Resolve("host=h sslmode=require").ToNpgsql().SslMode);
        // Without HOME, Npgsql would not find it.
        Assert.AreEqual(
            Path.Combine(host.Environment.HomeDirectory, ".postgresql", "root.crt"),
            host.Resolve("host=h sslmode=require").ToNpgsql().RootCertificate);
        host.Write("../project/root.crt", "");
        Assert.AreEqual(SslMode.VerifyCA, host.Resolve("host=h sslmode=require sslrootcert=root.crt").ToNpgsql().SslMode);
        Assert.AreEqual(SslMode.Prefer, host.Resolve("host=h sslrootcert=root.crt").ToNpgsql().SslMode);
        // libpq then fails to read it: nothing to check by is not the same as not to check.
        Assert.AreEqual(SslMode.VerifyCA, host.Resolve("host=h sslmode=require sslrootcert=.").ToNpgsql().SslMode);
    }

    private static string Shown(TestHost host, string words)
    {
        var npgsql = host.Resolve($"host=h {words}").ToNpgsql();
        return $"{npgsql.SslCertificate}|{npgsql.SslKey}|{npgsql.SslPassword}";
    }

    [TestMethod]
    [DataRow("0", 0)]
    [DataRow("-1", 0)]
    [DataRow("5000", 1024)]
    public void A_timeout_stays_within_its_range(string written, int expected)
    {
        using var host = new TestHost();
        Assert.AreEqual(expected, host.Resolve($"host=h connect_timeout={written}").ToNpgsql().Timeout);
    }

    [TestMethod]
    public void One_server_is_not_chosen_among()
    {
        using var host = new TestHost();
        var npgsql = host.Resolve("host=h target_session_attrs=read-write load_balance_hosts=random").ToNpgsql();
        Assert.IsNull(npgsql.TargetSessionAttributes);
        using var connection = new NpgsqlConnection(npgsql.ConnectionString);
    }
}
