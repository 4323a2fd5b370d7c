using System.Diagnostics;
using System.Text.Json;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Seeding;
using Pum.Dumper.ServerTests.Servers;

namespace Pum.Dumper.ServerTests.Seeding;

/// <summary>
/// Another process of this assembly, which clones, marks each clone and looks whether its own mark alone is there; it then holds them until
/// it is told to go on.
/// </summary>
internal sealed class SeedProcess : IDisposable
{
    /// <summary>The word that makes the process one of these.</summary>
    public const string Word = "seed";

    private const string Ready = "ready";

    private readonly Process _process;

    private SeedProcess(Process process) => _process = process;

    /// <summary>Starts it and tells it what to do.</summary>
    public static async Task<SeedProcess> StartAsync(SeedOrder order)
    {
        var process = Process.Start(new ProcessStartInfo(ServerProcess.Dotnet, [typeof(SeedProcess).Assembly.Location, Word])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(order));
        await process.StandardInput.FlushAsync();
        return new(process);
    }

    /// <summary>What the process does.</summary>
    public static async Task RunAsync()
    {
        var order = JsonSerializer.Deserialize<SeedOrder>(Console.ReadLine()!)!;
        var environment = HostEnvironment.Current(order.Folder);
        var reporter = new CollectingReporter();
        await using (var server = new SeedServer(ConnectionResolver.Resolve(new() { ConnectionString = order.Conninfo }, environment), "PumSeed", reporter, environment))
        {
            try
            {
                var clones = await Task.WhenAll(Enumerable.Range(0, order.Clones).Select(number => CloneAsync(server, Seed(order), $"P{Environment.ProcessId}_{number}")));
                Console.WriteLine(Ready);
                if (Console.ReadLine() is null)
                    Environment.Exit(0);
                await Task.WhenAll(clones.Select(clone => clone.ReleaseAsync()));
            }
            catch (PumFailureException exception)
            {
                Console.WriteLine(exception.Failure);
            }
        }

        Console.WriteLine($"restores {reporter.Messages.Count(message => message.Text.StartsWith("PumSeed: pum_base_", StringComparison.Ordinal))}");
    }

    /// <summary>Waits until it has its clones.</summary>
    public async Task ReadyAsync() => Assert.AreEqual(Ready, await _process.StandardOutput.ReadLineAsync());

    /// <summary>The failure that it met instead.</summary>
    public async Task<string> FailureAsync() => await _process.StandardOutput.ReadLineAsync() ?? "";

    /// <summary>Lets it give back what it has and end; how many restores it made.</summary>
    public async Task<int> EndAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        var last = await _process.StandardOutput.ReadLineAsync() ?? "";
        await _process.WaitForExitAsync();
        Assert.AreEqual(0, _process.ExitCode);
        Assert.StartsWith("restores ", last);
        return int.Parse(last["restores ".Length..], null);
    }

    /// <summary>Ends it as the system does that runs out of memory.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Has it end by itself, with its clones open.</summary>
    public async Task LeaveAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        Assert.AreEqual(0, _process.ExitCode);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static SeedDefinition Seed(SeedOrder order) => new()
    {
        Name = "app",
        Caller = "PumSeed",
        Connection = new() { ConnectionString = order.Conninfo },
        BaseDirectory = order.Folder,
        ToolPath = order.Tools,
        Dump = order.Dump is null ? null : new() { Caller = "PumSeed", Connection = new(), File = order.Dump, BaseDirectory = order.Folder },
        Preparations = order.Preparation is { } sql
            ? [new CodePreparation(sql, (connectionString, _) => SeedSite.ExecuteAsync(connectionString, sql))]
            : [],
    };

    private static async Task<SeedClone> CloneAsync(SeedServer server, SeedDefinition seed, string mark)
    {
        var clone = await server.CloneAsync(seed, mark, isReadOnly: false, isKept: false, CancellationToken.None);
        await SeedSite.ExecuteAsync(clone.ConnectionString, $"CREATE TABLE IF NOT EXISTS mark (name text); INSERT INTO mark VALUES ('{mark}')");
        if (await SeedSite.QueryAsync<string>(clone.ConnectionString, "SELECT string_agg(name, ',') FROM mark") != mark)
            throw new InvalidOperationException($"{clone.Name} was not pristine.");
        return clone;
    }
}
