using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Pum.Build.Tasks.Tests.Support;

/// <summary>One run of <c>dotnet</c> as a user starts it, and what it said.</summary>
internal sealed partial record BuildRun(int ExitCode, string Output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly string[] PrefixesOfAnotherBuild = ["MSBUILD", "VSTEST_", "TESTINGPLATFORM_", "DOTNET_CLI_TEST_", "PG", "PUM"];

    /// <summary>Errors and warnings in the form that shows in place, each once though MSBuild prints them twice.</summary>
    public ImmutableArray<BuildMessage> Messages => [.. Output.ReplaceLineEndings("\n").Split('\n')
        .Select(line => Form().Match(line))
        .Where(match => match.Success)
        .Select(match => new BuildMessage(match.Groups["file"].Value, int.Parse(match.Groups["line"].Value, null), match.Groups["kind"].Value, match.Groups["code"].Value, match.Groups["text"].Value))
        .Distinct()];

    /// <summary>Where the SDK's <c>dotnet</c> is.</summary>
    public static string Dotnet { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host
        ? host
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"))
            .First(File.Exists);

    /// <summary>Runs <c>dotnet</c>; <paramref name="variables"/> set on top of a clean environment, null removes one.</summary>
    public static Task<BuildRun> DotnetAsync(
        string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? variables = null) =>
        RunAsync(folder, Dotnet, arguments, variables);

    public static async Task<BuildRun> RunAsync(
        string folder, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? variables = null)
    {
        using var process = Start(folder, program, arguments, variables);
        using var deadline = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var error = process.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            return new(process.ExitCode, await output + await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Starts a program with its output to be read; standard input is closed, unless the test is to write there.</summary>
    public static Process Start(
        string folder,
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? variables = null,
        bool keepsInput = false)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What MSBuild and the test platform tell their children would make this a build within a build.
        foreach (var name in start.Environment.Keys.Where(IsOfAnotherBuild).ToList())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        // A build that runs for seconds measures its code, and compiles what it calls often once more, for nothing.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_TC_CallCounting"] = "0";
        foreach (var (name, value) in variables ?? ImmutableDictionary<string, string?>.Empty)
        {
            if (value is null)
                start.Environment.Remove(name);
            else
                start.Environment[name] = value;
        }
        var process = Process.Start(start)!;
        if (!keepsInput)
            process.StandardInput.Close();
        return process;
    }

    /// <summary>
    /// Starts <c>dotnet</c> for a test that sends it signals: what a shell starts in the background, as this run may be, ignores
    /// SIGINT, and so would everything below it.
    /// </summary>
    public static Process StartDotnet(string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> variables) =>
        OperatingSystem.IsLinux()
        ? Start(folder, "/usr/bin/env", ["--default-signal=INT", Dotnet, .. arguments], variables)
        : Start(folder, Dotnet, arguments, variables);

    /// <summary>Waits for a process that was told to end, and ends it with everything below it where it does not.</summary>
    public static async Task EndOf(Process process)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    public BuildRun Succeeds()
    {
        Assert.AreEqual(0, ExitCode, Output);
        return this;
    }

    /// <summary>The one error of a build that failed.</summary>
    public BuildMessage FailsWith(string code)
    {
        Assert.AreNotEqual(0, ExitCode, Output);
        var errors = Messages.Where(message => message.Kind == "error").ToList();
        Assert.HasCount(1, errors, Output);
        Assert.AreEqual(code, errors[0].Code, Output);
        return errors[0];
    }

    /// <summary>Nothing of what it said is a command to a runner of GitHub or Azure.</summary>
    public BuildRun CommandsNoRunner()
    {
        Assert.DoesNotMatchRegex(RunnerCommand(), Output);
        return this;
    }

    private static bool IsOfAnotherBuild(string name) =>
        PrefixesOfAnotherBuild.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        || name is "DOTNET_HOST_PATH" or "GITHUB_ACTIONS" or "CI";

    [GeneratedRegex(@"^(?<file>\S.*)\((?<line>[0-9]+)(,[0-9]+)?\): (?<kind>error|warning) (?<code>[A-Z]+[0-9]+): (?<text>.*)$")]
    private static partial Regex Form();

    [GeneratedRegex(@"^\s*::|##\[|##vso\[", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex RunnerCommand();
}
