using System.CommandLine;
using Pum.Tool.Output;

namespace Pum.Tool.Options;

/// <summary>The options that choose what is printed.</summary>
internal sealed class OutputOptions
{
    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Print details too, and what the client tools print." };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Print warnings and errors only." };
    private readonly Option<bool> _json = new("--json") { Description = "Print the outcome as one JSON object; everything else goes to standard error." };

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [_verbose, _quiet, _json];

    /// <summary>Whether the outcome is JSON.</summary>
    public bool IsJson(ParseResult result) => IsGiven(result, _json);

    /// <summary>How much is printed.</summary>
    public Verbosity Verbosity(ParseResult result) =>
        IsGiven(result, _verbose) ? Output.Verbosity.Detailed : IsGiven(result, _quiet) ? Output.Verbosity.Quiet : Output.Verbosity.Normal;

    // Also asked of a command line that could not be read: of a value that is none, GetValue throws.
    private static bool IsGiven(ParseResult result, Option<bool> option) =>
        result.GetResult(option) is { } given && (given.Errors.Any() || given.GetValueOrDefault<bool>());
}
