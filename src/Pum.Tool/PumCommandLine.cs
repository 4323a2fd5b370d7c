using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;
using Pum.Dumper.Failures;
using Pum.Tool.Commands;
using Pum.Tool.GitHub;
using Pum.Tool.Options;
using Pum.Tool.Output;

namespace Pum.Tool;

/// <summary>The command line of <c>pum</c>.</summary>
internal sealed class PumCommandLine
{
    // "@" begins a file's name as any other letter.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly CommandRun _run;

    /// <summary>Makes it.</summary>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="actionOutputs">Where a step of the action leaves what it gives back; elsewhere <see langword="null"/>.</param>
    public PumCommandLine(TextWriter output, TextWriter error, ActionOutputs? actionOutputs = null)
    {
        (_output, _error) = (output, error);
        var outputOptions = new OutputOptions();
        _run = new(Connection, outputOptions, output, error, actionOutputs);
        foreach (var option in Connection.All.Concat(outputOptions.All))
        {
            option.Recursive = true;
            Root.Options.Add(option);
        }
        foreach (var command in (PumCommand[])[new DumpCommand(), new RestoreCommand(), new CheckConnectionCommand(), new ToolsCommand()])
        {
            command.SetAction((result, _) => _run.RunAsync(command, result));
            Root.Subcommands.Add(command);
        }
        foreach (var option in Root.Options)
        {
            if (option is HelpOption { Action: HelpAction help })
                option.Action = new HelpText(help);
            else if (option is VersionOption)
                option.Action = new VersionLine();
        }
    }

    /// <summary>The root of the commands.</summary>
    public RootCommand Root { get; } = new(
        "Dump and restore PostgreSQL databases with pg_dump, pg_restore and psql: whole or not at all, with errors that name their cause.");

    /// <summary>The options that name a database.</summary>
    public ConnectionOptions Connection { get; } = new();

    /// <summary>Reads a command line.</summary>
    public ParseResult Parse(IReadOnlyList<string> arguments) => Root.Parse(arguments, Parsing);

    /// <summary>What is wrong with a command line, without its secrets.</summary>
    public static IReadOnlyList<string> ErrorsOf(ParseResult result, IReadOnlyList<string> arguments)
    {
        // What the parser says of a value that it misreads is misleading.
        string[] values = [.. MisreadValues.ErrorsOf(result, arguments).Distinct()];
        return values.Length > 0 ? values : [.. ParseErrors.Of(result).Distinct()];
    }

    /// <summary>Runs a command line, and gives the exit code.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        try
        {
            if (arguments.Count == 0)
            {
                // Nothing was done: a script whose variable is empty must not take that for success.
                await InvokeAsync(Parse(["--help"]), _error);
                return ExitCodes.WrongCommandLine;
            }
            var result = Parse(arguments);
            return result.Action is ParseErrorAction || MisreadValues.ErrorsOf(result, arguments).Any()
                ? _run.Refuse(result, ErrorsOf(result, arguments))
                : await InvokeAsync(result, _output);
        }
        catch (IOException exception) when (StandardOutput.IsBrokenPipe(exception))
        {
            // The reader of the help has seen enough, as head has.
            return ExitCodes.Success;
        }
#pragma warning disable CA1031 // What is outside of a command's run, as the help, ends with a line as well.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            new ConsoleReporter(new(), _output, _error).Error(StandardOutput.IsNotWritten(exception)
                ? CommandFailures.OutputNotWritten(StandardOutput.ReasonOf(exception))
                : EndFailures.Fault("pum", exception));
            return ExitCodes.Failure;
        }
    }

    // Signals and exceptions are ours: see Interruption and CommandRun.
    private Task<int> InvokeAsync(ParseResult result, TextWriter output) => result.InvokeAsync(new()
    {
        Output = output,
        Error = _error,
        ProcessTerminationTimeout = null,
        EnableDefaultExceptionHandler = false,
    });

    private sealed class VersionLine : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var version = typeof(VersionLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
            parseResult.InvocationConfiguration.Output.WriteLine($"pum {version.Split('+')[0]}");
            return ExitCodes.Success;
        }
    }
}
