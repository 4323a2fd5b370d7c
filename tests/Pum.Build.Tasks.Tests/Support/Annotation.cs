using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Pum.Build.Tasks.Tests.Support;

/// <summary>
/// An annotation that GitHub shows for a line of a build's output: what the problem matcher of <c>actions/setup-dotnet</c> makes of it
/// (<see href="https://github.com/actions/setup-dotnet/blob/main/.github/csc.json">csc.json</see>).
/// </summary>
internal sealed partial record Annotation(string File, int Line, string Severity, string Code, string Message)
{
    /// <summary>
    /// The annotations of an output, each once: MSBuild prints errors a second time at the end, and GitHub shows equal ones once.
    /// </summary>
    public static ImmutableArray<Annotation> Of(string output) => [.. output.ReplaceLineEndings("\n").Split('\n')
        .Select(line => Matcher().Match(line))
        .Where(match => match.Success)
        .Select(match => new Annotation(
            match.Groups[1].Value,
            int.Parse(match.Groups[2].Value, null),
            match.Groups[3].Value,
            match.Groups[4].Value,
            match.Groups[5].Value))
        .Distinct()];

    [GeneratedRegex(@"^([^\s].*)\((\d+)(?:,\d+|,\d+,\d+)?\):\s+(error|warning)\s+([a-zA-Z]+(?<!MSB)\d+):\s*(.*?)\s+\[(.*?)\]$")]
    private static partial Regex Matcher();
}
