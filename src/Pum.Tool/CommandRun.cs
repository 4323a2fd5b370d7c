using System.CommandLine;
using System.Text.Json.Nodes;
using Pum.Dumper;
using Pum.Dumper.Failures;
using Pum.Tool.Commands;
using Pum.Tool.GitHub;
using Pum.Tool.Options;
using Pum.Tool.Output;

namespace Pum.Tool;

/// <summary>Runs a command to its end: every failure becomes a line and an exit code.</summary>
internal sealed class CommandRun(
    ConnectionOptions connection, OutputOptions outputOptions, TextWriter output, TextWriter error, ActionOutputs? actionOutputs)
{
    /// <summary>Runs it, and gives the exit code.</summary>
    public async Task<int> RunAsync(PumCommand command, ParseResult result)
    {
        var reporter = Reporter(result);
        using var interruption = new Interruption();
        using var timeout = new CancellationTokenSource();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token, timeout.Token);
        string? limit = null;
        HostEnvironment environment;
        JsonObject outcome;
        try
        {
            environment = HostEnvironment.Current(WorkingDirectory());
            if (connection.Limit(result) is { } time)
            {
                limit = time.Display;
                timeout.CancelAfter(time.Milliseconds);
            }
            outcome = await command.RunAsync(new(result, connection, environment, reporter), ended.Token);
        }
#pragma warning disable CA1031 // .NET would print the bare stack trace of what leaves the process: PUM9001 carries it instead.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var end = new OperationEnd
            {
                Caller = command.Caller,
                CancelledMessage = $"{command.Caller} was interrupted.",
                LeftAsItWas = command.LeftAsItWas(result),
                IsCancelled = interruption.ExitCode is not null,
                ExceededLimit = timeout.IsCancellationRequested ? limit : null,
            };
            foreach (var failure in end.FailuresOf(exception))
                reporter.Error(failure);
            WriteErrors(result, reporter);
            return interruption.ExitCode ?? ExitCodes.Of(reporter.Errors);
        }

        // From here on nothing may say that the target is as it was. The limit was for the command.
        if (actionOutputs is not null
            && await actionOutputs.WriteAsync(outcome, environment, interruption.Token) is { } unwritten)
        {
            reporter.Error(unwritten);
            return interruption.ExitCode ?? ExitCodes.Failure;
        }
        if (outputOptions.IsJson(result))
            reporter.Outcome(JsonOutcome.Of(outcome, reporter.Warnings));
        if (reporter.LostOutcome is not { } reason)
            return ExitCodes.Success;
        reporter.Error(CommandFailures.OutcomeNotWritten(command.Caller, reason));
        return ExitCodes.Failure;
    }

    /// <summary>Says what is wrong with a command line that could not be read, and gives the exit code.</summary>
    public int Refuse(ParseResult result, IEnumerable<string> messages)
    {
        var reporter = Reporter(result);
        foreach (var message in messages)
            reporter.Error(CommandFailures.WrongCommandLine(message, ParseErrors.CommandOf(result)));
        WriteErrors(result, reporter);
        return ExitCodes.WrongCommandLine;
    }

    // Its settings come from variables alone, so that it is there where the working directory is not.
    private static string WorkingDirectory()
    {
        try
        {
            return Environment.CurrentDirectory;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PumFailureException(CommandFailures.NoWorkingDirectory(exception.Message));
        }
    }

    private ConsoleReporter Reporter(ParseResult result)
    {
        var environment = HostEnvironment.Current(Path.GetTempPath());
        var settings = OutputSettings.Of(environment, outputOptions.Verbosity(result), outputOptions.IsJson(result));
        return new(settings with { NamesInputs = actionOutputs is not null }, output, error);
    }

    private void WriteErrors(ParseResult result, ConsoleReporter reporter)
    {
        if (outputOptions.IsJson(result))
            reporter.Outcome(JsonOutcome.Of(reporter.Errors, reporter.Warnings));
    }
}
