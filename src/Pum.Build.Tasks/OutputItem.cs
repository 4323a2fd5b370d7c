using System.Globalization;
using Microsoft.Build.Utilities;

namespace Pum.Build.Tasks;

/// <summary>An item that a task gives back.</summary>
internal static class OutputItem
{
    /// <summary>An item whose name and metadata arrive as they are, whatever characters of MSBuild's own they hold.</summary>
    public static TaskItem Of(string name, Dictionary<string, string> metadata) =>
        new(Escape(name), metadata.ToDictionary(entry => entry.Key, entry => Escape(entry.Value)));

    public static string Milliseconds(TimeSpan duration) =>
        ((long)duration.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    // https://learn.microsoft.com/visualstudio/msbuild/msbuild-special-characters
    private static string Escape(string value) => string.Concat(value.Select(character =>
        "%*?@$();'".Contains(character, StringComparison.Ordinal) ? $"%{(int)character:X2}" : character.ToString()));
}
