using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Pum.Tool.Commands;

namespace Pum.Tool.Output;

/// <summary>The help: what the library writes, with examples, and with what every command has in common.</summary>
internal sealed class HelpText(HelpAction help) : SynchronousCommandLineAction
{
    private const string Common =
        """

        Where the connection comes from:
          -s SERVICE or -p CONNECTION, before the command or after it. Without them the variable PUM_CONNECTION, which holds
          a service or a connection string; without that the variables of libpq (PGSERVICE, PGHOST, PGDATABASE, ...).

        Exit codes:
          0                done
          1                failed: the line on standard error says why, and what to do
          2                the command line is wrong, and nothing was changed
          130, 143, 129    interrupted by Ctrl+C, SIGTERM, SIGHUP

        """;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        var configuration = parseResult.InvocationConfiguration;
        var output = configuration.Output;
        using var written = new StringWriter { NewLine = output.NewLine };
        configuration.Output = written;
        var code = help.Invoke(parseResult);
        configuration.Output = output;

        output.Write(Optional(written.ToString(), command));
        output.WriteLine("Examples:");
        foreach (var example in ExamplesOf(command))
            output.WriteLine($"  {example}");
        if (command is RootCommand)
            output.WriteLine("  pum dump --help");
        output.Write(Common.ReplaceLineEndings(output.NewLine));
        return code;
    }

    private static IEnumerable<string> ExamplesOf(Command command) =>
        (command as PumCommand)?.Examples ?? command.Subcommands.OfType<PumCommand>().Select(each => each.Examples[0]);

    // The library writes the arguments of the commands in its list as if each were required.
    private static string Optional(string text, Command command) => command.Subcommands.Aggregate(text, (rest, each) =>
        each.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues == 0).Aggregate(rest, (line, argument) => line.Replace(
            $"{each.Name} <{argument.Name}>  ", $"{each.Name} [<{argument.Name}>]", StringComparison.Ordinal)));
}
