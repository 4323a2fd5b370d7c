using System.Globalization;

namespace Pum.Testing.Benchmarks.Suites;

/// <summary>
/// A way to give forty tests their database. Each runs in a process of its own, so that all of what it brings with it is measured.
/// </summary>
/// <param name="Word">The word that has this program run it.</param>
/// <param name="Title">What it is, for the table.</param>
/// <param name="IsCold">Whether nothing of an earlier run is on the server.</param>
/// <param name="RunAsync">Runs it.</param>
internal sealed record Suite(string Word, string Title, bool IsCold, Func<Task> RunAsync)
{
    /// <summary>How many tests there are.</summary>
    public const int Tests = 40;

    /// <summary>How many run at once.</summary>
    public const int AtOnce = 2;

    /// <summary>The variable that holds a connection string of the server.</summary>
    public const string ServerVariable = "PUM_BENCHMARK_SERVER";

    /// <summary>The variable that names the script of the small seed.</summary>
    public const string ScriptVariable = "PUM_BENCHMARK_SCRIPT";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Suite> All { get; } =
    [
        new("suite-shared", "one database for all, nothing reset: the least that the tests themselves take", false, SharedSuite.RunAsync),
        new("suite-seeds", "a clone for each test", false, SeedSuite.RunAsync),
        new("suite-seeds-cold", "a clone for each test, the very first run: the dump is restored", true, SeedSuite.RunAsync),
        new("suite-respawn-two", "Respawn, a database for each of two workers, rows inserted again", false, RespawnSuite.RunInParallelAsync),
        new("suite-respawn-one", "Respawn, one database, one test at a time, rows inserted again", false, RespawnSuite.RunInTurnAsync),
        new(ContainerSuite.Word, "Testcontainers, a container for each of five classes, nothing reset within a class", false, ContainerSuite.RunAsync),
    ];

    /// <summary>The value of a variable that this program sets for its children.</summary>
    public static string Variable(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");

    /// <summary>Runs all tests, several at once.</summary>
    /// <param name="atOnce">How many.</param>
    /// <param name="test">A test, by its number and that of the worker that runs it.</param>
    public static async Task RunTestsAsync(int atOnce, Func<int, int, Task> test)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(worker => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is < Tests and var number)
                await test(number, worker);
        })));
    }

    /// <summary>Says that all is done, and waits for the word to end.</summary>
    public static async Task EndAsync()
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ChildProcess.Ready} {Tests} tests"));
        await Console.In.ReadLineAsync();
    }
}
