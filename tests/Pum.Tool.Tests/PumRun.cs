using System.Diagnostics;
using System.Text.Json;

namespace Pum.Tool.Tests;

/// <summary>One run of the command that was built, in a process of its own.</summary>
internal sealed record PumRun(int ExitCode, string Output, string Error)
{
    /// <summary>Where it is.</summary>
    internal static readonly string Program =
        Path.Combine(Repository.Root, "src", "Pum.Tool", "bin", Repository.Configuration, "net8.0", "pum.dll");

    /// <summary>The one object of <c>--json</c>.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>Runs it in a folder.</summary>
    public static async Task<PumRun> RunAsync(string folder, string[] arguments, params (string Name, string? Value)[] variables)
    {
        using var process = Start(folder, arguments, variables);
        return await EndOfAsync(process);
    }

    /// <summary>Starts it so that it can be interrupted.</summary>
    public static Process Start(string folder, string[] arguments, params (string Name, string? Value)[] variables) =>
        BuildRun.StartDotnet(folder, [Program, .. arguments], variables.ToDictionary(pair => pair.Name, pair => pair.Value));

    /// <summary>Waits for its end.</summary>
    public static async Task<PumRun> EndOfAsync(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await BuildRun.EndOf(process);
        return new(process.ExitCode, await output, await error);
    }

    /// <summary>It ended as expected; what it said is the message where it did not.</summary>
    public PumRun EndsWith(int exitCode)
    {
        Assert.AreEqual(exitCode, ExitCode, $"{Output}\n{Error}");
        return this;
    }
}
