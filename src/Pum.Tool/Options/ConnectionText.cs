using System.Text.RegularExpressions;
using Pum.Dumper.Failures;

namespace Pum.Tool.Options;

/// <summary>Connection strings in places where they do not belong: they may hold a password, so that nothing repeats them.</summary>
internal static partial class ConnectionText
{
    /// <summary>Whether it is a connection string, where a connection string or a service is expected.</summary>
    public static bool IsNoService(string text) =>
        text.Any(letter => letter is '=' or ':' or '/' or '@' or ';' || char.IsWhiteSpace(letter));

    /// <summary>
    /// Whether it is a connection string, where the name of a file is expected: what is one in the place of any name, or keywords in any
    /// grammar that begin with one of libpq. A path that begins with a folder is none.
    /// </summary>
    public static bool IsInsteadOfFile(string text) =>
        !Path.IsPathRooted(text)
        && !Folder().IsMatch(text)
        && (WrittenValue.IsConnectionString(text) || Keyword().IsMatch(text));

    [GeneratedRegex(@"^\.{1,2}[/\\]", RegexOptions.CultureInvariant)]
    private static partial Regex Folder();

    [GeneratedRegex(
        @"^\s*(host|hostaddr|port|dbname|user|service|server|data source|database|username|user id|sslmode)\s*=",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Keyword();
}
