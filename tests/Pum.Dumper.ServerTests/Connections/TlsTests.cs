using Pum.Dumper.Connections;
using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring;
using Pum.Dumper.ServerTests.Faults;

namespace Pum.Dumper.ServerTests.Connections;

/// <summary>TLS, for the client tools and for our own sessions alike: a restore opens both.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class TlsTests
{
    private const string Client = " sslcert=client.crt sslkey=client.key sslpassword='Can4ry\\'s key ü'";

    private static TlsServer _tls = null!;

    /// <summary>One server for all of them.</summary>
    [ClassInitialize]
    public static async Task StartAsync(TestContext _) => _tls = OperatingSystem.IsWindows() ? null! : await TlsServer.StartAsync();

    /// <summary>Ends it.</summary>
    [ClassCleanup]
    public static async Task EndAsync()
    {
        if (_tls is not null)
            await _tls.DisposeAsync();
    }

    [TestMethod]
    [DataRow("sslmode=verify-full sslrootcert=root.crt" + Client, 0)]
    [DataRow("sslmode=verify-full sslrootcert=root.crt" + Client, 18)]
    [DataRow("sslmode=verify-ca sslrootcert=root.crt host=127.0.0.1" + Client, 0)]
    [DataRow("sslmode=require sslrootcert=root.crt" + Client, 0)]
    [DataRow("sslmode=verify-full sslrootcert=root.crt sslcert=client.crt sslkey=plain.key", 0)]
    [DataRow("sslmode=verify-full sslrootcert=root.crt sslcert=client.crt sslkey=plain.key sslpassword=needless", 0)]
    [DataRow("sslmode=require" + Client, 0)]
    public async Task A_role_gets_in_by_its_certificate(string words, int major)
    {
        await using var database = await TestDatabase.CreateAsync(_tls.Server, TestServer.Plain);
        await database.ExecuteAsSuperuserAsync($"SET ROLE {TestServer.Plain}; CREATE TABLE film (id int PRIMARY KEY)");
        var tools = major == 0 ? _tls.Server.BinDirectory : await TestServer.GetBinDirectoryAsync(major);
        var reporter = new CollectingReporter();

        foreach (var (name, format) in new[] { ($"{database.Name}.dump", DumpFormat.Custom), ($"{database.Name}.sql", DumpFormat.Plain) })
        {
            await DumpAsync(database, words, name, tools, reporter, format);
            await database.ExecuteAsSuperuserAsync("DROP TABLE film");
            await RestoreAsync(database, words, name, tools, reporter);
        }

        Assert.AreEqual(
            1L, await database.As(_tls.Server.Superuser).QueryAsync<long>("SELECT count(*) FROM pg_class WHERE relname = 'film'"));
        AssertSilent(reporter);
    }

    [TestMethod]
    [DataRow("sslmode=verify-full sslrootcert=root.crt sslcert=client.crt sslkey=client.key sslpassword=Can4ry", "client.key", DisplayName = "wrong password of the key")]
    [DataRow("sslmode=verify-full sslrootcert=root.crt sslcert=client.crt sslkey=client.key", "client.key", DisplayName = "no password of the key")]
    [DataRow("sslmode=verify-full sslrootcert=root.crt sslcert=client.crt sslkey=missing.key", "missing.key", DisplayName = "no key")]
    [DataRow("sslmode=verify-full sslrootcert=root.crt sslcert=client.crt sslkey=open.key", "open.key", DisplayName = "a key that others can read")]
    [DataRow("sslmode=verify-full sslrootcert=other.crt" + Client, "certificate", DisplayName = "an authority that is not trusted")]
    [DataRow("sslmode=require sslrootcert=other.crt" + Client, "certificate", DisplayName = "an authority that is not trusted, with require")]
    [DataRow("sslmode=verify-full sslrootcert=root.crt host=127.0.0.1" + Client, "127.0.0.1", DisplayName = "another host name")]
    [DataRow("sslmode=verify-full sslrootcert=missing.crt" + Client, "missing.crt", DisplayName = "no root certificate")]
    public async Task What_is_wrong_with_TLS_is_PUM3007(string words, string named)
    {
        await using var database = await TestDatabase.CreateAsync(_tls.Server, TestServer.Plain);
        await AssertFailsAsync(database, words, named);
    }

    [TestMethod]
    public async Task A_server_without_TLS_is_PUM3007_where_it_is_required()
    {
        await using var database = await TestDatabase.CreateAsync();
        await AssertFailsAsync(database, $"sslmode=require user={TestServer.Plain}", "SSL");
    }

    // As libpq: somebody's certificate for another server may lie in the place that is looked into by default.
    [TestMethod]
    public async Task Where_TLS_is_only_preferred_it_is_done_without()
    {
        await using var database = await TestDatabase.CreateAsync(_tls.Server);
        _tls.Folder.Write("prefer.sql", "CREATE TABLE film (id int);\n");

        await RestoreAsync(database, $"user={TestServer.Owner} password='{TestServer.OwnerPassword.Replace("'", "\\'", StringComparison.Ordinal)}' sslcert=client.crt sslkey=client.key", "prefer.sql", database.Server.BinDirectory, new());

        Assert.AreEqual(1L, await database.QueryAsync<long>("SELECT count(*) FROM pg_class WHERE relname = 'film'"));
    }

    [TestMethod]
    [DataRow(115, '/')]
    [DataRow(300, 'h')]
    public async Task A_place_that_no_server_can_have_is_PUM3003(int length, char first)
    {
        await using var database = await TestDatabase.CreateAsync(_tls.Server);
        _tls.Folder.Write("seed.sql", "SELECT 1;\n");

        var failure = await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(() =>
            RestoreAsync(database, $"host={first}{new string('x', length)}", "seed.sql", database.Server.BinDirectory, new()));

        Assert.AreEqual("PUM3003", failure.Code, failure.ToString());
    }

    [TestMethod]
    public async Task A_certificate_that_is_not_shown_is_PUM3004()
    {
        await using var database = await TestDatabase.CreateAsync(_tls.Server, TestServer.Plain);
        await AssertFailsAsync(database, "sslmode=require", "certificate", "PUM3004");
    }

    [TestMethod]
    [DoNotParallelize]
    [DataRow(0, true)]
    [DataRow(0, false)]
    [DataRow(18, true)]
    [DataRow(18, false)]
    public async Task A_session_that_is_cut_is_named(int major, bool inOrder)
    {
        await using var database = await TestDatabase.CreateAsync(_tls.Server, TestServer.Plain);
        await database.ExecuteAsSuperuserAsync($"SET ROLE {TestServer.Plain}; {BulkyData.Sql}");
        var tools = major == 0 ? _tls.Server.BinDirectory : await TestServer.GetBinDirectoryAsync(major);
        var (archive, script) = ($"{database.Name}.dump", $"{database.Name}.sql");
        await DumpAsync(database, Tls(_tls.Server.Port), archive, tools, new(), DumpFormat.Custom);
        await DumpAsync(database, Tls(_tls.Server.Port), script, tools, new(), DumpFormat.Plain);

        await CutAsync("PUM4006", words => DumpAsync(database, words, "cut.dump", tools, new(), DumpFormat.Custom));
        await database.ExecuteAsSuperuserAsync($"SET ROLE {TestServer.Plain}; DROP OWNED BY {TestServer.Plain}");
        await CutAsync("PUM5012", words => RestoreAsync(database, words, archive, tools, new()));
        await CutAsync("PUM5012", words => RestoreAsync(database, words, script, tools, new()));

        static string Tls(int port) => $"sslmode=verify-full sslrootcert=root.crt port={port}{Client}";

        async Task CutAsync(string code, Func<string, Task> run)
        {
            await using var relay = new Relay(_tls.Server.Port) { Pause = TimeSpan.FromMilliseconds(4) };
            var operation = run(Tls(relay.Port));
            if (!await Moment.Copying(new(major)).ComesAsync(_tls.Server, operation))
                Assert.Fail($"the operation was too fast: {await FaultSite.FailureOf(operation)}");
            relay.Cut(inOrder);
            var failure = (await Assert.ThrowsAsync<PumFailureException>(() => operation)).Failure;
            Assert.AreEqual(code, failure.Code, failure.ToString());
        }
    }

    private static async Task AssertFailsAsync(TestDatabase database, string words, string named, string code = "PUM3007")
    {
        var reporter = new CollectingReporter();
        _tls.Folder.Write("seed.sql", "SELECT 1;\n");
        var dump = await Assert.ThrowsExactlyAsync<PgDumpFailedException>(
            () => DumpAsync(database, words, $"{database.Name}.dump", database.Server.BinDirectory, reporter, DumpFormat.Custom));
        var restore = await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(
            () => RestoreAsync(database, words, "seed.sql", database.Server.BinDirectory, reporter));

        foreach (var failure in new[] { dump.Failure, restore.Failure })
        {
            Assert.AreEqual(code, failure.Code, failure.ToString());
            Assert.Contains(named, failure.Message);
            Assert.DoesNotContain("Can4ry", $"{failure}{string.Join('\n', failure.Details)}");
        }
        AssertSilent(reporter);
    }

    private static void AssertSilent(CollectingReporter reporter) =>
        Assert.DoesNotContain(message => message.Text.Contains("Can4ry", StringComparison.Ordinal), reporter.Messages);

    private static Task<DumpResult> DumpAsync(
        TestDatabase database, string words, string file, string tools, CollectingReporter reporter, DumpFormat format) =>
        DumpOperation.RunAsync(
        new() { Caller = "PumDump", Connection = Connect(database, words), File = _tls.Folder[file], Format = format, BaseDirectory = _tls.Folder.FullName, ToolPath = tools }, reporter);

    private static Task<RestoreResult> RestoreAsync(
        TestDatabase database, string words, string file, string tools, CollectingReporter reporter) => RestoreOperation.RunAsync(
        new() { Caller = "PumRestore", Connection = Connect(database, words), File = _tls.Folder[file], BaseDirectory = _tls.Folder.FullName, ToolPath = tools }, reporter);

    /// <summary>Paths of certificates count from the project, which is the server's folder of them here; later words win.</summary>
    private static ConnectionRequest Connect(TestDatabase database, string words) =>
        new() { ConnectionString = $"host=localhost port={database.Server.Port} dbname={database.Name} user={TestServer.Plain} {words}" };
}
