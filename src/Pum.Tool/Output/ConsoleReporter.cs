using System.Text.RegularExpressions;
using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;
using Pum.Tool.Options;

namespace Pum.Tool.Output;

/// <summary>
/// Prints what the engine reports. Standard output has what a reader of the outcome wants, standard error the errors, the warnings, the
/// details and the progress.
/// </summary>
internal sealed partial class ConsoleReporter(OutputSettings settings, TextWriter output, TextWriter error) : IReporter
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Line = TimeSpan.FromSeconds(10);

    private readonly object _gate = new();
    private readonly List<PumFailure> _warnings = [];
    private readonly List<PumFailure> _errors = [];
    private int _progressLength;

    /// <inheritdoc/>
    public TimeSpan ProgressInterval => settings.LineWidth is null ? Line : Glance;

    /// <summary>What was a warning, in the words of a command line.</summary>
    public IReadOnlyList<PumFailure> Warnings => _warnings;

    /// <summary>What was an error, in the words of a command line.</summary>
    public IReadOnlyList<PumFailure> Errors => _errors;

    /// <summary>Why a line of the outcome could not be written; <see langword="null"/> where all of it was.</summary>
    public string? LostOutcome { get; private set; }

    /// <inheritdoc/>
    public bool Shows(ReportImportance importance) =>
        settings.Verbosity >= (importance == ReportImportance.High ? Verbosity.Normal : Verbosity.Detailed);

    /// <inheritdoc/>
    public void Message(ReportImportance importance, string text)
    {
        if (!Shows(importance))
            return;
        if (importance == ReportImportance.High)
            Write(settings.IsJson ? error : output, Target().Replace(text, $" ({OptionName.PgConnection})"));
        else
            Write(error, text);
    }

    /// <inheritdoc/>
    public void Progress(string text)
    {
        if (settings.Verbosity < Verbosity.Normal)
            return;
        if (settings.LineWidth is not { } width)
        {
            Write(error, text);
            return;
        }
        lock (_gate)
        {
            var line = WorkflowCommands.Disarm(text);
            line = line.Length < width ? line : line[..(width - 2)] + "…";
            Try(error, writer =>
            {
                writer.Write("\r" + line.PadRight(_progressLength));
                writer.Flush();
            });
            _progressLength = line.Length;
        }
    }

    /// <inheritdoc/>
    public void Warning(PumFailure warning) => Report("warning", "\u001b[1;33m", ConsoleAdvice.Reword(warning, settings.NamesInputs), _warnings);

    /// <summary>Reports what ended the command.</summary>
    public void Error(PumFailure failure) => Report("error", "\u001b[1;31m", ConsoleAdvice.Reword(failure, settings.NamesInputs), _errors);

    /// <summary>Prints a line of the outcome.</summary>
    public void Outcome(string line) => Write(output, line);

    private void Report(string kind, string colour, PumFailure failure, List<PumFailure> reported)
    {
        lock (_gate)
            reported.Add(failure);
        if (settings.Annotates)
        {
            WriteRaw(error, Annotation.Of(kind, failure, settings.Workspace));
        }
        else
        {
            var word = settings.HasColours ? $"{colour}{kind} {failure.Code}:\u001b[0m" : $"{kind} {failure.Code}:";
            var place = WorkflowCommands.Disarm(failure.Location?.ToString() ?? "pum");
            WriteRaw(error, $"{place}: {word} {WorkflowCommands.Disarm(failure.Text)}");
        }

        if (settings.Verbosity == Verbosity.Detailed || failure.Code == PumCodes.InternalError)
        {
            foreach (var detail in failure.Details)
                Write(error, detail);
        }
    }

    // The line of the target says where its connection comes from; what else is in these lines is the names of files and databases.
    [GeneratedRegex(@" \(ConnectionString\)$", RegexOptions.CultureInvariant)]
    private static partial Regex Target();

    private void Write(TextWriter writer, string text)
    {
        foreach (var line in text.Split('\n'))
            WriteRaw(writer, WorkflowCommands.Disarm(line.TrimEnd('\r')));
    }

    private void WriteRaw(TextWriter writer, string line)
    {
        lock (_gate)
        {
            if (_progressLength > 0)
            {
                Try(error, terminal =>
                {
                    terminal.Write($"\r{new string(' ', _progressLength)}\r");
                    terminal.Flush();
                });
                _progressLength = 0;
            }
            Try(writer, stream => stream.WriteLine(line));
        }
    }

    // What the engine does must not depend on a log's disk or on a terminal that was closed: after a swap an exception here would say that
    // the restore failed, and leave what was to be cleaned up.
    private void Try(TextWriter writer, Action<TextWriter> write)
    {
        try
        {
            write(writer);
        }
        catch (Exception exception) when (StandardOutput.IsNotWritten(exception))
        {
            if (writer == output)
                LostOutcome ??= StandardOutput.ReasonOf(exception);
        }
    }
}
