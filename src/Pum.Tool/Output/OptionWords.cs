using System.Text.RegularExpressions;
using Pum.Tool.GitHub;
using Pum.Tool.Options;

namespace Pum.Tool.Output;

/// <summary>
/// The engine's sentences name parameters as <c>ReplaceDatabase</c> or <c>Jobs="1"</c>: here they become <c>--replace-database</c> and
/// <c>--jobs 1</c>, or <c>replace-database</c> and <c>jobs: 1</c> where they are inputs of the action. What is between quotes or in a path
/// is not the engine's own and stays as it is.
/// </summary>
internal static partial class OptionWords
{
    /// <summary>The text with options for parameters; <paramref name="name"/> in it, a file's for instance, stays as it is.</summary>
    public static string In(string text, string? name, bool namesInputs = false) => string.IsNullOrEmpty(name)
        ? In(text, namesInputs)
        : string.Join(name, text.Split(name).Select(part => In(part, namesInputs)));

    /// <summary>The text with options for parameters.</summary>
    public static string In(string text, bool namesInputs = false) => Parameter().Replace(text, match =>
    {
        if (match.Groups["name"] is not { Success: true } name)
            return match.Value;
        if (namesInputs)
            return InputWords.Of(name.Value, ValueOf(match));
        var option = OptionName.Of(name.Value);
        return match.Groups["value"] switch
        {
            { Success: false } or { Value: "true" } => option,
            { Value: var value } when IsPlain().IsMatch(value) => $"{option} {value}",
            { Value: var value } => $"{option}='{value.Replace("'", @"'\''", StringComparison.Ordinal)}'",
        };
    });

    private static string? ValueOf(Match match) => match.Groups["value"] is { Success: true } written
        ? written.Value
        : match.Value.EndsWith(" to true", StringComparison.Ordinal) ? "true" : null;

    // A single word of these is an ordinary one too, and a parameter with its capital in the middle of a sentence, or as its subject.
    [GeneratedRegex(
        """
        (?<!\w)'[^']*' | (?<![\w=])"[^"]*"
        | \b(?<name>(?:[A-Z][a-z]+)+)="(?<value>[^"]*)"
        | (?<![\w/\\.-])(?<name>(?:Service|ConnectionString(?:Variable)?|MaintenanceDatabase|ToolPath|ConnectTimeout|WaitForServer
            |(?:Exclude)(?:Schemas|Tables|TableData|Extensions|Dependents)|StrictNames|SchemaOnly|DataOnly
            |No(?:Owner|Privileges|Tablespaces|Subscriptions)|LockTimeout|AdditionalOptions|IgnoreErrors|CreateDatabase|BaseTemplate
            |ReplaceDatabase|ConfirmReplace|DisconnectUsers|TrustDump))\b(?![/\\-]|\.\w)(?:\ to\ true\b)?
        | (?<=[a-z,]\ )(?<!\bas\ )(?<name>Database|Role|Format|Compression|Jobs|Clean|Timeout|Schemas|Tables)\b(?![/\\-]|\.\w)
        | (?<=^|\.\ )(?<name>Format|Compression|Jobs|Clean)(?=\ (?:is|may|does|and)\b)
        | (?<=^|\.\ )(?<name>Schemas|Tables)(?=\ names\b)
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Parameter();

    [GeneratedRegex("^[A-Za-z0-9_.:/]+$", RegexOptions.CultureInvariant)]
    private static partial Regex IsPlain();
}
