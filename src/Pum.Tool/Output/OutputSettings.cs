using Pum.Dumper;

namespace Pum.Tool.Output;

/// <summary>How messages are printed.</summary>
internal sealed record OutputSettings
{
    /// <summary>How much.</summary>
    public Verbosity Verbosity { get; init; } = Verbosity.Normal;

    /// <summary>Whether standard output is for one JSON object alone.</summary>
    public bool IsJson { get; init; }

    /// <summary>Whether errors and warnings are annotations for GitHub.</summary>
    public bool Annotates { get; init; }

    /// <summary>Whether sentences name the inputs of the action, not the options of the command line.</summary>
    public bool NamesInputs { get; init; }

    /// <summary>The folder of the repository that GitHub builds.</summary>
    public string? Workspace { get; init; }

    /// <summary>Whether a line may be rewritten, and how many characters it has; <see langword="null"/> where it may not.</summary>
    public int? LineWidth { get; init; }

    /// <summary>Whether there are colours.</summary>
    public bool HasColours { get; init; }

    /// <summary>Those of this process.</summary>
    public static OutputSettings Of(HostEnvironment environment, Verbosity verbosity, bool isJson)
    {
        var annotates = environment["GITHUB_ACTIONS"] == "true";
        var isTerminal = !annotates && !Console.IsErrorRedirected && environment["TERM"] != "dumb";
        return new()
        {
            Verbosity = verbosity,
            IsJson = isJson,
            Annotates = annotates,
            Workspace = environment["GITHUB_WORKSPACE"],
            LineWidth = isTerminal ? Width() : null,
            // A console of Windows shows the codes of colours as they are, unless it is told otherwise. Any value of NO_COLOR counts but an
            // empty one: https://no-color.org.
            HasColours = isTerminal && !environment.IsWindows && string.IsNullOrEmpty(environment["NO_COLOR"]),
        };
    }

    private static int Width()
    {
        try
        {
            // A terminal that does not know says 0.
            return Console.WindowWidth is > 1 and var width ? width : 80;
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
