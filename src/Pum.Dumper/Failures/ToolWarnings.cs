using System.Text.RegularExpressions;

namespace Pum.Dumper.Failures;

/// <summary>What pg_dump warned of: <c>pg_log_warning</c> with its details and hints (<c>src/common/logging.c</c>).</summary>
internal static partial class ToolWarnings
{
    /// <summary>The warnings in what it said, each with its details; and the tool's own advice, empty where it gives none.</summary>
    public static IEnumerable<(string Words, string Hint)> Read(IEnumerable<string> lines)
    {
        var (words, hint) = ("", "");
        foreach (var match in lines.Select(line => Line().Match(line)))
        {
            var (kind, text) = (match.Groups[1].Value, match.Groups[2].Value);
            if (words.Length > 0 && kind is "detail")
                words += $" {text}";
            else if (words.Length > 0 && kind is "hint")
                hint += $"{(hint.Length > 0 ? " " : "")}{text}";
            else
            {
                if (words.Length > 0)
                    yield return (words, hint);
                (words, hint) = (kind is "warning" ? text : "", "");
            }
        }

        if (words.Length > 0)
            yield return (words, hint);
    }

    [GeneratedRegex(@"^pg_dump(?:\.exe)?: (warning|detail|hint): (.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
