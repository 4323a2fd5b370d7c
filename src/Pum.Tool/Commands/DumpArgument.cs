using System.CommandLine;
using Pum.Dumper;
using Pum.Dumper.Failures;
using Pum.Dumper.Parameters;
using Pum.Tool.Options;
using Pum.Tool.Output;

namespace Pum.Tool.Commands;

/// <summary>The file that a command writes or reads.</summary>
internal static class DumpArgument
{
    /// <summary>Makes the argument.</summary>
    public static Argument<string> Create(string description)
    {
        var argument = new Argument<string>("FILE") { Description = description };
        argument.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }])
                result.AddError("FILE is empty.");
            else if (result.Tokens.Any(token => ConnectionText.IsInsteadOfFile(token.Value)))
                result.AddError(CommandFailures.FileIsConnectionString);
        });
        return argument;
    }

    /// <summary>The full path of the file.</summary>
    /// <exception cref="PumFailureException">PUM1001: it is <c>-</c>.</exception>
    public static string Path(string written, string caller, HostEnvironment environment) => written == "-"
        ? throw new PumFailureException(CommandFailures.NoFileButStandardStream(caller))
        : FilePath.Of(written, environment.BaseDirectory);
}
