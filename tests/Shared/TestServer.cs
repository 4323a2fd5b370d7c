using System.Collections.Concurrent;
using System.Collections.Immutable;
using Npgsql;
using Pum.Dumper;
using Pum.Dumper.Servers;

namespace Pum.TestSupport;

/// <summary>
/// The server of this test process: started by the first test that asks, removed at the end. Sockets and a loopback port lead to it;
/// everybody needs a password.
/// </summary>
[TestClass]
public sealed class TestServer
{
    /// <summary>Bin folders of other majors, separated as in PATH.</summary>
    public const string Variable = "PUM_TEST_POSTGRES";

    /// <summary>The role of nearly every test: may create databases, is no superuser.</summary>
    public const string Owner = "pum_owner";

    /// <summary>A role that may log in, and nothing more.</summary>
    public const string Plain = "pum_plain";

    /// <summary>The password of <see cref="Owner"/>.</summary>
    public const string OwnerPassword = "owner's secret";

    /// <summary>The password of <see cref="Plain"/>.</summary>
    public const string PlainPassword = "plain's secret";

    private static readonly ConcurrentDictionary<int, Lazy<Task<TemporaryServer>>> Servers = new();

    private static readonly ConcurrentDictionary<string, Lazy<Task<TemporaryServer>>> Prepared = new();

    /// <summary>What else to remove at the end; the test platform kills its host too soon after that for anything later.</summary>
    internal static ConcurrentBag<Action> AtEnd { get; } = [];

    /// <summary>
    /// The supported majors that are installed here or named in <see cref="Variable"/>: rows of a test of which none is skipped.
    /// </summary>
    public static IEnumerable<int> Majors => Installed().Select(MajorOf).Where(major => major >= 13).Distinct().Order();

    /// <summary>The server of the system's newest PostgreSQL.</summary>
    internal static Task<TemporaryServer> GetAsync() => GetAsync(0, null);

    /// <summary>A server of that major; the test is inconclusive where it is not installed.</summary>
    internal static async Task<TemporaryServer> GetAsync(int major)
    {
        var system = await GetAsync();
        if (system.Major == major)
            return system;
        foreach (var programs in Installed())
        {
            if (ServerVersion.Major(await ServerVersion.OfAsync(programs, CancellationToken.None)) == major)
                return await GetAsync(major, programs.BinDirectory);
        }
        throw new AssertInconclusiveException(
            $"PostgreSQL {major} is not installed here: install its server, or name the folder of its programs in {Variable}.");
    }

    /// <summary>The bin folder of a major's programs, client tools included; inconclusive where it is not installed.</summary>
    internal static async Task<string> GetBinDirectoryAsync(int major) => (await GetAsync(major)).BinDirectory;

    // Rows are listed before any test runs, in no asynchronous method.
    private static int MajorOf(ServerPrograms programs) =>
        ServerVersion.Major(ServerVersion.OfAsync(programs, CancellationToken.None).GetAwaiter().GetResult());

    private static IEnumerable<ServerPrograms> Installed()
    {
        var environment = HostEnvironment.Current(AppContext.BaseDirectory);
        var named = (environment[Variable] ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return named.Select(folder => ServerPrograms.In(folder, environment, Variable)).Concat(ServerPrograms.FindAll(environment));
    }

    private static Task<TemporaryServer> GetAsync(int major, string? binDirectory) =>
        Servers.GetOrAdd(major, _ => new(() => StartAsync(binDirectory))).Value;

    /// <summary>Starts another such server, with the same roles and the same system identifier.</summary>
    internal static async Task<TemporaryServer> StartAsync(string? binDirectory = null, params (string Name, string Value)[] settings) =>
        await TemporaryServer.StartAsync(new()
        {
            BinDirectory = binDirectory,
            Tcp = true,
            CopyOf = await Prepared.GetOrAdd(binDirectory ?? "", _ => new(() => PrepareAsync(binDirectory))).Value,
            // What a test committed is to be there after a crash.
            Settings = settings.ToImmutableDictionary(setting => setting.Name, setting => setting.Value).SetItem("synchronous_commit", "on"),
        });

    private static async Task<TemporaryServer> PrepareAsync(string? binDirectory)
    {
        var server = await TemporaryServer.StartAsync(new() { BinDirectory = binDirectory });
        await MakeRolesAsync(server);
        await server.StopAsync(ServerStop.Fast);
        return server;
    }

    /// <summary>Makes <see cref="Owner"/> and <see cref="Plain"/>, on a server of a test's own too.</summary>
    internal static async Task MakeRolesAsync(TemporaryServer server)
    {
        await using var connection = new NpgsqlConnection(server.ToNpgsql().ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"""
            CREATE ROLE {Owner} LOGIN CREATEDB PASSWORD '{ScramSecret.Of(OwnerPassword)}';
            CREATE ROLE {Plain} LOGIN PASSWORD '{ScramSecret.Of(PlainPassword)}';
            ALTER ROLE {server.Superuser} PASSWORD '{ScramSecret.Of(server.SuperuserPassword)}';
            """, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Removes the servers.</summary>
    [AssemblyCleanup]
    public static async Task StopAsync()
    {
        foreach (var server in Servers.Values.Concat(Prepared.Values))
        {
            if (server.IsValueCreated && server.Value.IsCompletedSuccessfully)
                await (await server.Value).DisposeAsync();
        }
        foreach (var remove in AtEnd)
            remove();
    }
}
