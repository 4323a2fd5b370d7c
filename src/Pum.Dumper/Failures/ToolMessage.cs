using System.Text.RegularExpressions;

namespace Pum.Dumper.Failures;

/// <summary>One text of the tools that names a failure.</summary>
/// <param name="Example">A line that a tool really wrote; a test matches it.</param>
/// <param name="Pattern">What is stable in it.</param>
/// <param name="Make">The failure; gets the tool's own words (the line without its prefix).</param>
internal sealed record ToolMessage(string Example, Regex Pattern, Func<string, FailureContext, PumFailure> Make)
{
    /// <summary>A text anywhere in the line.</summary>
    public ToolMessage(string example, string text, Func<string, FailureContext, PumFailure> make)
        : this(example, new Regex(Regex.Escape(text).Replace("…", ".*", StringComparison.Ordinal).Replace(@"\$", "$", StringComparison.Ordinal), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking), make)
    {
    }
}
