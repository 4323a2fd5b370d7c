using System.Diagnostics;

namespace Pum.Testing.Benchmarks;

/// <summary>This program again, as the process of a test runner would be: started, measured from outside, and told when to end.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>What a child says when it has done what is measured.</summary>
    public const string Ready = "ready";

    private readonly Process _process;

    private ChildProcess(Process process, double milliseconds, string report) =>
        (_process, Milliseconds, ProcessorMilliseconds, Report) =
            (process, milliseconds, process.TotalProcessorTime.TotalMilliseconds, report);

    /// <summary>From its start until it said that it is ready.</summary>
    public double Milliseconds { get; }

    /// <summary>What it took of the processors until then, on all its threads; other programs change little of that.</summary>
    public double ProcessorMilliseconds { get; }

    /// <summary>What it said besides.</summary>
    public string Report { get; }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended before; says with which words.</exception>
    public static async Task<ChildProcess> StartAsync(string word, IReadOnlyDictionary<string, string> variables)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        start.ArgumentList.Add(word);
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        var clock = Stopwatch.StartNew();
        var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Ready, StringComparison.Ordinal))
                return new(process, clock.Elapsed.TotalMilliseconds, line[Ready.Length..].Trim());
            said.Add(line);
        }

        await process.WaitForExitAsync();
        throw new InvalidOperationException($"The process '{word}' ended with {process.ExitCode}:\n{string.Join('\n', said)}\n{await errors}");
    }

    /// <summary>Tells it to end.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        var exitCode = _process.ExitCode;
        _process.Dispose();
        if (exitCode != 0)
            throw new InvalidOperationException($"A process ended with {exitCode}.");
    }
}
