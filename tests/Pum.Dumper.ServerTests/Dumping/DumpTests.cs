using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;
using Pum.Dumper.Servers;

namespace Pum.Dumper.ServerTests.Dumping;

[TestClass]
internal sealed class DumpTests
{
    private readonly CollectingReporter _reporter = new();

    [TestMethod]
    public async Task A_dump_says_what_it_is_and_where_it_came_from()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var folder = new TestFolder();
        var result = await DumpAsync(database, folder["new/snap.dump"], request => request with { BaseDirectory = folder.FullName });

        Assert.AreEqual(folder["new/snap.dump"], result.File);
        Assert.AreEqual(new FileInfo(result.File).Length, result.Size);
        Assert.AreEqual(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(result.File))),
            result.Sha256);
        Assert.StartsWith($"{database.Server.Major}.", result.ServerVersion);
        Assert.IsTrue(_reporter.Messages.Any(message => message == (ReportImportance.High, $"PumDump → {database.Name} on 127.0.0.1:{database.Server.Port} as {TestServer.Owner} (ConnectionString)")),
            string.Join('\n', _reporter.Messages));
    }

    [TestMethod]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Plain)]
    [DataRow(DumpFormat.Directory)]
    public async Task A_failed_dump_leaves_what_stood_there_and_nothing_beside_it(DumpFormat format)
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsSuperuserAsync("CREATE TABLE public.secrets (); REVOKE ALL ON public.secrets FROM PUBLIC");
        using var folder = new TestFolder();
        await DumpAsync(
            database, folder["snap"], request => request with { Format = format, Filter = new() { ExcludeTables = ["secrets"] } });
        var before = Snapshot(folder);

        var failure = await Assert.ThrowsExactlyAsync<PgDumpFailedException>(
            () => DumpAsync(database, folder["snap"], request => request with { Format = format }));

        Assert.AreEqual("PUM4002", failure.Code);
        Assert.AreEqual(before, Snapshot(folder));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    [DataRow(DumpFormat.Custom)]
    [DataRow(DumpFormat.Plain)]
    [DataRow(DumpFormat.Directory)]
    public async Task A_dump_into_a_folder_of_all_is_its_users_alone_and_says_its_own_name(DumpFormat format)
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE a AS SELECT 1 AS x; CREATE TABLE b AS SELECT 2 AS x");
        using var folder = new TestFolder();
        File.SetUnixFileMode(folder.FullName, (UnixFileMode)0x1FF);

        var result = await DumpAsync(
            database, folder["snap"], request => request with { Format = format, Jobs = 2, AdditionalOptions = "--verbose" });

        Assert.AreEqual(folder["snap"], result.File);
        Assert.AreEqual(UnixFileMode.None, File.GetUnixFileMode(folder["snap"]) & (UnixFileMode)0x3F);
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.FullName));
        Assert.DoesNotContain(message => message.Text.Contains("/proc/", StringComparison.Ordinal) && !message.Text.Contains("--file=", StringComparison.Ordinal), _reporter.Messages);
    }

    [TestMethod]
    public async Task A_cancelled_dump_leaves_what_stood_there_and_no_session()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE t AS SELECT 1 AS a");
        using var folder = new TestFolder();
        await DumpAsync(database, folder["snap"]);
        var before = Snapshot(folder);
        await using var other = await database.OpenAsync();
        await using var blocker = await other.BeginTransactionAsync();
        await using (var command = other.CreateCommand())
        {
            command.CommandText = "LOCK TABLE t";
            await command.ExecuteNonQueryAsync();
        }

        using var cancellation = new CancellationTokenSource();
        var dump = DumpAsync(database, folder["snap"], cancellationToken: cancellation.Token);
        await Eventually.IsTrueAsync(
            async () => await SessionsAsync(database, "wait_event_type = 'Lock'") == 1, "the dump waits for the lock");
        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => dump);
        Assert.AreEqual(before, Snapshot(folder));
        await Eventually.IsTrueAsync(async () => await SessionsAsync(database, "true") == 0, "the dump's session is gone");
    }

    [TestMethod]
    public async Task A_lock_that_is_not_had_in_time_is_PUM4005()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE t ()");
        using var folder = new TestFolder();
        await using var other = await database.OpenAsync();
        await using var blocker = await other.BeginTransactionAsync();
        await using (var command = other.CreateCommand())
        {
            command.CommandText = "LOCK TABLE t";
            await command.ExecuteNonQueryAsync();
        }

        var failure = await Assert.ThrowsExactlyAsync<PgDumpFailedException>(
            () => DumpAsync(database, folder["snap"], request => request with { LockTimeout = 200 }));
        Assert.AreEqual("PUM4005", failure.Code);
    }

    [TestMethod]
    public async Task Plain_dumps_of_the_same_rows_in_the_same_physical_order_are_the_same_bytes()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE t AS SELECT generate_series(1, 1000) AS a");
        using var folder = new TestFolder();
        var first = await DumpAsync(database, folder["1.sql"], request => request with { Format = DumpFormat.Plain });
        var second = await DumpAsync(database, folder["2.sql"], request => request with { Format = DumpFormat.Plain });
        Assert.AreEqual(first.Sha256, second.Sha256);
        await database.ExecuteAsync("INSERT INTO t VALUES (0)");
        Assert.AreNotEqual(
            first.Sha256, (await DumpAsync(database, folder["3.sql"], request => request with { Format = DumpFormat.Plain })).Sha256);
    }

    [TestMethod]
    public async Task A_restored_plain_dump_dumps_the_same_bytes_and_so_does_a_table_that_is_put_back_in_order()
    {
        await using var source = await TestDatabase.CreateAsync();
        await source.ExecuteAsync("""
            CREATE TABLE film (id int PRIMARY KEY, title text NOT NULL);
            INSERT INTO film SELECT n, 'Film ' || n FROM generate_series(1, 1000) n;
            CREATE VIEW short AS SELECT id FROM film WHERE length(title) < 7;
            CREATE INDEX ON film (title);
            """);
        await using var copy = await TestDatabase.CreateAsync();
        using var folder = new TestFolder();
        var first = await Sha256Async(source);
        await Pum.Dumper.Restoring.RestoreOperation.RunAsync(
            new() { Caller = "PumRestore", Connection = copy.Request, File = folder["snap.sql"], BaseDirectory = folder.FullName, ToolPath = copy.Server.BinDirectory }, _reporter);
        Assert.AreEqual(first, await Sha256Async(copy));

        await copy.ExecuteAsync("UPDATE film SET title = title WHERE id = 7");
        Assert.AreNotEqual(first, await Sha256Async(copy), "an UPDATE moves the row, though it changes nothing");
        await copy.ExecuteAsync("CLUSTER film USING film_pkey");
        Assert.AreNotEqual(first, await Sha256Async(copy), "the dump says by which index the table is clustered");
        await copy.ExecuteAsync("ALTER TABLE film SET WITHOUT CLUSTER");
        Assert.AreEqual(first, await Sha256Async(copy));

        async Task<string> Sha256Async(TestDatabase database) =>
            (await DumpAsync(database, folder["snap.sql"], request => request with { Format = DumpFormat.Plain })).Sha256;
    }

    [TestMethod]
    public async Task A_mistyped_exclusion_is_an_error_and_an_empty_pattern_a_warning()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE SCHEMA audit; CREATE SCHEMA \"Mixed;Name\"; CREATE TABLE audit.log ()");
        using var folder = new TestFolder();
        ObjectFilter mistyped = new() { ExcludeSchemas = ["audti", "AUDIT", "tmp_*", "\"Mixed;Name\""], ExcludeTables = ["audit.lgo", "audit.log"] };

        var failure = await Assert.ThrowsExactlyAsync<PgDumpFailedException>(
            () => DumpAsync(database, folder["snap"], request => request with { Filter = mistyped }));
        Assert.AreEqual("audti, audit.lgo", string.Join(", ", failure.Failures.Select(Named)));
        Assert.IsFalse(File.Exists(folder["snap"]));

        await DumpAsync(database, folder["snap"], request => request with { Filter = mistyped with { StrictNames = false } });
        Assert.AreEqual("audti, tmp_*, audit.lgo", string.Join(", ", _reporter.Warnings.Select(Named)));
        Assert.IsTrue(failure.Failures.Concat(_reporter.Warnings).All(warning => warning.Code == "PUM4003"));

        static string Named(PumFailure failure) => failure.Message.Split('\'')[1];
    }

    [TestMethod]
    public async Task Patterns_are_matched_as_the_role_that_dumps_sees_them()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync($"CREATE SCHEMA {TestServer.Owner}; CREATE TABLE {TestServer.Owner}.orders ()");
        using var folder = new TestFolder();
        var superuser = database.As(database.Server.Superuser).Request with { Role = TestServer.Owner };
        await DumpAsync(
            database, folder["snap"], request => request with { Connection = superuser, Filter = new() { Tables = ["orders"] } });
        Assert.IsEmpty(_reporter.Warnings);
    }

    [TestMethod]
    public async Task Failures_to_connect_have_codes_of_their_own()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var folder = new TestFolder();
        Assert.AreEqual("PUM3004", await FailureAsync(database.Conninfo + " password=wrong"));
        Assert.AreEqual("PUM3005", await FailureAsync(database.Conninfo + " dbname=nowhere"));
        Assert.AreEqual("PUM3003", await FailureAsync(database.Conninfo + " port=1"));
        Assert.AreEqual("PUM3003", await FailureAsync(database.Conninfo + " host=nowhere.invalid"));
        Assert.AreEqual("PUM3007", await FailureAsync(database.Conninfo + " sslmode=require"));

        async Task<string> FailureAsync(string conninfo) =>
            (await Assert.ThrowsExactlyAsync<PgDumpFailedException>(() => DumpAsync(database, folder["snap"], request => request with { Connection = new() { ConnectionString = conninfo } }))).Code;
    }

    [TestMethod]
    public async Task The_client_of_a_fitting_major_is_chosen()
    {
        var server = await TestServer.GetAsync(17);
        var old = await TestServer.GetBinDirectoryAsync(15);
        await using var database = await TestDatabase.CreateAsync(server);
        using var folder = new TestFolder();
        var failure = await Assert.ThrowsExactlyAsync<PgDumpFailedException>(
            () => DumpAsync(database, folder["snap"], request => request with { ToolPath = old }));
        Assert.AreEqual("PUM2002", failure.Code);
        var result = await DumpAsync(database, folder["snap"], request => request with { ToolPath = server.BinDirectory });
        Assert.StartsWith("17.", result.ClientVersion);
    }

    [TestMethod]
    public async Task A_port_that_takes_a_connection_and_drops_it_is_waited_for_too()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        var dropping = Task.Run(async () =>
        {
            while (true)
                (await listener.AcceptTcpClientAsync()).Dispose();
        });
        using var folder = new TestFolder();
        var tools = (await TestServer.GetAsync()).BinDirectory;
        var connection = new Pum.Dumper.Connections.ConnectionRequest { ConnectionString = $"host=127.0.0.1 port={port} dbname=app user=ci", WaitForServer = 1 };
        var dump = await Assert.ThrowsExactlyAsync<PgDumpFailedException>(() => DumpOperation.RunAsync(
            new() { Caller = "PumDump", Connection = connection, File = folder["snap"], BaseDirectory = folder.FullName, ToolPath = tools },
            _reporter));
        var seed = folder.Write("seed.sql", "SELECT 1;");
        var restore = await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(() => Pum.Dumper.Restoring.RestoreOperation.RunAsync(
            new() { Caller = "PumRestore", Connection = connection, File = seed, BaseDirectory = folder.FullName, ToolPath = tools },
            _reporter));
        Assert.AreEqual("PUM3003 PUM3003", $"{dump.Code} {restore.Code}");
        Assert.IsGreaterThan(
            3, _reporter.Messages.Count(message => message.Text.StartsWith("Waiting for the server", StringComparison.Ordinal)));
        listener.Stop();
        await Assert.ThrowsAsync<Exception>(() => dropping);
    }

    [TestMethod]
    public async Task Waiting_for_a_server_ends_when_it_is_there()
    {
        await using var server = await TemporaryServer.StartAsync(new() { Tcp = true });
        await server.StopAsync(ServerStop.Fast);
        using var folder = new TestFolder();
        var request = new DumpRequest
        {
            Caller = "PumDump",
            Connection = new() { ConnectionString = server.ToConninfo("postgres", server.Superuser, server.SuperuserPassword), WaitForServer = 60 },
            File = folder["snap"],
            BaseDirectory = folder.FullName,
            ToolPath = server.BinDirectory,
        };
        var dump = DumpOperation.RunAsync(request, _reporter);
        await Eventually.IsTrueAsync(
            () => _reporter.Messages.Any(message => message.Text.StartsWith("Waiting for the server", StringComparison.Ordinal)),
            "it waits");
        await server.StartAgainAsync();
        Assert.IsTrue(File.Exists((await dump).File));
    }

    private Task<DumpResult> DumpAsync(
        TestDatabase database, string file, Func<DumpRequest, DumpRequest>? with = null, CancellationToken cancellationToken = default)
    {
        var request = new DumpRequest
        {
            Caller = "PumDump",
            Connection = database.Request,
            File = file,
            BaseDirectory = Path.GetDirectoryName(file)!,
            ToolPath = database.Server.BinDirectory,
        };
        return DumpOperation.RunAsync(with?.Invoke(request) ?? request, _reporter, cancellationToken);
    }

    private static Task<long> SessionsAsync(TestDatabase database, string condition) =>
        database.QueryAsync<long>($"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'PumDump %' AND {condition}");

    private static string Snapshot(TestFolder folder) => string.Join('\n', Directory
        .EnumerateFiles(folder.FullName, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(file => $"{file} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}"));
}
