using System.Diagnostics;

namespace Pum.Build.Support;

/// <summary>Runs programs for the scripts.</summary>
public static class Command
{
    /// <summary>The <c>dotnet</c> that runs this script.</summary>
    public static string Dotnet { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";

    // `dotnet run` sets these for its own MSBuild; a dotnet of another version beneath would load this one's SDK.
    private static readonly string[] _foreign =
        ["MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBuildLoadMicrosoftTargetsReadOnly", "DOTNET_HOST_PATH"];

    /// <summary>Runs a program in a folder, its output on ours, and returns its exit code.</summary>
    public static int Run(string folder, params IEnumerable<string> words) => Run(folder, words, null);

    /// <summary>Runs a program in a folder, its output on ours, and returns its exit code.</summary>
    public static int Run(string folder, IEnumerable<string> words, IReadOnlyDictionary<string, string>? environment) =>
        Run(folder, words, environment, null);

    /// <summary>Runs a program and returns its exit code and output, errors included.</summary>
    public static (int ExitCode, string Output) Capture(
        string folder, IEnumerable<string> words, IReadOnlyDictionary<string, string>? environment = null)
    {
        var lines = new List<string>();
        var exitCode = Run(folder, words, environment, lines.Add);
        return (exitCode, string.Join('\n', lines));
    }

    private static int Run(
        string folder, IEnumerable<string> words, IReadOnlyDictionary<string, string>? environment, Action<string>? onLine)
    {
        var start = new ProcessStartInfo(words.First(), words.Skip(1))
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = onLine is not null,
            RedirectStandardError = onLine is not null,
        };
        foreach (var variable in _foreign)
            start.Environment.Remove(variable);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        // What runs once gains nothing from being measured for optimization.
        start.Environment["DOTNET_TieredPGO"] = "0";
        // No process of ours outlives the script.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = new Process { StartInfo = start };
        var gate = new Lock();
        DataReceivedEventHandler receive = (_, line) =>
        {
            lock (gate)
            {
                if (line.Data is not null)
                    onLine!(line.Data);
            }
        };
        process.OutputDataReceived += receive;
        process.ErrorDataReceived += receive;
        process.Start();
        if (onLine is not null)
        {
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }
        process.WaitForExit();
        return process.ExitCode;
    }
}
