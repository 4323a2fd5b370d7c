using System.Diagnostics;

namespace Pum.Build.Support;

/// <summary>Builds the solution and runs every test.</summary>
public static class TestRun
{
    /// <summary>The variable that names the folder where the results stay, as TRX files; without it they go with the run.</summary>
    private const string ResultsVariable = "PUM_TEST_RESULTS";

    /// <summary>The builds with the tasks' package, which run beside all other tests and take as long.</summary>
    private const string Builds = "Pum.Build.Tasks.Tests";

    // Four tests for two cores: a test also waits for a server or for a program that it started.
    private static readonly int _buildWorkers = (Environment.ProcessorCount + 1) / 2;
    private static readonly int _otherWorkers = ((3 * Environment.ProcessorCount) + 1) / 2;

    /// <summary>Runs the tests that match, shows what went wrong, ends with one line of numbers and returns the exit code.</summary>
    /// <param name="filter">
    /// Parts of tests' names, or expressions as <c>dotnet test --filter</c> takes them; all tests where there are none.
    /// </param>
    public static int Run(IReadOnlyList<string> filter)
    {
        using var compiler = new CompilerServer();
        if (Command.Run(
            Repository.Root,
            [Command.Dotnet, "build", Directory.GetFiles(Repository.Root, "*.sln").Single(), "-v", "quiet", "-nologo"],
            compiler.Variables) != 0)
            throw new SetupException("The solution does not build.");
        if (Environment.GetEnvironmentVariable(ResultsVariable) is { Length: > 0 } kept)
            return Run(filter, Path.Combine(Repository.Root, kept), compiler);
        var folder = Directory.CreateTempSubdirectory("pum_test_results_").FullName;
        try
        {
            return Run(filter, folder, compiler);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Run(IReadOnlyList<string> filter, string folder, CompilerServer compiler)
    {
        var lanes = Repository.TestProjects.GroupBy(project => Path.GetFileNameWithoutExtension(project) == Builds);
        var runs = lanes.Select(lane => Task.Run(
            () => lane.Select(
                project => Run(project, Expression(filter), folder, lane.Key ? _buildWorkers : _otherWorkers, compiler)).ToList()));
        return Summarize([.. Task.WhenAll(runs).GetAwaiter().GetResult().SelectMany(results => results)]);
    }

    private static string? Expression(IReadOnlyList<string> filter) => filter.Count == 0
        ? null
        : string.Join('|', filter.Select(part => part.IndexOfAny(['=', '~']) >= 0 ? $"({part})" : $"FullyQualifiedName~{part}"));

    private static TestResults Run(string project, string? expression, string folder, int workers, CompilerServer compiler)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        var clock = Stopwatch.StartNew();
        var file = Path.Combine(folder, $"{name}.trx");
        // In a folder that stays, an earlier run may have left one.
        if (File.Exists(file))
            File.Delete(file);
        string[] filter = expression is null ? [] : ["--filter", expression];
        // A test that hangs is ended by name instead of holding up the run.
        var (exitCode, output) = Command.Capture(Repository.Root,
            [Command.Dotnet, "test", project, "--no-build", "--logger", $"trx;LogFileName={name}.trx", "--results-directory", folder,
                "--blame-hang-timeout", "10m", "--blame-hang-dump-type", "none", .. filter, "--", $"MSTest.Parallelize.Workers={workers}"],
            compiler.Variables);
        // With a filter that matches none of its tests, a project writes no file and succeeds; so does one that was told to end (SIGTERM).
        var isWhole = File.Exists(file) || expression is not null;
        var results = File.Exists(file) ? TestResults.Read(file) : new(0, [], [], new HashSet<string>());
        if ((exitCode != 0 || !isWhole) && results.Failed.Count == 0)
            results = results with { Failed = [new(
                name, $"The test run ended with exit code {exitCode}{(isWhole ? "" : " and without results")}.", output)] };
        if (expression is null && Classes(project).Where(name => !results.Classes.Contains(name)).ToList() is { Count: > 0 } missing)
            results = results with { Failed = [.. results.Failed, new(
                name, $"The test run ended early. No test ran of {string.Join(", ", missing)}.", output)] };
        Console.WriteLine($"{name}: {Numbers(results.Passed, results.Failed.Count, results.Skipped.Count)} in {clock.Elapsed.TotalSeconds:0} s");
        foreach (var failure in results.Failed)
            Console.WriteLine($"\nFAILED {failure.Name}\n{Indent(failure.Message)}\n{Indent(failure.StackTrace)}\n");
        return results;
    }

    /// <summary>The classes of a project that hold tests.</summary>
    private static IEnumerable<string> Classes(string project) =>
        from file in Directory.EnumerateFiles(Path.GetDirectoryName(project)!, "*Tests.cs", SearchOption.AllDirectories)
        where File.ReadAllText(file).Contains("[TestMethod]", StringComparison.Ordinal)
        orderby file
        select Path.GetFileNameWithoutExtension(file);

    private static int Summarize(IReadOnlyList<TestResults> results)
    {
        var skipped = results.SelectMany(result => result.Skipped).ToList();
        foreach (var skip in skipped)
            Console.WriteLine($"skipped {skip.Name}: {skip.Message.ReplaceLineEndings(" ").Trim()}");
        var failed = results.SelectMany(result => result.Failed).ToList();
        foreach (var failure in failed)
            Console.WriteLine($"failed {failure.Name}");
        var passed = results.Sum(result => result.Passed);
        if (passed + failed.Count == 0)
            Console.WriteLine("No test ran.");
        Console.WriteLine(Numbers(passed, failed.Count, skipped.Count));
        return failed.Count == 0 && passed > 0 ? 0 : 1;
    }

    private static string Numbers(int passed, int failed, int skipped) =>
        $"{passed} passed, {failed} failed{(skipped > 0 ? $", {skipped} skipped" : "")}";

    private static string Indent(string text) => string.Join('\n', text.TrimEnd().Split('\n').Select(line => $"  {line.TrimEnd()}"));
}
