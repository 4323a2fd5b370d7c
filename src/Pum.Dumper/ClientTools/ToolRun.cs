using System.Collections.Immutable;
using Pum.Dumper.Connections;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.ClientTools;

/// <summary>
/// One run of a client tool: it gets the environment of its connection, what it says is shown without secrets while it runs, and kept in
/// its own words for whoever makes the failure.
/// </summary>
internal sealed record ToolRun
{
    /// <summary>Full path of the program.</summary>
    public required string Program { get; init; }

    /// <summary>Its arguments, each as the program is to see it; never a secret.</summary>
    public required ImmutableArray<string> Arguments { get; init; }

    /// <summary>The folder it runs in.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Where it connects, or <see langword="null"/> where it does not.</summary>
    public Connection? Connection { get; init; }

    /// <summary>Variables besides those of the connection.</summary>
    public ImmutableDictionary<string, string?> Variables { get; init; } = ImmutableDictionary<string, string?>.Empty;

    /// <summary>Where its command and what it says are shown, or <see langword="null"/> where they are not.</summary>
    public IReporter? Reporter { get; init; }

    /// <summary>Who has it run; each line of progress begins with it.</summary>
    public string Caller { get; init; } = "";

    /// <summary>Where it is, in one line, asked from time to time; with this the run counts as long.</summary>
    public Func<string?>? Progress { get; init; }

    /// <summary>Writes its standard input; <see langword="null"/> closes it at once.</summary>
    public Func<Stream, CancellationToken, Task>? Feed { get; init; }

    /// <summary>Reads standard output as it is; <see langword="null"/> has it read as lines.</summary>
    public Func<Stream, CancellationToken, Task>? ReadOutput { get; init; }

    /// <summary>Receives each line of standard output.</summary>
    public Action<string>? OnOutput { get; init; }

    /// <summary>Puts a line of standard error into other words before anybody sees it.</summary>
    public Func<string, string> Reword { get; init; } = line => line;

    /// <summary>Receives each line of standard error that <see cref="TakesProgress"/> does not take.</summary>
    public Action<string>? OnError { get; init; }

    /// <summary>Takes the lines of standard error that tell of progress alone: they are shown and serve nothing else.</summary>
    public LineTaker? TakesProgress { get; init; }

    /// <summary>Which lines of standard error are shown.</summary>
    public Func<string, bool> IsShown { get; init; } = _ => true;

    /// <summary>What to remove when this process is told to end while the tool runs.</summary>
    public Action? OnExit { get; init; }

    /// <summary>Runs it to its end.</summary>
    /// <returns>Its exit code, and the lines of standard error that <see cref="TakesProgress"/> did not take.</returns>
    /// <exception cref="PumFailureException">PUM2001: it cannot be started.</exception>
    public async Task<(int ExitCode, ImmutableArray<string> Lines)> RunAsync(CancellationToken cancellationToken)
    {
        Func<string, string> redact = Connection is null ? text => text : Connection.Redact;
        var said = new ToolOutput();
        var isShowing = Reporter?.Shows(ReportImportance.Low) == true;
        Reporter?.Message(ReportImportance.Low, redact(CommandLine.Display(Program, Arguments)));
        await using var report = Reporter is null || Progress is null ? null : ProgressReport.Start(Reporter, Caller, Progress, redact);
        using var environment = Connection?.OpenToolEnvironment();
        var exitCode = await ToolProcess.RunAsync(
            new()
            {
                Program = Program,
                Arguments = Arguments,
                WorkingDirectory = WorkingDirectory,
                Environment = environment is null ? Variables : environment.Variables.SetItems(Variables),
                Feed = Feed,
                ReadOutput = ReadOutput,
                OnOutput = OnOutput,
                IsLong = Progress is not null,
                PrivateFiles = environment?.FileNames ?? [],
                OnExit = () =>
                {
                    environment?.Dispose();
                    OnExit?.Invoke();
                },
                TakesError = isShowing ? null : TakesProgress,
                OnError = text =>
                {
                    var line = Reword(text);
                    if (!isShowing || TakesProgress?.Invoke(line) != true)
                    {
                        said.Add(line);
                        OnError?.Invoke(line);
                    }

                    if (isShowing && IsShown(line))
                        Reporter!.Message(ReportImportance.Low, redact(line));
                },
            },
            cancellationToken);
        return (exitCode, said.Lines);
    }
}
