using System.Text.RegularExpressions;

namespace Pum.Tool.GitHub;

/// <summary>A parameter of the engine as a step of a workflow gives it.</summary>
internal static partial class InputWords
{
    /// <summary><c>exclude-schemas</c> for <c>ExcludeSchemas</c>, <c>jobs: 1</c> for <c>Jobs="1"</c>.</summary>
    public static string Of(string parameter, string? value)
    {
        var input = Hump().Replace(parameter, "-$0").ToLowerInvariant();
        return value switch
        {
            null => input,
            _ when IsPlain().IsMatch(value) => $"{input}: {value}",
            _ => $"{input}: '{value.Replace("'", "''", StringComparison.Ordinal)}'",
        };
    }

    [GeneratedRegex("(?<!^)[A-Z]", RegexOptions.CultureInvariant)]
    private static partial Regex Hump();

    // Everything else would need YAML's quotes in one place or another.
    [GeneratedRegex("^[A-Za-z0-9_./]+$", RegexOptions.CultureInvariant)]
    private static partial Regex IsPlain();
}
