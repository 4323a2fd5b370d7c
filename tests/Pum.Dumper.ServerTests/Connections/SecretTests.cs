using System.Collections.Immutable;
using System.Text;
using Npgsql;
using Pum.Dumper.Connections;
using Pum.Dumper.Dumping;
using Pum.Dumper.Failures;
using Pum.Dumper.Restoring;
using Pum.Dumper.Restoring.Planning;

namespace Pum.Dumper.ServerTests.Connections;

/// <summary>A password reaches nobody's eyes, however it was given: no message, no command line, no file.</summary>
[TestClass]
public sealed class SecretTests
{
    /// <summary>What is looked for; whatever falls apart of the passwords holds it.</summary>
    private const string Canary = "Can4ry";

    private const string Password = """Can4ry's "p" \ %41;=ü@/Can4ry""";

    public static IEnumerable<object[]> Ways =>
        [["service"], ["passfile"], ["PGPASSWORD"], ["keywords"], ["URI"], ["Npgsql"], ["ConnectionString"]];

    [TestMethod]
    [DynamicData(nameof(Ways))]
    [OSCondition(OperatingSystems.Linux)]
    public async Task A_password_is_seen_by_nobody(string way)
    {
        using var folder = new TestFolder();
        using var secrets = new TestFolder();
        await using var source = await TestDatabase.CreateAsync();
        await using var target = await TestDatabase.CreateAsync();
        await SlowContent.MakeAsync(source);
        await using var role = await Role.CreateAsync(source, target);
        var (from, fromHost) = Connect(way, source, role.Name, Password, secrets);
        var (to, toHost) = Connect(way, target, role.Name, Password, secrets);
        var reporter = new CollectingReporter();

        foreach (var format in new[] { DumpFormat.Custom, DumpFormat.Plain })
        {
            await DumpAsync(source, Dump(source, from, folder[$"{format}"], format), fromHost, reporter);
            await RestoreAsync(source, Restore(target, to, folder[$"{format}"]), toHost, reporter);
        }

        AssertSilent(reporter, null);
        AssertNoFileHolds(folder);
    }

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public async Task A_password_that_is_wrong_is_seen_by_nobody(string way)
    {
        using var folder = new TestFolder();
        using var secrets = new TestFolder();
        await using var database = await TestDatabase.CreateAsync();
        var (connection, host) = Connect(way, database, TestServer.Plain, Password, secrets);
        var reporter = new CollectingReporter();
        folder.Write("seed.sql", "SELECT 1;\n");

        var dump = await Assert.ThrowsExactlyAsync<PgDumpFailedException>(
            () => DumpOperation.RunAsync(Dump(database, connection, folder["snap"], DumpFormat.Custom), reporter, host, default));
        var restore = await Assert.ThrowsExactlyAsync<PgRestoreFailedException>(
            () => RestoreOperation.RunAsync(Restore(database, connection, folder["seed.sql"]), reporter, host, default));

        Assert.AreEqual(("PUM3004", "PUM3004"), (dump.Code, restore.Code));
        AssertSilent(reporter, dump);
        AssertSilent(reporter, restore);
        AssertNoFileHolds(folder);
    }

    [TestMethod]
    [DataRow("postgresql://ci:Can4ry%ss@localhost/app")]
    [DataRow("postgresql://ci:Can4ry/Can4ry@localhost/app")]
    [DataRow("postgresql://ci:12/Can4ry@localhost/app")]
    [DataRow("postgresql://ci:Can4ry@Can4ry@localhost/app")]
    [DataRow("postgresql://ci:Can4ry#Can4ry@localhost:x/app")]
    [DataRow("postgresql://localhost/app?password=Can4ry&Can4ry=x")]
    [DataRow("postgresql://localhost/app?password=Can4ry&Can4ry")]
    [DataRow("postgresql://localhost/app?pasword=Can4ry")]
    [DataRow("host=localhost password=one Can4ry user=ci")]
    [DataRow("host=localhost password=one Can4ry=two")]
    [DataRow("host=localhost password='one'Can4ry'")]
    [DataRow("host=localhost password='Can4ry")]
    [DataRow("host=localhost port=Can4ry password=Can4ry")]
    [DataRow("Host=localhost;Password=one;Can4ry=two")]
    [DataRow("Host=localhost;Password=\"Can4ry;Username=ci")]
    [DataRow("Host=localhost;Password=one;Can4ry;Username=ci")]
    [DataRow("Host=localhost;SSL Mode=Can4ry;Password=Can4ry")]
    public async Task A_connection_string_that_falls_apart_shows_nothing_of_its_password(string text)
    {
        using var folder = new TestFolder();
        foreach (var isVariable in new[] { false, true })
        {
            var host = HostEnvironment.Current(folder.FullName) with
            {
                Variables = ImmutableDictionary<string, string>.Empty.Add(
                "CI_DB", text)
            };
            var request = isVariable ? new ConnectionRequest { ConnectionStringVariable = "CI_DB" } : new() { ConnectionString = text };
            var reporter = new CollectingReporter();
            var failure = await Assert.ThrowsExactlyAsync<PgDumpFailedException>(() => DumpOperation.RunAsync(
                new() { Caller = "PumDump", Connection = request, File = folder["snap"], BaseDirectory = folder.FullName },
                reporter,
                host,
                default));
            Assert.AreEqual("PUM1001", failure.Code, failure.Message);
            AssertSilent(reporter, failure);
        }
    }

    /// <summary>Dumps, and looks at the command lines while pg_dump waits for a table.</summary>
    private static async Task DumpAsync(TestDatabase source, DumpRequest request, HostEnvironment host, CollectingReporter reporter)
    {
        await using var holder = await source.OpenAsync();
        await using (var locking = new NpgsqlCommand("BEGIN; LOCK TABLE film", holder))
            await locking.ExecuteNonQueryAsync();
        var dump = DumpOperation.RunAsync(request, reporter, host, default);
        await Eventually.IsTrueAsync(
            async () => dump.IsFaulted || await source.As(source.Server.Superuser).QueryAsync<long>($"SELECT count(*) FROM pg_stat_activity WHERE datname = '{source.Name}' AND application_name LIKE 'PumDump%' AND wait_event_type = 'Lock'") > 0,
            "the dump waits");
        AssertCommandLines(source.Name);
        await holder.CloseAsync();
        await dump;
    }

    /// <summary>Restores what takes long, looks at the command lines while it does, and ends it.</summary>
    private static async Task RestoreAsync(TestDatabase source, RestoreRequest request, HostEnvironment host, CollectingReporter reporter)
    {
        using var cancellation = new CancellationTokenSource();
        var restore = RestoreOperation.RunAsync(request, reporter, host, cancellation.Token);
        // The role is another: only a superuser sees what its sessions do.
        var (name, database) = await SlowContent.IsAtWorkAsync(source.As(source.Server.Superuser));
        AssertCommandLines(database);
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => restore);
        await SlowContent.IsOverAsync(source.As(source.Server.Superuser), name);
    }

    private static void AssertCommandLines(string database)
    {
        var lines = CommandLines.All();
        Assert.IsTrue(lines.Exists(line => line.Contains("application_name='Pum", StringComparison.Ordinal) && line.Contains(database, StringComparison.Ordinal)), "a tool is at work");
        Assert.DoesNotContain(line => line.Contains(Canary, StringComparison.Ordinal), lines);
    }

    private static void AssertSilent(CollectingReporter reporter, PumFailureException? exception)
    {
        Assert.DoesNotContain(message => message.Text.Contains(Canary, StringComparison.Ordinal), reporter.Messages);
        Assert.IsEmpty(reporter.Warnings.Where(warning => Texts(warning).Contains(Canary, StringComparison.Ordinal)));
        if (exception is not null)
            Assert.DoesNotContain(Canary, exception.Message + string.Concat(exception.Failures.Select(Texts)));
    }

    private static string Texts(PumFailure failure) => $"{failure}\n{failure.FailingObject}\n{string.Join('\n', failure.Details)}";

    private static void AssertNoFileHolds(TestFolder folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder.FullName, "*", SearchOption.AllDirectories).Concat(
            Directory.EnumerateFiles(Path.GetTempPath(), "pum-*")))
            Assert.DoesNotContain(Canary, Encoding.Latin1.GetString(File.ReadAllBytes(file)), file);
    }

    private static DumpRequest Dump(TestDatabase database, ConnectionRequest connection, string file, DumpFormat format) =>
        new() { Caller = "PumDump", Connection = connection, File = file, Format = format, BaseDirectory = Path.GetDirectoryName(file)!, ToolPath = database.Server.BinDirectory, AdditionalOptions = "--verbose" };

    private static RestoreRequest Restore(TestDatabase database, ConnectionRequest connection, string file) =>
        new() { Caller = "PumRestore", Connection = connection, File = file, BaseDirectory = Path.GetDirectoryName(file)!, ToolPath = database.Server.BinDirectory };

    /// <summary>The connection as one way of writing gives it, and the machine where it is written.</summary>
    private static (ConnectionRequest Request, HostEnvironment Host) Connect(
        string way, TestDatabase database, string user, string password, TestFolder secrets)
    {
        var server = database.Server;
        var place = $"host={server.Host} port={server.Port} dbname={database.Name} user={user}";
        var npgsql = new NpgsqlConnectionStringBuilder
        {
            Host = server.Host,
            Port = server.Port,
            Database = database.Name,
            Username = user,
            Password = password,
        };
        var (request, variables) = way switch
        {
            "service" => (new ConnectionRequest { Service = "s" }, Variable("PGSERVICEFILE", secrets.Write($"{database.Name}.conf", $"[s]\n{place.Replace(' ', '\n')}\npassword={password}\n"))),
            "passfile" => (new() { ConnectionString = place }, Variable("PGPASSFILE", PassFile(secrets, password))),
            "PGPASSWORD" => (new() { ConnectionString = place }, Variable("PGPASSWORD", password)),
            "keywords" => (new() { ConnectionStringVariable = "CI_DB" }, Variable("CI_DB", $"{place} password='{ConninfoReader.Escape(password)}'")),
            "URI" => (new() { ConnectionStringVariable = "CI_DB" }, Variable("CI_DB", $"postgresql://{user}:{Uri.EscapeDataString(password)}@{server.Host}:{server.Port}/{database.Name}")),
            "Npgsql" => (new() { ConnectionStringVariable = "CI_DB" }, Variable("CI_DB", npgsql.ConnectionString)),
            _ => (new() { ConnectionString = npgsql.ConnectionString }, ImmutableDictionary<string, string>.Empty),
        };
        return (request, HostEnvironment.Current(AppContext.BaseDirectory) with { Variables = variables });
    }

    private static ImmutableDictionary<string, string> Variable(string name, string value) =>
        ImmutableDictionary<string, string>.Empty.Add(name, value);

    private static string PassFile(TestFolder secrets, string password)
    {
        var path = secrets.Write("pass", $"*:*:*:*:{password.Replace(@"\", @"\\", StringComparison.Ordinal).Replace(":", @"\:", StringComparison.Ordinal)}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    /// <summary>A role with the password, which owns two databases.</summary>
    private sealed class Role(TestDatabase database, string name) : IAsyncDisposable
    {
        public string Name => name;

        public static async Task<Role> CreateAsync(TestDatabase source, TestDatabase target)
        {
            var role = new Role(source, $"secretive_{Guid.NewGuid():N}");
            await source.ExecuteAsSuperuserAsync(
                $"CREATE ROLE {role.Name} LOGIN PASSWORD {Sql.Literal(Password)} IN ROLE {TestServer.Owner}");
            await target.ExecuteAsSuperuserAsync($"ALTER DATABASE {target.Name} OWNER TO {role.Name}");
            return role;
        }

        public async ValueTask DisposeAsync()
        {
            var owner = $"REASSIGN OWNED BY {name} TO {TestServer.Owner}";
            await database.ExecuteAsSuperuserAsync($"{owner}; DROP ROLE {name}");
        }
    }
}
