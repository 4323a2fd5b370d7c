using Pum.Dumper;
using Pum.Tool.Output;

namespace Pum.Tool.GitHub;

/// <summary>A step of the action: its inputs become a command line, and what that gives back its outputs.</summary>
internal sealed class ActionStep(TextWriter output, TextWriter error)
{
    /// <summary>The word that <c>build/action/run.sh</c> says; no help shows it, as without the inputs it means nothing.</summary>
    public const string Word = "github-action";

    /// <summary>Runs it, and gives the exit code.</summary>
    public async Task<int> RunAsync()
    {
        var environment = HostEnvironment.Current(Path.GetTempPath());
        var inputs = new ActionInputs(environment);
        var line = new PumCommandLine(output, error, new ActionOutputs(inputs.File));
        var (arguments, failures) = inputs.Read(line);
        if (failures.Count == 0)
            return await line.RunAsync(arguments);
        var settings = OutputSettings.Of(environment, Verbosity.Normal, isJson: false) with { NamesInputs = true };
        var reporter = new ConsoleReporter(settings, output, error);
        foreach (var failure in failures)
            reporter.Error(failure);
        return ExitCodes.WrongCommandLine;
    }
}
