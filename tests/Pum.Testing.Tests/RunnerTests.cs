using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Pum.Testing.Tests;

/// <summary>
/// Every runner, with the samples as its projects. A test there fails where it gets a database that another one has changed, at the same
/// time, before it, or in an earlier run; and two in each sample wreck theirs.
/// </summary>
[TestClass]
public sealed partial class RunnerTests
{
    private const string Tests = "bin/Debug/net10.0/Shop.Tests";

    private static readonly Lazy<Task<BuiltSamples>> Samples = new(BuiltSamples.BuildAsync);

    [TestMethod]
    public Task MSTest_on_VSTest() => RunAsync("seeds",
        ("dotnet test", 6),
        ($"dotnet vstest {Tests}.dll", 6),
        ("dotnet test --no-build --filter Name~item", 2));

    [TestMethod]
    public Task MSTest_on_the_platform() => RunAsync("ef8",
        ("dotnet test --no-build", 4),
        (Tests, 4),
        ($"{Tests} --filter Name~price", 1),
        ("dotnet run --no-build", 4));

    [TestMethod]
    public async Task NUnit_on_VSTest_and_on_the_platform()
    {
        await RunAsync("nunit",
            ("dotnet test --no-build --filter Name~item", 2),
            ($"dotnet vstest {Tests}.dll", 5),
            ($"dotnet {Tests}.dll", 5),
            ($"dotnet {Tests}.dll --filter Name~price", 1));
        await RunAsync("platform", [BuiltSamples.NUnitRunner],
            ("dotnet test --no-build --project ../nunit/Shop.Tests.csproj", 5),
            ("dotnet run --no-build --project ../nunit/Shop.Tests.csproj", 5));
    }

    [TestMethod]
    public Task XUnit_v3_on_VSTest() => RunAsync("xunit",
        ("dotnet test --no-build", 2),
        ($"dotnet vstest {Tests}.dll", 2));

    [TestMethod]
    public Task XUnit_v3_on_the_platform() => RunAsync("web/Tests",
        ("dotnet test --no-build", 5),
        (Tests, 5),
        ("dotnet test --no-build --filter-class *.SaleTests", 1),
        ("dotnet run --no-build", 5));

    [TestMethod]
    public Task TUnit() => RunAsync("containers",
        ("dotnet test --no-build --treenode-filter /*/*/WreckTests/*", 2),
        ($"{Tests} --treenode-filter /*/*/WreckTests/*", 2),
        ("dotnet run --no-build -- --treenode-filter /*/*/WreckTests/A_wreck_is_left", 1));

    [TestMethod]
    public async Task FSharp_and_Visual_Basic()
    {
        await RunAsync("fsharp", (Tests, 1));
        await RunAsync("vb", (Tests, 1));
    }

    [TestMethod]
    public async Task Neither_a_build_nor_a_list_of_the_tests_touches_a_server()
    {
        using var listener = new Listener();
        foreach (var (folder, command) in ((string, string)[])
        [
            ("seeds", "dotnet test --no-build --list-tests"), ("ef8", $"{Tests} --list-tests"),
            ("nunit", $"dotnet vstest {Tests}.dll --ListTests"), ("nunit", $"dotnet {Tests}.dll --list-tests"),
            ("web/Tests", "dotnet test --no-build --list-tests"), ("xunit", $"dotnet vstest {Tests}.dll --ListTests"), ("containers", $"{Tests} --list-tests"),
        ])
        {
            var run = await (await Samples.Value).RunAsync(folder, command, ("PUM_TEST_CONNECTION", listener.Conninfo));

            Assert.AreEqual(0, run.ExitCode, $"{folder}: {command}\n{run.Output}");
            Assert.Contains("A_wreck_is_left", run.Output, $"{folder}: {command}");
        }

        Assert.AreEqual(0, listener.Connections);
        Assert.AreEqual(0, (await Samples.Value).ConnectionsOfBuild);
    }

    [TestMethod]
    public async Task A_server_in_a_container()
    {
        if (!await DockerAnswersAsync())
            Assert.Inconclusive("No engine for containers answers where DOCKER_HOST says, or at /var/run/docker.sock.");

        // No other server is known.
        await RunAsync("containers", [("PUM_TEST_CONNECTION", null)], ($"{Tests} --treenode-filter /*/*/ItemTests/*", 2));
    }

    [ClassCleanup]
    public static async Task CleanUpAsync()
    {
        if (Samples is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await Samples.Value).DisposeAsync();
    }

    /// <summary>Runs tests by one command after the other; as many as are said pass, and none fails.</summary>
    private static Task RunAsync(string folder, params (string Command, int Passed)[] runs) => RunAsync(folder, [], runs);

    private static async Task RunAsync(string folder, (string Name, string? Value)[] variables, params (string Command, int Passed)[] runs)
    {
        foreach (var (command, passed) in runs)
        {
            var run = await (await Samples.Value).RunAsync(folder, command, variables);

            var message = $"{folder}: {command}\n{run.Output}";
            Assert.AreEqual(0, run.ExitCode, message);
            Assert.AreEqual($"{passed}", Passed().Match(run.Output).Groups["number"].Value, message);
        }
    }

    private static async Task<bool> DockerAnswersAsync()
    {
        var host = Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } named ? named : "unix:///var/run/docker.sock";
        if (!host.StartsWith("unix:", StringComparison.Ordinal))
            return false;
        using var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(new Uri(host).AbsolutePath), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        try
        {
            return (await client.GetAsync(new Uri("http://docker/_ping"))).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    // VSTest, the platform, and xunit.v3's own program.
    [GeneratedRegex(@"(Passed: +|succeeded: |Total: )(?<number>[0-9]+)")]
    private static partial Regex Passed();
}
