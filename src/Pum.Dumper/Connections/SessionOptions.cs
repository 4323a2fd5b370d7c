using System.Text;

namespace Pum.Dumper.Connections;

/// <summary>
/// The server options that a connection carries (<c>options</c>), split by the server at spaces that no backslash escapes.
/// </summary>
internal static class SessionOptions
{
    /// <summary>One setting: <c>-c name=value</c>.</summary>
    public static string Setting(string name, string value)
    {
        var option = new StringBuilder("-c ").Append(name).Append('=');
        foreach (var letter in value)
        {
            if (letter == '\\' || ConninfoReader.IsSpace(letter))
                option.Append('\\');
            option.Append(letter);
        }
        return option.ToString();
    }
}
