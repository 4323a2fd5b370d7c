using System.Text.RegularExpressions;

namespace Pum.Dumper.Reporting;

/// <summary>
/// Text from a server or a tool must not command the runner that shows it: GitHub's takes <c>::command</c> at the start of a line, blanks
/// aside, and <c>##[command]</c> anywhere in it
/// (<see href="https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs">ActionCommand.cs</see>); Azure's takes
/// <c>##vso[command]</c> too
/// (<see href="https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands">Logging commands</see>), TeamCity's
/// <c>##teamcity[message]</c>
/// (<see href="https://www.jetbrains.com/help/teamcity/service-messages.html">Service messages</see>).
/// </summary>
internal static partial class WorkflowCommands
{
    /// <summary>
    /// The text in one line that no runner obeys and that changes nothing in a terminal: a blank for each control character and for each
    /// character that changes the direction of writing.
    /// </summary>
    public static string Disarm(string text)
    {
        var line = Command().Replace(InOneLine(text), "# #");
        return line.TrimStart().StartsWith("::", StringComparison.Ordinal) ? $": {line.TrimStart()[1..]}" : line;
    }

    /// <summary>
    /// The text in one line: a blank for each control character and for each character that changes the direction of writing.
    /// </summary>
    public static string InOneLine(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return string.Create(line.Length, line, (letters, source) =>
        {
            for (var i = 0; i < letters.Length; i++)
                letters[i] = IsHarmless(source[i]) ? source[i] : ' ';
        });
    }

    // A runner's name may stand before the bracket.
    [GeneratedRegex(@"##(?=[A-Za-z]*\[)", RegexOptions.CultureInvariant)]
    private static partial Regex Command();

    private static bool IsHarmless(char letter) =>
        letter == '\t' || !(char.IsControl(letter) || letter is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069');
}
